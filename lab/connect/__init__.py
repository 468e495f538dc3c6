"""A stand-in for Redpanda Connect that runs the very pipeline YAML the program made: postgres_cdc to a topic."""
