"""A chain that is no stack of ours: read out of a Redpanda Connect configuration, RDS, and what is given by hand."""
