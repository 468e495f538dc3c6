"""Link 6 of the chain: the publication must be there, and hold exactly the tables."""

from typing import Any

from domain.slots import publication_name
from lab.connect.errors import ReplicationError
from lab.connect.input_config import PostgresCdc

TABLES = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s"


def check_publication(cursor: Any, source: PostgresCdc) -> None:
    """Raise `ReplicationError` where Connect would run DDL, which the pipeline's user has no right to.

    Connect makes a missing publication and alters one with other tables (redpanda-data/connect,
    internal/impl/postgresql/pglogicalstream/pglogrepl.go). Stricter than Connect: an empty one, which it takes and
    which streams nothing, is refused.
    """
    name = publication_name(source.slot_name)
    wanted = sorted(f"{source.schema_name}.{table}" for table in source.tables)
    cursor.execute("SELECT 1 FROM pg_publication WHERE pubname = %s", (name,))
    if cursor.fetchone() is None:
        raise ReplicationError(
            f"publication {name}: got none, want one for {', '.join(wanted)} (Connect would run CREATE PUBLICATION: "
            "permission denied for database); create it as the owner of the tables"
        )
    cursor.execute(TABLES, (name,))
    published = sorted(f"{schema}.{table}" for schema, table in cursor.fetchall())
    if published != wanted:
        raise ReplicationError(
            f"publication {name}: got {', '.join(published) or 'no table'}, want exactly {', '.join(wanted)} "
            f"(Connect would run ALTER PUBLICATION: must be owner of publication {name}); alter it as its owner"
        )
