"""Reading a resource's inputs: whatever their shape, nothing here raises, and what is not known yet stays unknown."""

from collections.abc import Iterator, Mapping
from typing import Any, Final


class Unknown:
    """Stands for a value that only exists after `up`."""

    def __repr__(self) -> str:
        return "a value not known yet"


UNKNOWN: Final = Unknown()


def get(value: Any, *path: str) -> Any:
    """The value under these keys; None where there is none, UNKNOWN where it or something on the way is."""
    for key in path:
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def is_known(value: Any) -> bool:
    """Whether neither the value nor anything in it is UNKNOWN."""
    if isinstance(value, Mapping):
        return all(map(is_known, value.values()))
    if isinstance(value, list | tuple):
        return all(map(is_known, value))
    return value is not UNKNOWN


def items(value: Any) -> Iterator[Any]:
    """The members of a list that are known; of anything else itself, of nothing none."""
    members = value if isinstance(value, list | tuple) else [value]
    yield from (member for member in members if member is not None and member is not UNKNOWN)


def number(value: Any, otherwise: Any) -> Any:
    """The value as a number, or the other one where it is none, missing or not known yet."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return otherwise


def is_on(value: Any) -> bool:
    """Whether a switch that has to be off is on: anything known that is not false counts."""
    return value is not UNKNOWN and value not in (None, False)


def unlike(value: Any, wanted: Any) -> bool:
    """Whether a value is known, and another than the one it has to be; a missing one is."""
    return value is not UNKNOWN and value != wanted
