"""Reading a parsed Redpanda Connect configuration: whatever its shape, nothing here raises."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from doctor.facts.facts import Unavailable

POSTGRESQL_PORT = 5432
REFERENCE = re.compile(r"\$\{[\w.]+\}")
"""`${NAME}` or `${secrets.NAME}`; with a default behind a colon the value itself stands in the YAML."""

DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}

DSN_PAIR = re.compile(r"\s*(\w+)\s*=\s*(?:'((?:\\.|[^'\\])*)'|((?:\\.|[^\s'\\])*))(?=\s|$)")
"""PostgreSQL manual, 34.1.1.1 (keyword/value connection strings)."""


@dataclass(frozen=True, kw_only=True)
class Component:
    """An input, output or cache, and where it stands."""

    path: tuple[str, ...]
    """Keys from the top, list positions as numbers; the last is the component's type."""
    settings: Mapping[str, Any]

    def key(self, *below: str) -> str:
        """`output.fallback.0.reject_errored.redpanda.topic`: as `rpk connect run --set` writes it."""
        return ".".join((*self.path, *below))

    def get(self, *below: str) -> Any:
        """The value there; None: there is none."""
        return get(self.settings, *below)


@dataclass(frozen=True, kw_only=True)
class Dsn:
    """Where and as whom a PostgreSQL DSN logs in; its password is not kept."""

    host: str
    port: int
    user: str
    sslmode: str | None
    sslrootcert: str | None
    password_in_clear: bool


def get(value: Any, *path: str) -> Any:
    """The value under these keys; None where something on the way is missing or no mapping."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def components(config: Mapping[str, Any], names: frozenset[str], sections: tuple[str, ...]) -> list[Component]:
    """Every component of these types below these top-level keys, however deep in brokers and fallbacks."""
    return [
        Component(path=path, settings=value if isinstance(value, Mapping) else {})
        for section in sections
        for path, value in nodes(config.get(section), (section,))
        if path[-1] in names
    ]


def nodes(
    value: Any, path: tuple[str, ...] = (), above: frozenset[int] = frozenset()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value with its path, itself first; a YAML alias that contains itself is entered once."""
    yield path, value
    if id(value) in above:
        return
    if isinstance(value, Mapping):
        children = [(str(key), child) for key, child in value.items()]
    elif isinstance(value, list):
        children = [(str(position), child) for position, child in enumerate(value)]
    else:
        return
    for key, child in children:
        yield from nodes(child, (*path, key), above | {id(value)})


def shown(value: Any) -> str:
    """A scalar as YAML has it; of what may hold a secret, such as a URL with a login, only that it is there."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and "@" in value:
        return "a text with @"
    return str(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def is_interpolated(value: Any) -> bool:
    """Whether the value is known only when the pipeline runs."""
    return isinstance(value, str) and "${" in value


def duration_s(value: Any) -> float | None:
    """`1h30m` to 5400.0; None: Go does not take it (Go documentation, time.ParseDuration)."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    sign, digits = (-1.0, text[1:]) if text.startswith("-") else (1.0, text.removeprefix("+"))
    if digits == "0":
        return 0.0
    parts = list(DURATION.finditer(digits))
    if not digits or "".join(part.group() for part in parts) != digits:
        return None
    return sign * sum(float(part[1]) * SECONDS[part[2]] for part in parts)


def read_dsn(value: Any) -> Dsn | Unavailable:
    """A URL or key=value DSN; no reason repeats the DSN, as a password may be in it."""
    try:
        settings = _from_url(value) if "://" in value else _from_pairs(value)
        port = int(settings.get("port") or POSTGRESQL_PORT)
    except (ValueError, TypeError):
        return Unavailable("the dsn cannot be read")
    password = settings.pop("password", "")
    if any(is_interpolated(setting) for setting in settings.values()):
        return Unavailable("the dsn is known only when the pipeline runs")
    return Dsn(
        host=settings.get("host", "").lower(),
        port=port,
        user=settings.get("user", ""),
        sslmode=settings.get("sslmode"),
        sslrootcert=settings.get("sslrootcert"),
        password_in_clear=password != "" and REFERENCE.fullmatch(password) is None,
    )


def mysql_password_in_clear(value: str) -> bool | Unavailable:
    """Whether a `user:password@tcp(host:port)/database` holds its password (go-sql-driver/mysql, "DSN")."""
    before, slash, _ = value.rpartition("/")
    user, _, password = before.rpartition("@")[0].partition(":")
    if not slash:
        return Unavailable("the dsn cannot be read")
    if is_interpolated(user):
        return Unavailable("the dsn is known only when the pipeline runs")
    return password != "" and REFERENCE.fullmatch(password) is None


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
