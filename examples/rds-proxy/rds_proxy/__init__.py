"""What `examples/rds-proxy` alone has: its settings, its args, its exports."""
