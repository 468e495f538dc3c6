"""The process that holds both accounts: AWS APIs, the judge in front of STS, and the gate in front of PostgreSQL."""
