"""Reusable ComponentResources, each in one account; import them from their own files."""
