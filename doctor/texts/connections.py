"""A connection that does not come about, or breaks: names, packets, certificates."""

from doctor.texts.family import Family

# Sources: Go, net and crypto/x509; glibc and musl, getaddrinfo; Node.js; JDK; libpq, fe-connect.c; jackc/pgx; pgjdbc;
# asyncpg; OpenSSL; MySQL Connector/J.
CONNECTIONS = (
    Family(
        texts=(
            "no such host",
            "Name or service not known",
            "Temporary failure in name resolution",
            "nodename nor servname provided, or not known",
            "UnknownHostException",
            "getaddrinfo ENOTFOUND",
            "getaddrinfo EAI_AGAIN",
            "server misbehaving",
            "No address associated with hostname",
        ),
        of_the_chain=False,
        causes=("N1", "N6", "K20"),
        told_apart="the name in it tells: the database's N1, sts. N6, a broker's K20",
    ),
    Family(
        texts=(
            "dial tcp <address>:5432: i/o timeout",
            "dial tcp <address>:5432: connect: connection timed out",
            "dial tcp <address>:5432: connect: no route to host",
            "dial tcp <address>:3306: i/o timeout",
            "dial tcp <address>:3306: connect: connection timed out",
            "failed to connect to ...: i/o timeout",
            "failed to connect to ...: context deadline exceeded",
            "failed to connect to ...: timeout: context deadline exceeded",
            "connection to server at ..., port <port> failed: Connection timed out",
            "connection to server at ..., port <port> failed: timeout expired",
            "connection to server at ..., port <port> failed: No route to host",
            "connection to server at ..., port <port> failed: Operation timed out",
            "could not connect to server: Connection timed out",
            "could not connect to server: Operation timed out",
            "timeout expired",
            "connection timeout expired",
            "connect ETIMEDOUT <address>:5432",
            "Communications link failure",
            "Can't connect to MySQL server on <host> (110)",
            "Can't connect to MySQL server on <host> (timed out)",
            "PSQLException: The connection attempt failed",
            "SocketTimeoutException: connect timed out",
            "Timeout during connection attempt",
            "Can't reach database server at",
        ),
        causes=("N2", "N7", "N5", "N3", "N4"),
        told_apart=(
            "never worked: N2, or N5 where the database is private; worked before: N7; the second try works: N3; "
            "every client at once: N4"
        ),
    ),
    Family(
        texts=("i/o timeout", "connection timed out", "no route to host", "network is unreachable"),
        of_the_chain=False,
        causes=("N2", "N7", "N5", "N6", "K20"),
        told_apart="the port in it tells: 5432 or 3306 N2, N7, N5; 443 N6; 9092 and above K20",
    ),
    Family(
        texts=("Connection refused", "ECONNREFUSED", "ConnectionRefusedError"),
        of_the_chain=False,
        causes=("N4", "K20", "I9"),
        told_apart="the port in it tells: 5432 or 3306 N4; 9092 and above K20; rdsauthproxy I9",
    ),
    Family(
        texts=(
            "certificate verify failed",
            "x509: certificate signed by unknown authority",
            "PKIX path building failed",
            "PKIX path validation failed",
            "Path does not chain with any of the trust anchors",
            "unable to find valid certification path to requested target",
            "SELF_SIGNED_CERT_IN_CHAIN",
            "self signed certificate in certificate chain",
            "self-signed certificate in certificate chain",
            "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        ),
        causes=("T2", "K21", "S9"),
        told_apart="whose certificate: the database's T2, a broker's K21, that of https://...amazonaws.com S9",
    ),
    Family(
        texts=("root certificate file <file> does not exist",),
        causes=("T2", "T6"),
        told_apart="in Redpanda Cloud: T6; anywhere else: T2",
    ),
    Family(
        texts=(
            "server closed the connection unexpectedly",
            "SSL connection has been closed unexpectedly",
            "SSL SYSCALL error: EOF detected",
            "An I/O error occurred while sending to the backend",
            "This connection has been closed",
            "Lost connection to MySQL server during query",
            "logical replication stream error: ... unexpected EOF",
            "logical replication stream error: ... connection reset by peer",
            "connection was closed in the middle of operation",
            "failed to receive message: unexpected EOF",
            "failed to receive message (unexpected EOF)",
            "Database connection failed when reading from copy",
        ),
        causes=("L34", "N2", "I9"),
        told_apart="an event of the cluster at that time: L34; always after the same idle time: N2; low memory: I9",
    ),
)
