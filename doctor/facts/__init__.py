"""What is read, once and concurrently, before any check runs."""
