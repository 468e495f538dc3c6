"""The doctor: walks the seven links from a stack's `chain` output and names the first that is broken, and why."""
