"""Reads the rows that were there before the slot."""

from collections.abc import Iterator
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, new_type, register_type

from lab.connect.errors import ReplicationError
from lab.connect.input_config import PostgresCdc
from lab.connect.records import Change, json_value

BATCH_ROWS = 1000  # Connect's default `snapshot_batch_size`

PRIMARY_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
WHERE indrelid = %s::regclass AND indisprimary ORDER BY array_position(indkey::int2[], attnum)
"""


def read_snapshot(connection: Any, snapshot: str, source: PostgresCdc) -> Iterator[list[Change]]:
    """All rows of the tables as an exported snapshot shows them, ordered by primary key, in batches.

    Raises `ReplicationError` for a table without a primary key.
    """
    connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION SNAPSHOT %s", (snapshot,))
    for table in source.tables:
        yield from _read_table(connection, source.schema_name, table)


def _read_table(connection: Any, schema: str, table: str) -> Iterator[list[Change]]:
    relation = sql.Identifier(schema, table)
    with connection.cursor() as cursor:
        cursor.execute(PRIMARY_KEY, (relation.as_string(connection),))
        key = [sql.Identifier(name) for (name,) in cursor.fetchall()]
        if not key:
            raise ReplicationError(f"table {schema}.{table}: got no primary key, want one (Connect reads in its order)")
        cursor.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(relation))
        columns = [(column.name, column.type_code) for column in cursor.description]
    with connection.cursor(name=f"snapshot_{table}") as rows:
        # The text as it is: a row must look the same here and in the stream.
        register_type(new_type(tuple({oid for _, oid in columns}), "TEXT", lambda text, _: text), rows)
        rows.execute(sql.SQL("SELECT * FROM {} ORDER BY {}").format(relation, sql.SQL(", ").join(key)))
        while batch := rows.fetchmany(BATCH_ROWS):
            yield [_read_change(table, columns, row) for row in batch]


def _read_change(table: str, columns: list[tuple[str, int]], row: tuple[str | None, ...]) -> Change:
    values = zip(columns, row, strict=True)
    return Change(
        operation="read",
        table=table,
        row={name: None if text is None else json_value(oid, text) for (name, oid), text in values},
        lsn=None,
        commit_ts_ms=None,
    )
