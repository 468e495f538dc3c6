"""Before the first `pulumi up`: what a stack file asks for, against what both accounts and Redpanda Cloud have."""
