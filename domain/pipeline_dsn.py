"""The DSN of a pipeline's input: where and as whom it logs in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.pipeline_config import is_interpolated, is_reference

POSTGRESQL_PORT = 5432

PASSWORDS = ("password", "sslpassword")
"""The second is for the key of the client's certificate (jackc/pgx, pgconn, ParseConfig)."""

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
DSN_PAIR = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s'\\])*))(?=\s|$)")
"""PostgreSQL manual, 34.1.1.1 (keyword/value connection strings)."""


@dataclass(frozen=True, kw_only=True)
class Dsn:
    """Where and as whom a PostgreSQL DSN logs in; its password is not kept."""

    host: str
    port: int
    user: str
    database: str
    """Empty: it names none."""
    sslmode: str | None
    sslrootcert: str | None
    password_in_clear: bool


def dsn_of(user: str, address: str, database: str) -> str:
    """The DSN that logs in by token: it verifies the server, and holds no password."""
    return f"postgres://{user}@{address}/{database}?sslmode=verify-full"


def parse_dsn(value: object) -> Dsn:
    """A URL or key=value DSN; raises ValueError with a reason that does not repeat it, as a password may be in it."""
    try:
        text = value if isinstance(value, str) else ""
        settings = _from_url(text) if URL.match(text) else _from_pairs(text)
        port = int(settings.get("port") or POSTGRESQL_PORT)
    except ValueError:
        raise ValueError("the dsn cannot be read") from None
    passwords = [settings.pop(key, "") for key in PASSWORDS]
    if any(is_interpolated(setting) for setting in settings.values()):
        raise ValueError("the dsn is known only when the pipeline runs")
    return Dsn(
        host=settings.get("host", "").lower(),
        port=port,
        user=settings.get("user", ""),
        database=settings.get("dbname", ""),
        sslmode=settings.get("sslmode"),
        sslrootcert=settings.get("sslrootcert"),
        password_in_clear=any(password and not is_reference(password) for password in passwords),
    )


def each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The settings by key; ValueError where one is given twice, as drivers differ in which of the two they take."""
    settings: dict[str, str] = {}
    for key, value in pairs:
        if key in settings:
            raise ValueError("a setting that is given twice")
        settings[key] = value
    return settings


def _from_url(text: str) -> dict[str, str]:
    url = urlsplit(text)
    if "@" in url.path + url.query + url.fragment:
        raise ValueError("an unescaped password: what looks like the host may be a part of it")
    authority = {
        "host": url.hostname or "",
        "port": "" if url.port is None else str(url.port),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "dbname": unquote(url.path.removeprefix("/")),
    }
    given = [(key, value) for key, value in authority.items() if value]
    return each_once([*given, *parse_qsl(url.query, keep_blank_values=True)])


def _from_pairs(text: str) -> dict[str, str]:
    pairs = list(DSN_PAIR.finditer(text))
    if not pairs or DSN_PAIR.sub("", text).strip():
        raise ValueError("something besides pairs")
    return each_once((pair[1], re.sub(r"\\(.)", r"\1", pair[3] if pair[2] is None else pair[2])) for pair in pairs)
