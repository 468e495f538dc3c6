"""What AWS has to allow for one type of resource."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TypeActions:
    """The actions of one type."""

    read: tuple[str, ...] = ()
    create: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    """Those that act on what is there: update, tag, delete. Also what reads a secret, which no preview may."""
