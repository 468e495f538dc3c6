"""The messages of PostgreSQL's logical replication protocol, version 1 (PostgreSQL manual, 55.9)."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class Unchanged(Enum):
    """Stands for a TOASTed value that an update did not touch and the server therefore does not send."""

    TOAST = "unchanged"


Value = str | None | Unchanged
"""A column in PostgreSQL's text format; None is NULL."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a published table."""

    name: str
    type_oid: int


@dataclass(frozen=True, kw_only=True)
class Begin:
    """The start of a transaction; only committed ones are sent."""

    final_lsn: int
    commit_time_us: int
    """Microseconds since 2000-01-01 UTC."""
    xid: int


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The end of a transaction."""

    commit_lsn: int
    end_lsn: int
    """Acknowledging it acknowledges the whole transaction."""
    commit_time_us: int


@dataclass(frozen=True, kw_only=True)
class Relation:
    """What a table looks like from now on; sent before its first change and after a change of its columns."""

    id: int
    schema: str
    table: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, kw_only=True)
class Insert:
    """A new row."""

    relation_id: int
    new: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Update:
    """A changed row."""

    relation_id: int
    old: tuple[Value, ...] | None
    """Only when the replica identity changed or is FULL."""
    new: tuple[Value, ...]


@dataclass(frozen=True, kw_only=True)
class Delete:
    """A row that is gone."""

    relation_id: int
    old: tuple[Value, ...]
    """The key's columns and NULL for all others, or the whole row when the replica identity is FULL."""


@dataclass(frozen=True, kw_only=True)
class Truncate:
    """Tables emptied at once."""

    relation_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A message that concerns no row: an origin, a type, or text written by `pg_logical_emit_message`."""

    kind: Literal["origin", "type", "message"]


Message = Begin | Commit | Relation | Insert | Update | Delete | Truncate | Passing
