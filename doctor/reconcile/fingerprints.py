"""What is kept of a row or of a record instead of its values: a few bytes for each column that is compared."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from doctor.reconcile import forms
from doctor.reconcile.table import Column, Table

SIZE = 8
"""Bytes for each column: what kind of value it is, and seven of its hash."""
POINTER_BYTES = 18
"""PostgreSQL manual, "TOAST": a value out of line leaves a pointer of so many bytes; a shorter text stays in line."""
TEXTS = frozenset({"text", "varchar", "bpchar"})
"""Types that are stored as they are written; others may be longer inside than their text."""

VALUE, LONG, NULL, NULL_OF_UPDATE, UNTOLD = b"v", b"l", b"n", b"u", b"?"
"""LONG: of a column whose value may be out of line. NULL_OF_UPDATE: null, or not changed and not carried (Connect,
`unchanged_toast_value`). UNTOLD: of a form that is not known, or of a column that the record has not."""

UPDATE = "update"


def of_row(table: Table, row: Mapping[str, str | None]) -> bytes:
    """Of PostgreSQL's texts by column."""
    return b"".join(_of_text(column, row[column.name]) for column in table.compared)


def of_record(table: Table, row: Mapping[str, Any] | None, operation: str) -> bytes:
    """Of a record's JSON by column; None: the record's value cannot be read."""
    return b"".join(_of_json(column, row or {}, operation) for column in table.compared)


def differing_columns(table: Table, row: bytes, record: bytes) -> tuple[str, ...]:
    """Names of the columns that differ for certain."""
    return tuple(name for name, verdict in _compared(table, row, record) if verdict is False)


def untold_columns(table: Table, row: bytes, record: bytes) -> tuple[str, ...]:
    """Names of the columns of which nobody can tell."""
    return tuple(name for name, verdict in _compared(table, row, record) if verdict is None)


def _compared(table: Table, row: bytes, record: bytes) -> Iterator[tuple[str, bool | None]]:
    for index, column in enumerate(table.compared):
        part = slice(index * SIZE, (index + 1) * SIZE)
        yield column.name, _equal(row[part], record[part])


def _equal(row: bytes, record: bytes) -> bool | None:
    kinds = row[:1], record[:1]
    if UNTOLD in kinds or kinds == (LONG, NULL_OF_UPDATE):
        return None
    nulls = [kind in (NULL, NULL_OF_UPDATE) for kind in kinds]
    return row[1:] == record[1:] if nulls == [False, False] else nulls == [True, True]


def _of_text(column: Column, text: str | None) -> bytes:
    if text is None or forms.is_null(column.type_name, text):
        return _part(NULL)
    is_long = column.toastable and (column.type_name not in TEXTS or len(text.encode()) > POINTER_BYTES)
    return _part(LONG if is_long else VALUE, forms.of_text(column.type_name, text))


def _of_json(column: Column, row: Mapping[str, Any], operation: str) -> bytes:
    if column.name not in row:
        return _part(UNTOLD)
    value = row[column.name]
    if value is None:
        return _part(NULL_OF_UPDATE if operation == UPDATE else NULL)
    return _part(VALUE, forms.of_json(column.type_name, value))


def _part(kind: bytes, form: str | None = "") -> bytes:
    if form is None:
        return _part(UNTOLD)
    return kind + hashlib.blake2b(form.encode(errors="surrogatepass"), digest_size=SIZE - 1).digest()
