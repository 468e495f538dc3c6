"""The `postgres_cdc` input as far as the stand-in knows it."""

import re
from typing import Annotated, Literal

import psycopg2
from psycopg2.extensions import parse_dsn
from pydantic import AfterValidator, Field, model_validator

from domain.connect_names import in_database
from domain.slots import SLOT_NAME
from lab.connect.section import Duration, Section, Text


def _endpoint(value: str) -> str:
    if re.fullmatch(r"[^:/]+:[0-9]+", value) is None:
        # The words of the AWS SDK for Go, which Connect signs with (redpanda-data/connect #4434).
        raise ValueError("the provided endpoint is missing a port, or the provided port is invalid; want host:port")
    return value


def _dsn(value: str) -> str:
    try:
        parts = parse_dsn(value)
    except psycopg2.ProgrammingError:
        raise ValueError("want postgres://<user>@<host>:<port>/<database>?sslmode=verify-full") from None
    if "password" in parts:
        raise ValueError("want no password; the login token takes its place")
    if parts.get("sslmode") != "verify-full":
        raise ValueError("want sslmode=verify-full; anything less does not tell whose database it is")
    if missing := {"user", "host", "port", "dbname"} - parts.keys():
        raise ValueError(f"want its {', '.join(sorted(missing))} as well")
    return value


Name = Annotated[Text, AfterValidator(in_database)]
"""As the database has it."""


class Role(Section):
    """One step of the chain of roles."""

    role: Text
    role_external_id: str = ""


class Aws(Section):
    """How the login token is made."""

    enabled: Literal[True]
    region: Text
    """Of the database; the token is signed for it."""
    endpoint: Annotated[str, AfterValidator(_endpoint)]
    """`host:port` the token is signed for."""
    id: Text | None = None
    secret: Text | None = Field(default=None, repr=False)
    """An access key; without one the process has an identity of its own."""
    roles: Annotated[list[Role], Field(min_length=1)]
    """Assumed one after the other."""

    @model_validator(mode="after")
    def _both_halves(self) -> "Aws":
        if (self.id is None) != (self.secret is None):
            raise ValueError("got one of id and secret, want both or neither")
        return self


class Tls(Section):
    """What the database's certificate is verified with."""

    root_cas: Annotated[str, Field(pattern="-----BEGIN CERTIFICATE-----")]


class Batching(Section):
    """How many records may wait for one acknowledgement. `period` is the longest wait; the stand-in does not wait."""

    count: Annotated[int, Field(ge=1)]
    period: Duration


class PostgresCdc(Section):
    """What is read, and as whom (Redpanda Connect, `postgres_cdc`). The stand-in sends no heartbeats."""

    dsn: Annotated[str, AfterValidator(_dsn)]
    schema_name: Annotated[Name, Field(alias="schema")]
    tables: Annotated[list[Name], Field(min_length=1)]
    slot_name: Annotated[str, Field(pattern=f"^{SLOT_NAME.pattern}$")]
    temporary_slot: Literal[False]
    stream_snapshot: bool
    heartbeat_interval: Duration
    tls: Tls
    aws: Aws
    batching: Batching
