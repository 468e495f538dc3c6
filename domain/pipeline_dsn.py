"""The DSN of a pipeline's input: where and as whom it logs in."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from domain.pipeline_config import REFERENCE, is_interpolated

POSTGRESQL_PORT = 5432

DSN_PAIR = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s'\\])*))(?=\s|$)")
"""PostgreSQL manual, 34.1.1.1 (keyword/value connection strings)."""


@dataclass(frozen=True, kw_only=True)
class Dsn:
    """Where and as whom a PostgreSQL DSN logs in; its password is not kept."""

    host: str
    port: int
    user: str
    sslmode: str | None
    sslrootcert: str | None
    password_in_clear: bool


def parse_dsn(value: object) -> Dsn:
    """A URL or key=value DSN; raises ValueError with a reason that does not repeat it, as a password may be in it."""
    try:
        text = value if isinstance(value, str) else ""
        settings = _from_url(text) if "://" in text else _from_pairs(text)
        port = int(settings.get("port") or POSTGRESQL_PORT)
    except ValueError:
        raise ValueError("the dsn cannot be read") from None
    password = settings.pop("password", "")
    if any(is_interpolated(setting) for setting in settings.values()):
        raise ValueError("the dsn is known only when the pipeline runs")
    return Dsn(
        host=settings.get("host", "").lower(),
        port=port,
        user=settings.get("user", ""),
        sslmode=settings.get("sslmode"),
        sslrootcert=settings.get("sslrootcert"),
        password_in_clear=password != "" and REFERENCE.fullmatch(password) is None,
    )


def _from_url(text: str) -> dict[str, str]:
    url = urlsplit(text)
    if "@" in url.path + url.query + url.fragment:
        raise ValueError("an unescaped password: what looks like the host may be a part of it")
    port = url.port
    return {
        "host": url.hostname or "",
        "port": "" if port is None else str(port),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        **dict(parse_qsl(url.query)),
    }


def _from_pairs(text: str) -> dict[str, str]:
    pairs = list(DSN_PAIR.finditer(text))
    if not pairs or DSN_PAIR.sub("", text).strip():
        raise ValueError("something besides pairs")
    return {pair[1]: re.sub(r"\\(.)", r"\1", pair[2] if pair[2] is not None else pair[3]) for pair in pairs}
