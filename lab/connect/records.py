"""From a row of PostgreSQL to a record of Kafka."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lab.connect.key_mapping import KeyExpression, UnkeyableError

Operation = Literal["read", "insert", "update", "delete"]

BOOLEAN = 16
INTEGERS = frozenset({20, 21, 23})  # int8, int2, int4
FLOATS = frozenset({700, 701})  # float4, float8
JSON = frozenset({114, 3802})  # json, jsonb
"""Type OIDs are fixed (PostgreSQL, src/include/catalog/pg_type.dat)."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row as it was read, or as a transaction left it."""

    operation: Operation
    table: str
    row: Mapping[str, Any]
    """Columns by name as JSON values; of a deleted row those of the replica identity, and None for all others."""
    lsn: int | None
    """Position in the WAL; None for a row of the snapshot."""
    commit_ts_ms: int | None
    """When the transaction was committed, milliseconds since 1970; None for a row of the snapshot."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """What goes to the topic."""

    key: str | None
    value: str
    """The row as a JSON object."""
    metadata: Mapping[str, str]
    """What can become a header."""
    error: str | None
    """Why the mapping failed: the record belongs to the dead letters."""

    def headers(self, patterns: Sequence[str], **more: str) -> list[tuple[str, str]]:
        """The metadata, and `more`, whose names match one of the patterns (`metadata.include_patterns`)."""
        known = {**self.metadata, **more}
        return [(name, value) for name, value in known.items() if any(re.search(pattern, name) for pattern in patterns)]


def json_value(type_oid: int, text: str) -> Any:
    """A column's text as a JSON value: `(23, "7")` to `7`.

    Integers and floats are numbers, booleans booleans, json and jsonb what they hold, everything else a string in
    PostgreSQL's own format. As in Connect `numeric` is a string too, which keeps its digits (redpanda-data/connect,
    internal/impl/postgresql/TYPES.md). Unlike Connect, dates and times keep PostgreSQL's format, in UTC.
    """
    if type_oid == BOOLEAN:
        return text == "t"
    if type_oid in INTEGERS:
        return int(text)
    if type_oid in FLOATS:
        number = float(text)
        return number if math.isfinite(number) else text  # JSON has no NaN
    if type_oid in JSON:
        return json.loads(text)
    return text


def lsn_text(lsn: int) -> str:
    """As Connect writes it, a form PostgreSQL reads: `0x16B3748` to `00000000/016B3748`."""
    return f"{lsn >> 32:08X}/{lsn & 0xFFFFFFFF:08X}"


def to_record(change: Change, keys: Mapping[str, KeyExpression]) -> Record:
    """Apply the mapping to a change. Never raises: a record that cannot be keyed says why."""
    key, error = None, None
    try:
        key = keys[change.table].key(change.row)
    except UnkeyableError as failed:
        error = str(failed)
    metadata = {
        "table": change.table,
        "operation": change.operation,
        "lsn": None if change.lsn is None else lsn_text(change.lsn),
        "commit_ts_ms": None if change.commit_ts_ms is None else str(change.commit_ts_ms),
        "key": key,
    }
    return Record(
        key=key,
        value=json.dumps(change.row, ensure_ascii=False, separators=(",", ":")),
        metadata={name: value for name, value in metadata.items() if value is not None},
        error=error,
    )
