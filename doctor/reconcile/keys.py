"""A row's key, as its records have it: the text of one column, or several as a JSON array.

The same text is made of the row's columns and of the record's key, so that the two can be matched and named.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from doctor.reconcile import forms
from doctor.reconcile.table import Column, Table

NUMBERS = frozenset({"int2", "int4", "int8"})
SAMPLED = NUMBERS | {"text", "varchar", "uuid"}
"""Types whose form is PostgreSQL's own text, so that the database can take the same sample."""

SEPARATOR = "\x1f"
"""Between the columns of a key, for the sample."""
HASHED_DIGITS = 8
"""Hexadecimal digits of the MD5 that decide whether a key is in the sample."""


def of_row(table: Table, row: Mapping[str, str | None]) -> str | None:
    """The key of a row of PostgreSQL's texts; None where a column of it is null: such a record has no key."""
    values = [row[column.name] for column in table.key]
    if None in values:
        return None
    return _written(table.key, [forms.of_text(column.type_name, str(text)) for column, text in _pairs(table, values)])


def of_record(table: Table, key: str) -> str | None:
    """The same of a record's key; None for a key of another form."""
    if len(table.key) == 1:
        return _written(table.key, [forms.of_json(table.key[0].type_name, key)])
    try:
        values = json.loads(key, parse_float=Decimal)
    except ValueError:
        return None
    if not isinstance(values, list) or len(values) != len(table.key):
        return None
    return _written(table.key, [forms.of_json(column.type_name, value) for column, value in _pairs(table, values)])


def can_be_sampled(table: Table) -> bool:
    """Whether the database can tell from a row's key whether it is in the sample."""
    return all(column.type_name in SAMPLED for column in table.key)


def sampled_text(table: Table, key: str) -> str:
    """What is hashed of a key: `[7,"a"]` to its columns' texts with a separator between."""
    return key if len(table.key) == 1 else SEPARATOR.join(str(value) for value in json.loads(key))


def is_in_sample(table: Table, key: str) -> bool:
    """Whether a key is compared; the database says the same of its row (`database.IN_SAMPLE`)."""
    if table.one_in == 1:
        return True
    digest = hashlib.md5(sampled_text(table, key).encode(), usedforsecurity=False).hexdigest()
    return int(digest[:HASHED_DIGITS], 16) % table.one_in == 0


def _written(columns: Sequence[Column], texts: Sequence[str | None]) -> str | None:
    if None in texts:
        return None
    if len(columns) == 1:
        return texts[0]
    values = [
        int(str(text)) if column.type_name in NUMBERS else text for column, text in zip(columns, texts, strict=True)
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _pairs(table: Table, values: Sequence[Any]) -> list[tuple[Column, Any]]:
    return list(zip(table.key, values, strict=True))
