"""Tags that say whose a resource is."""

PROJECT = "pulumi-project"
STACK = "pulumi-stack"
