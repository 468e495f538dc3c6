"""The DSN of a `mysql_cdc` input: where and as whom it logs in, in the driver's own form."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from domain.pipeline_config import is_interpolated, is_reference
from domain.pipeline_dsn import each_once

MYSQL_PORT = 3306

TRUE = frozenset({"1", "true", "TRUE", "True"})
"""What the driver takes for true (go-sql-driver/mysql, readBool)."""

_DSN = re.compile(
    r"(?:(?P<login>.*)@)?(?:(?P<protocol>\w+)(?:\((?P<address>.*)\))?)?/(?P<database>[^/?]*)(?:\?(?P<settings>[^/]*))?"
)
_ADDRESS = re.compile(r"(?P<host>\[[0-9a-fA-F:]+\]|[^:\[\]]+)(?::(?P<port>\d+))?")


@dataclass(frozen=True, kw_only=True)
class MysqlDsn:
    """Where and as whom a MySQL DSN logs in; its password is not kept."""

    host: str
    port: int
    user: str
    database: str
    """Empty: it names none."""
    tls: str | None
    """`true`, however it was written, verifies the server's certificate and its name; no other value does."""
    falls_back: bool
    """Whether plaintext will do where the server, or who stands between, offers no TLS (`allowFallbackToPlaintext`)."""
    password_in_clear: bool


def mysql_dsn_of(user: str, address: str, database: str) -> str:
    """The DSN that logs in by token: with no password, for the token takes its place.

    The server asks for the token in clear, which the driver refuses unless told so (redpanda-data/connect #4433);
    `tls=true` verifies the server, and the `tls` section only adds the certificates to verify it by.
    """
    return f"{user}:@tcp({address})/{database}?tls=true&allowCleartextPasswords=true"


def parse_mysql_dsn(value: object) -> MysqlDsn:
    """`user:password@tcp(host:port)/database?tls=true` (go-sql-driver/mysql, "DSN (Data Source Name)").

    Raises ValueError with a reason that does not repeat it, as a password may be in it.
    """
    parts = _DSN.fullmatch(value) if isinstance(value, str) else None
    address = _ADDRESS.fullmatch(parts["address"] or "") if parts else None
    if parts is None or parts["protocol"] != "tcp" or address is None:
        raise ValueError("the dsn cannot be read")
    user, _, password = (parts["login"] or "").partition(":")
    settings = _settings(parts["settings"] or "")
    tls, fallback = settings.get("tls"), settings.get("allowFallbackToPlaintext")
    if any(is_interpolated(known) for known in (user, address["host"], tls, fallback)):
        raise ValueError("the dsn is known only when the pipeline runs")
    return MysqlDsn(
        host=address["host"].strip("[]").lower(),
        port=int(address["port"] or MYSQL_PORT),
        user=user,
        database=parts["database"],
        tls="true" if tls in TRUE else tls,
        falls_back=fallback in TRUE,
        password_in_clear=password != "" and not is_reference(password),
    )


def _settings(text: str) -> dict[str, str]:
    try:
        return each_once(parse_qsl(text, keep_blank_values=True))
    except ValueError:
        raise ValueError("the dsn cannot be read") from None
