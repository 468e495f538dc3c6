"""What `examples/aurora-mysql` alone has: its settings, its args, its exports."""
