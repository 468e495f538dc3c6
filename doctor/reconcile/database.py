"""The rows of a pipeline's tables, read in one read-only snapshot at a known position."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import psycopg
from psycopg import sql

from doctor.database_login import Connect
from doctor.reconcile import fingerprints, keys
from doctor.reconcile.described import described
from doctor.reconcile.fold import Key
from doctor.reconcile.looks import Snapshot
from doctor.reconcile.table import Table
from doctor.reconcile.unreadable import Unreadable

STATEMENT_TIMEOUT_MS = 60_000
LOCK_TIMEOUT_MS = 3_000
BATCH_ROWS = 1_000
SAID_EVERY_ROWS = 10_000
MOST_KEYS_ASKED_FOR = 10_000
"""Of one table, by their texts; beyond that all its rows are read once more."""

SETTINGS = {
    "statement_timeout": str(STATEMENT_TIMEOUT_MS),
    "lock_timeout": str(LOCK_TIMEOUT_MS),
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "extra_float_digits": "1",
    "row_security": "off",  # an error rather than some of the rows
}

# Not what has been written, but what has been inserted: a transaction may show before its WAL is written.
POSITION = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
CONFIRMED = "SELECT pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')::bigint FROM pg_replication_slots WHERE slot_name = %s"

KEY_TEXT = sql.SQL("concat_ws({separator}, {columns})")
IN_SAMPLE = sql.SQL("('x' || left(md5({key}), {digits}))::bit(32)::bigint %% {one_in} = 0")

Connection = psycopg.Connection[Any]


class DatabaseReader:
    """Logs in anew for every question; raises `Unreadable`."""

    def __init__(
        self,
        connect: Connect,
        pipeline: Mapping[str, Any],
        *,
        most_rows: int,
        limit_s: float,
        say: Callable[[str], None],
    ) -> None:
        """Of a table with more than `most_rows` a sample of about so many is read; all of it within `limit_s`."""
        self._connect = connect
        self._schema = pipeline["schema"]
        self._names = pipeline["tables"]
        self._key_columns = pipeline["key_columns"]
        self._slot = pipeline["slot"]
        self._most_rows = most_rows
        self._limit_s = limit_s
        self._say = say

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The pipeline's tables as they are now."""
        with self._transaction() as connection:
            return tuple(
                described(connection, self._schema, name, self._key_columns.get(name), most_rows=self._most_rows)
                for name in self._names
            )

    def snapshot(self, only: Collection[Key] | None) -> Snapshot:
        """The rows that are compared, or only those of some keys."""
        tables, deadline = self.tables, time.monotonic() + self._limit_s
        rows: dict[Key, bytes] = {}
        with self._transaction() as connection:  # whose snapshot is taken by now
            (lsn,) = connection.execute(POSITION.encode()).fetchone() or (0,)
            for table in tables:
                wanted = None if only is None else {key.text for key in only if key.table == table.name}
                for key, fingerprint in self._rows(connection, table, wanted) if wanted != set() else ():
                    if key in rows:
                        raise self._unreadable(table, f"several rows have one key ({', '.join(table.key_columns)})")
                    if time.monotonic() > deadline:
                        limit = f"not read within {self._limit_s:.0f} s"
                        raise self._unreadable(table, f"{limit}; give --sample-above fewer rows")
                    rows[key] = fingerprint
                    if len(rows) % SAID_EVERY_ROWS == 0:
                        self._say(f"{len(rows)} rows read")
        return Snapshot(lsn=lsn, rows=rows)

    def confirmed_lsn(self) -> int | None:
        """What the slot's consumer has confirmed; None: there is no slot."""
        with self._transaction() as connection:
            found = connection.execute(CONFIRMED.encode(), [self._slot]).fetchone()
        return None if found is None else found[0]

    def _unreadable(self, table: Table, why: str) -> Unreadable:
        return Unreadable(f"{self._schema}.{table.name}: {why}")

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._connect() as connection:
                connection.read_only = True
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                with connection.transaction():
                    for name, value in SETTINGS.items():
                        connection.execute("SELECT set_config(%s, %s, true)", [name, value])
                    yield connection
        except psycopg.Error as error:
            raise Unreadable(f"database: {' '.join(str(error).split())}") from None

    def _rows(self, connection: Connection, table: Table, wanted: set[str] | None) -> Iterator[tuple[Key, bytes]]:
        names = dict.fromkeys([*table.key_columns, *(column.name for column in table.compared)])
        query = sql.SQL("SELECT {columns} FROM {table} WHERE {condition}").format(
            columns=sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in names),
            table=sql.Identifier(self._schema, table.name),
            condition=_condition(table, wanted),
        )
        with connection.cursor(name="reconcile") as cursor:
            cursor.execute(query, {"wanted": [keys.sampled_text(table, key) for key in wanted or ()]})
            while batch := cursor.fetchmany(BATCH_ROWS):
                for values in batch:
                    row = dict(zip(names, values, strict=True))
                    text = keys.of_row(table, row)
                    if text is not None and (wanted is None or text in wanted):
                        yield Key(table.name, text), fingerprints.of_row(table, row)


def _condition(table: Table, wanted: set[str] | None) -> sql.Composable:
    if not keys.can_be_sampled(table):
        return sql.SQL("true")
    key = KEY_TEXT.format(
        separator=sql.Literal(keys.SEPARATOR),
        columns=sql.SQL(", ").join(sql.Identifier(name) for name in table.key_columns),
    )
    if wanted is not None and len(wanted) <= MOST_KEYS_ASKED_FOR:
        return sql.SQL("{} = ANY (%(wanted)s)").format(key)
    if table.one_in == 1:
        return sql.SQL("true")
    return IN_SAMPLE.format(key=key, digits=sql.Literal(keys.HASHED_DIGITS), one_in=sql.Literal(table.one_in))
