"""Values as IAM policies and requests write them (IAM User Guide, "Grammar of the IAM JSON policy language")."""

import ipaddress
import re
import reprlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

Facts = Mapping[str, tuple[str, ...]]
"""The request context as evaluated: lower-case key to its values, at least one; an absent key has no value."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EPOCH = re.compile(r"[0-9]{5,}")  # four digits could be a year or an epoch time, so neither is assumed
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})")


class UnsupportedPolicyError(ValueError):
    """A document or a context that is not understood; whoever asked is denied."""

    policy: str | None = None
    statement: str | None = None
    condition: str | None = None


@contextmanager
def naming(*, policy: str | None = None, statement: str | None = None, condition: str | None = None) -> Iterator[None]:
    """Note on an UnsupportedPolicyError from within what it is about."""
    try:
        yield
    except UnsupportedPolicyError as error:
        error.policy = error.policy or policy
        error.statement = error.statement or statement
        error.condition = error.condition or condition
        raise


def brief(value: object) -> str:
    """The value for a message: long and deep ones are cut."""
    return reprlib.repr(value)


def expected(present: str, wanted: Iterable[object], *, negated: bool) -> str:
    """Such as `got nothing, want 'a' or 'b'`."""
    return f"got {present}, want {'not ' if negated else ''}{' or '.join(map(repr, wanted))}"


def mapping(value: object, name: str) -> Mapping[str, object]:
    """The value, if it is an object with string keys."""
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return value
    raise UnsupportedPolicyError(f"{name}: got {brief(value)}, want an object")


def listed(value: object, name: str = "value") -> tuple[object, ...]:
    """The values of a list, or the one value: brackets are optional around one, and a list is not empty."""
    values = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not values:
        raise UnsupportedPolicyError(f"{name}: got none, want at least one")
    return values


def text(value: object, name: str = "value") -> str:
    """The value itself, if it is a string."""
    if isinstance(value, str):
        return value
    raise UnsupportedPolicyError(f"{name}: got {brief(value)}, want a string")


def boolean(value: object) -> bool:
    """`true` or `false`, in JSON or quoted, in any case."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise UnsupportedPolicyError(f"value: got {brief(value)}, want true or false")


def number(value: object) -> Decimal:
    """An integer or decimal number, in JSON or quoted."""
    if isinstance(value, str | int | float) and _NUMBER.fullmatch(str(value)):
        return Decimal(str(value))
    raise UnsupportedPolicyError(f"value: got {brief(value)}, want a number")


def instant(value: object) -> float:
    """Epoch seconds of a date or time in a W3C form of ISO 8601, a date being in UTC, or of an epoch time."""
    moment = str(value) if isinstance(value, int) else text(value)
    if _EPOCH.fullmatch(moment):
        return float(moment)
    if _MONTH.fullmatch(moment):
        moment += "-01"
    if _DAY.fullmatch(moment):
        moment += "T00:00Z"
    if _TIME.fullmatch(moment):
        try:
            return (datetime.fromisoformat(moment) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()
        except ValueError:
            raise UnsupportedPolicyError(f"value: got {value!r}, want a date of the calendar") from None
    raise UnsupportedPolicyError(
        f"value: got {brief(value)}, want an ISO 8601 date or time with its zone, or an epoch time"
    )


def network(value: object) -> Network:
    """An address range in CIDR form; an address alone is a range of one."""
    try:
        return ipaddress.ip_network(text(value), strict=False)
    except ValueError:
        raise UnsupportedPolicyError(f"value: got {brief(value)}, want an IP address or CIDR range") from None
