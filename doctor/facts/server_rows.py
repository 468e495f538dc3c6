"""Rows of the server's own views, for whoever reads an archive: every slot, and who is sent WAL."""

from typing import Any

import psycopg
from psycopg.rows import dict_row

from doctor.database_login import Connect
from doctor.facts.database import STATEMENT_TIMEOUT_MS
from doctor.facts.facts import Unavailable

VIEWS = {
    "server": "SELECT version() AS version, now() AS now",
    "replication_slots": "SELECT * FROM pg_replication_slots ORDER BY slot_name",
    "wal_senders": "SELECT * FROM pg_stat_replication ORDER BY pid",
    "publications": "SELECT * FROM pg_publication_tables ORDER BY pubname, schemaname, tablename",
}
"""By name in the archive (PostgreSQL manual, "System Views")."""


def server_rows(connect: Connect) -> dict[str, list[dict[str, Any]]] | Unavailable:
    """The rows of VIEWS, in one read-only transaction."""
    try:
        with connect() as connection:
            connection.read_only = True
            with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(STATEMENT_TIMEOUT_MS)])
                return {name: cursor.execute(query.encode()).fetchall() for name, query in VIEWS.items()}
    except psycopg.Error as error:
        return Unavailable(" ".join(str(error).split()))
