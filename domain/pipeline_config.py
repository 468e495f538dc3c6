"""Reading a parsed Redpanda Connect configuration: whatever its shape, nothing here raises."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

REFERENCE = re.compile(r"\$\{[\w.]+\}")
"""`${NAME}` or `${secrets.NAME}`; with a default behind a colon the value itself stands in the YAML."""

SECRET_KEYS = {
    "access_key",
    "access_token",
    "api_key",
    "client_secret",
    "passphrase",
    "password",
    "private_key",
    "secret",
    "secret_key",
    "token",
}
"""Keys, in lower case, whose values are secrets, wherever they stand."""

POSTGRES = (frozenset({"postgres_cdc", "pg_stream"}), ("input", "input_resources"))
"""The types of the inputs that read PostgreSQL, the second a deprecated name of the first; and where they stand."""

MYSQL = (frozenset({"mysql_cdc"}), ("input", "input_resources"))
"""The type of the input that reads MySQL, and where it stands."""

KAFKA = (frozenset({"redpanda", "kafka_franz"}), ("output", "output_resources"))
"""The types of the outputs that write to brokers, and where they stand."""

BROKERS = (
    frozenset({"redpanda", "kafka_franz", "kafka", "redpanda_migrator", "redpanda_migrator_offsets"}),
    ("input", "input_resources", "output", "output_resources", "cache_resources"),
)
"""The types of whatever dials brokers, and where it stands (Redpanda Connect documentation, "Components")."""

COMMON_BROKERS = "redpanda"
"""The top-level block with the brokers of what names none of its own (ibid., "redpanda")."""

DURATION = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}


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


def is_reference(value: Any) -> bool:
    """Whether nothing of the value is known; of one with a default or a text around it something is."""
    return isinstance(value, str) and REFERENCE.fullmatch(value) is not None


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
