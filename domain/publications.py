"""SQL of a publication of some tables: the program, the printed script and the doctor's fixes have it from here.

Names are given as they stand in SQL, with the quotes that they need.
"""

from collections.abc import Iterable

PUBLISHED = "insert, update, delete, truncate"
"""All there is (PostgreSQL manual, CREATE PUBLICATION, publish)."""

EVERY_CHANGE = f"publish = '{PUBLISHED}'"
BY_ROOT = "publish_via_partition_root = true"
"""Rows of a partitioned table are published as the table's own, whichever partition they lie in."""
GENERATED_TOO = "publish_generated_columns = stored"
"""From PostgreSQL 18 on (CREATE PUBLICATION, publish_generated_columns)."""


def create(name: str, tables: Iterable[str]) -> str:
    """Of exactly these tables, and of every change of them."""
    return f"CREATE PUBLICATION {name} FOR TABLE {', '.join(tables)} WITH ({EVERY_CHANGE}, {BY_ROOT})"


def set_tables(name: str, tables: Iterable[str]) -> str:
    """Exactly these, whatever was in it, without row filters and column lists."""
    return f"ALTER PUBLICATION {name} SET TABLE {', '.join(tables)}"


def set_options(name: str, *options: str) -> str:
    """Some of the options above; the others stay as they are."""
    return f"ALTER PUBLICATION {name} SET ({', '.join(options)})"


def drop(name: str) -> str:
    """It fails where there is none."""
    return f"DROP PUBLICATION {name}"
