"""Texts that are said around another one, or because of it: where that one is known, it tells more."""

WRAPPINGS = frozenset(
    {
        "PSQLException: The connection attempt failed",
        "Communications link failure",
        "WebIdentityErr: failed to retrieve credentials",
        "failed to refresh cached credentials, failed to load credentials",
        "Unable to create filtered publication",
        "please make sure to use a distinct replication slot name for each",
        "Essential container in task exited",
        "CreateContainerConfigError",
        "shutting down due to linter errors",
        "NoBrokersAvailable",
        "server closed the connection unexpectedly",
        "IAM Role (...) cannot be assumed",
        "Cannot assume IAM Role",
        "All broker connections are down",
        "brokers are down",
        "Bootstrap broker <broker> (id: <id> rack: <rack>) disconnected",
        "Failed to update metadata after",
        "Timed out waiting for a node assignment",
        "client has run out of available brokers to talk to",
        "Local: Broker transport failure",
        "Local: Message timed out",
        "could not be established. Node may not be available",
        "could not be established. Broker may not be available",
        "Topic <topic> not present in metadata after",
    }
)
