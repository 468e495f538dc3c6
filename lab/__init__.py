"""The lab: two emulated AWS accounts, PostgreSQL behind an Aurora-like gate and Kafka, for the unmodified program."""
