"""What others use of a database's slots and senders, which only the database itself can tell."""

# ruff: noqa: S608 - names in the SQL are quoted

from collections.abc import Sequence
from dataclasses import dataclass

from domain.sql_names import literal


@dataclass(frozen=True, kw_only=True)
class InUse:
    """None of either where nobody has asked the database."""

    slots: int = 0
    """Rows of pg_replication_slots that stay, but for the pipelines' own."""
    senders: int = 0
    """Rows of pg_stat_replication, but for those of the pipelines' users."""


def in_use_query(own_slots: Sequence[str], own_users: Sequence[str]) -> str:
    """SQL of one row: both numbers. A temporary slot goes with its session, as that of a snapshot does.

    Everybody may read these columns of the two views (PostgreSQL manual, pg_replication_slots, pg_stat_replication).
    """
    slots = f"SELECT count(*) FROM pg_replication_slots WHERE NOT temporary AND {_none_of('slot_name', own_slots)}"
    senders = f"SELECT count(*) FROM pg_stat_replication WHERE {_none_of('usename', own_users)}"
    return f"SELECT ({slots}), ({senders})"


def _none_of(column: str, names: Sequence[str]) -> str:
    return f"({column} IN ({', '.join(literal(name) for name in names)})) IS NOT TRUE"
