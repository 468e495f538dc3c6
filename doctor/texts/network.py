"""N1 to N6: names that do not resolve, and packets that nobody answers."""

from collections.abc import Mapping

# Sources: libpq, fe-connect.c; jackc/pgx, pgconn; psycopg 3, _conninfo_attempts; Go, net; botocore, exceptions; MySQL,
# errmsg.c; RDS Data API, "Errors".
NETWORK: Mapping[str, tuple[str, ...]] = {
    "N1": (
        'could not translate host name "<host>" to address',
        "hostname resolving error",
        "failed to resolve host <host>: [Errno -2] Name or service not known",
        "failed to resolve host <host>: [Errno -5] No address associated with hostname",
        "lookup ...rds.amazonaws.com...: no such host",
        "UnknownHostException: ...rds.amazonaws.com",
        "getaddrinfo ENOTFOUND ...rds.amazonaws.com",
        "Unknown MySQL server host <host>",
        "failed to connect to ...: hostname resolving error...",
        "lookup ...rds.amazonaws.com...: i/o timeout",
        "lookup ...rds.amazonaws.com...: server misbehaving",
    ),
    "N3": (
        "is resuming after being auto-paused",
        "DatabaseResumingException",
    ),
    "N4": (
        "connection to server at ..., port <port> failed: Connection refused",
        "could not connect to server: Connection refused",
        "dial tcp <address>:5432: connect: connection refused",
        "dial tcp <address>:3306: connect: connection refused",
        "Connection to <host>:<port> refused. Check that the hostname and port are correct and that the postmaster",
        "ECONNREFUSED <address>:5432",
        "Connect call failed (<address>, 5432)",
        "Can't connect to MySQL server on <host> (111)",
        "is not in available state",
    ),
    "N6": (
        "lookup sts...amazonaws.com...: no such host",
        "lookup sts...amazonaws.com...: i/o timeout",
        "lookup sts...amazonaws.com...: server misbehaving",
        "https://sts...amazonaws.com/...: i/o timeout",
        "https://sts...amazonaws.com/...: context deadline exceeded",
        "https://sts...amazonaws.com/...: connect: connection refused",
        "https://sts...amazonaws.com/...: connect: connection timed out",
        "https://sts...amazonaws.com/...: request canceled",
        "https://sts...amazonaws.com/...: TLS handshake timeout",
        "operation error STS: <operation>, ... i/o timeout",
        "operation error STS: <operation>, ... no such host",
        "operation error STS: <operation>, ... context deadline exceeded",
        "operation error STS: <operation>, ... connection refused",
        "operation error STS: <operation>, ... connection reset by peer",
        "Could not connect to the endpoint URL: https://sts.",
        "Connect timeout on endpoint URL: https://sts.",
        "Read timeout on endpoint URL: https://sts.",
        "Connection was closed before we received a valid response from endpoint URL: https://sts.",
        "Unable to execute HTTP request: sts...amazonaws.com",
        "UnknownHostException: sts...amazonaws.com",
        "getaddrinfo ENOTFOUND sts...amazonaws.com",
    ),
}
