"""What `examples/preview-roles` alone has: its settings, its args, its exports."""
