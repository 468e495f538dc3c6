"""Links 5 and 6 of the chain: connections to the database, all of one login."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2.extensions import parse_dsn
from psycopg2.extras import LogicalReplicationConnection

from lab.connect.credentials import mint_login_token
from lab.connect.input_config import PostgresCdc
from lab.private_files import write_private

CONNECT_SECONDS = 10
TEXT_FORMATS = "-c datestyle=ISO -c intervalstyle=postgres -c timezone=UTC"
"""Values arrive as text, so the session fixes how they are written."""


@dataclass(frozen=True)
class Database:
    """Opens connections with one set of libpq parameters; the caller closes them."""

    parameters: Mapping[str, Any] = field(repr=False)

    def replication(self) -> Any:
        """A connection in replication mode; it takes replication commands and plain SQL."""
        return self._connect(connection_factory=LogicalReplicationConnection)

    def reader(self) -> Any:
        """An ordinary connection."""
        return self._connect()

    def _connect(self, **options: Any) -> Any:
        return psycopg2.connect(
            **self.parameters,
            **options,
            connect_timeout=CONNECT_SECONDS,
            options=TEXT_FORMATS,
            client_encoding="UTF8",
            application_name="redpanda-connect-stand-in",
        )


def log_in(source: PostgresCdc, directory: Path) -> Database:
    """A database reached as in the cloud: with a fresh login token, verifying the certificate with `tls.root_cas`.

    Host name and port stay the real ones; where that name is to be found in the lab says libpq's own PGHOSTADDR. The
    certificates are kept in `directory`, because libpq takes files only.
    """
    parameters: dict[str, Any] = parse_dsn(source.dsn)
    root_cas = directory / "root-cas.pem"
    write_private(root_cas, source.tls.root_cas)
    token = mint_login_token(source.aws, parameters["user"])
    return Database(parameters | {"password": token, "sslrootcert": str(root_cas)})
