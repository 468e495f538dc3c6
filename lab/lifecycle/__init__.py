"""What starts and ends a lab, and what is known of one that is up."""
