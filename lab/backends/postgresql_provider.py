"""The postgresql provider: a login as the program's user, over verified TLS, to the lab on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg

from lab.backends.arguments import only, required
from lab.backends.backend import LabError, Properties

LOOPBACK = "127.0.0.1"
LONGEST_NAME = 63  # PostgreSQL documentation, 4.1.1: NAMEDATALEN
CONNECT_TIMEOUT_S = 180  # terraform-provider-postgresql docs, connect_timeout


@dataclass(frozen=True, kw_only=True)
class PostgresqlProvider:
    """A login; nothing is dialled until something is made, as in the real provider."""

    name: str
    host: str
    """The cluster's real endpoint: the certificate is checked against it, while the lab answers on loopback."""
    port: int
    database: str
    username: str
    password: str = field(repr=False)
    sslmode: str
    sslrootcert: str
    connect_timeout_s: int

    @contextmanager
    def transaction(self, database: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """One transaction in a database; what PostgreSQL refuses is a `LabError` in its own words."""
        try:
            with psycopg.connect(
                host=self.host,
                hostaddr=LOOPBACK,
                port=self.port,
                dbname=database,
                user=self.username,
                password=self.password,
                sslmode=self.sslmode,
                sslrootcert=self.sslrootcert,
                connect_timeout=self.connect_timeout_s,
            ) as connection:
                yield connection
        except psycopg.Error as error:
            message = error.diag.message_primary or " ".join(str(error).split())
            raise LabError(f"pq: {message}") from error


def configure(name: str, inputs: Properties) -> PostgresqlProvider:
    """Take the login; raises `LabError` for a missing part of it and for TLS that verifies nothing."""
    known = ("host", "port", "database", "username", "password", "superuser", "sslmode", "sslrootcert")
    only(inputs, *known, "connectTimeout")
    if inputs.get("sslmode") != "verify-full":
        raise LabError(f"sslmode: got {inputs.get('sslmode', 'none')!r}, want 'verify-full'; the lab has no other")
    return PostgresqlProvider(
        name=name,
        host=required(inputs, "host"),
        port=int(required(inputs, "port")),
        database=inputs.get("database", "postgres"),
        username=required(inputs, "username"),
        password=required(inputs, "password"),
        sslmode=inputs["sslmode"],
        sslrootcert=required(inputs, "sslrootcert"),
        connect_timeout_s=int(inputs.get("connectTimeout", CONNECT_TIMEOUT_S)),
    )
