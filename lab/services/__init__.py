"""What runs in the lab: PostgreSQL, the broker, the process of both accounts, and their certificates."""
