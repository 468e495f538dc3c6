"""Proves the chain: each link with the workload's own credentials, each refusal by who would try it."""
