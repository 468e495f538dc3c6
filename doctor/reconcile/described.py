"""A pipeline's table as its database describes it, and how much of it is compared."""

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import sql

from doctor.reconcile import keys
from doctor.reconcile.table import Column, Table
from doctor.reconcile.unreadable import Unreadable

COLUMNS = """
SELECT attname,
    CASE
        WHEN attgenerated <> '' THEN 'generated'
        WHEN typtype = 'e' THEN 'text'
        WHEN typnamespace = 'pg_catalog'::regnamespace THEN typname
        ELSE format_type(pg_type.oid, NULL)
    END,
    attstorage <> 'p'
FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid
WHERE attrelid = to_regclass(quote_ident(%(schema)s) || '.' || quote_ident(%(table)s))
AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""

PRIMARY_KEY = """
SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
WHERE indrelid = to_regclass(quote_ident(%(schema)s) || '.' || quote_ident(%(table)s)) AND indisprimary
ORDER BY array_position(indkey::int2[], attnum)
"""

# Counted up to a limit: statistics may be old, or missing.
IS_LARGER = sql.SQL("SELECT count(*) > {most} FROM (SELECT FROM {table} LIMIT {most} + 1) AS rows")
ESTIMATED_ROWS = "SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = %s::regclass"

Connection = psycopg.Connection[Any]


def described(
    connection: Connection, schema: str, name: str, key_columns: Sequence[str] | None, *, most_rows: int
) -> Table:
    """A table by its name; above `most_rows` a sample of it. Raises `Unreadable` where its keys cannot be made.

    Where nobody tells the `key_columns` they are taken to be the primary key.
    """
    names = {"schema": schema, "table": name}
    found = connection.execute(COLUMNS.encode(), names).fetchall()
    columns = [Column(name=column, type_name=kind, toastable=toastable) for column, kind, toastable in found]
    if key_columns is None:
        key_columns = [column for (column,) in connection.execute(PRIMARY_KEY.encode(), names).fetchall()]
    table = Table(name=name, columns=columns, key_columns=key_columns)
    _check_key(f"{schema}.{name}", table)
    if not keys.can_be_sampled(table):
        return table
    one_in = _one_in(connection, sql.Identifier(schema, name), most_rows)
    return Table(name=name, columns=columns, key_columns=key_columns, one_in=one_in)


def _check_key(place: str, table: Table) -> None:
    if not table.columns:
        raise Unreadable(f"{place}: there is no such table")
    if not table.key_columns:
        raise Unreadable(f"{place}: it has no primary key, and nobody tells the columns of its records' keys")
    types = {column.name: column for column in table.columns}
    for name in table.key_columns:
        if name not in types:
            raise Unreadable(f"{place}: there is no column {name}, which makes its key")
        if not types[name].is_compared:
            kind = types[name].type_name
            raise Unreadable(f"{place}: key column {name} is {kind}, whose text in a record is not known")


def _one_in(connection: Connection, table: sql.Identifier, most_rows: int) -> int:
    larger = connection.execute(IS_LARGER.format(most=sql.Literal(most_rows), table=table)).fetchone()
    if larger is None or not larger[0]:
        return 1
    estimated = connection.execute(ESTIMATED_ROWS.encode(), [table.as_string(connection)]).fetchone()
    return max(2, round((estimated or (0,))[0] / most_rows))
