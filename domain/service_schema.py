"""The schema of one service."""

EVERYONES = ("public", "information_schema")  # PostgreSQL manual, 5.10.2 "The Public Schema" and 37
SYSTEM_PREFIX = "pg_"  # PostgreSQL manual, CREATE SCHEMA: reserved for system purposes


def check_schema(name: str) -> None:
    """Raises ValueError for a schema that belongs to everyone or to PostgreSQL, such as `public`."""
    if name in EVERYONES or name.startswith(SYSTEM_PREFIX):
        raise ValueError("want a schema of the service's own (its owner is changed, and others work in this one)")
