"""What `examples/kubernetes-service` alone has: its settings, its args, its exports."""
