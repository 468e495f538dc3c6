"""A login to PostgreSQL over TLS that is verified in full."""

import ssl

from pg8000.native import Connection

TIMEOUT_S = 10


def connect(*, host: str, port: int, user: str, password: str, database: str, ca_file: str | None = None) -> Connection:
    """A connection in autocommit mode; the certificate has to be the host's, by the system's authorities or this file.

    RDS Proxy shows certificates of a public authority, clusters those of RDS's own (Aurora User Guide, "Using TLS/SSL
    with RDS Proxy").
    """
    context = ssl.create_default_context(cafile=ca_file)  # checks the chain and the name
    return Connection(
        user, host=host, port=port, database=database, password=password, ssl_context=context, timeout=TIMEOUT_S
    )
