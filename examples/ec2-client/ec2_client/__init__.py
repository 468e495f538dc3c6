"""What `examples/ec2-client` alone has: its settings, its args, its exports."""
