"""What the program alone has: its args, its exports, and its choices of database, SQL and peering."""
