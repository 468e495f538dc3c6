"""A topic folded by key: what its newest record says of each."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from doctor.reconcile import fingerprints, keys
from doctor.reconcile.table import Table

DELETE = "delete"


class Key(NamedTuple):
    """A row, or the records of one."""

    table: str
    text: str
    """As in the topic (`keys.of_record`)."""


@dataclass(frozen=True, kw_only=True)
class TopicRecord:
    """One record of the topic."""

    partition: int
    offset: int
    timestamp_ms: int
    key: str | None
    value: str | None
    """None: a tombstone."""
    headers: Mapping[str, str]


class Newest(NamedTuple):
    """What the newest record of a key says."""

    timestamp_ms: int
    partition: int
    offset: int
    fingerprint: bytes | None
    """None: the row is gone."""

    def is_older_than(self, record: TopicRecord) -> bool:
        """By offset, or by time where the topic was given more partitions and the key went to another."""
        if self.partition == record.partition:
            return self.offset < record.offset
        return self.timestamp_ms <= record.timestamp_ms


class Fold:
    """Takes the records of a topic in any number of turns; those of one partition in their order."""

    def __init__(self, tables: Collection[Table]) -> None:
        self.newest: dict[Key, Newest] = {}
        """By key, of those that are compared."""
        self.counts: Counter[str] = Counter()
        """Of `records`, and of those that could not be folded, by why."""
        self._tables = {table.name: table for table in tables}
        self._only: Collection[Key] | None = None

    def put(self, record: TopicRecord) -> None:
        """Take the next record."""
        self.counts["records"] += 1
        name = record.headers.get("table") or (next(iter(self._tables)) if len(self._tables) == 1 else None)
        if name is None:
            self.counts["without_table"] += 1
        elif name not in self._tables:
            self.counts["of_other_tables"] += 1
        elif record.key is None:
            self.counts["without_key"] += 1
        else:
            self._put(self._tables[name], record.key, record)

    def keep(self, only: Collection[Key]) -> None:
        """Forget all other keys, from now on too."""
        self._only = only
        self.newest = {key: newest for key, newest in self.newest.items() if key in only}

    def present(self) -> dict[Key, bytes]:
        """The fingerprints of rows that the topic says are there."""
        return {key: said.fingerprint for key, said in self.newest.items() if said.fingerprint is not None}

    def _put(self, table: Table, record_key: str, record: TopicRecord) -> None:
        text = keys.of_record(table, record_key)
        if text is None:
            self.counts["with_another_key"] += 1
            return
        key = Key(table.name, text)
        if not keys.is_in_sample(table, text) or (self._only is not None and key not in self._only):
            return
        before = self.newest.get(key)
        if before is None or before.is_older_than(record):
            told = self._fingerprint(table, record)
            self.newest[key] = Newest(record.timestamp_ms, record.partition, record.offset, told)

    def _fingerprint(self, table: Table, record: TopicRecord) -> bytes | None:
        operation = record.headers.get("operation", "")
        if record.value is not None and not operation:
            self.counts["without_operation"] += 1
        if record.value is None or operation == DELETE:
            return None
        row = _row(record.value)
        if row is None:
            self.counts["with_another_value"] += 1
        return fingerprints.of_record(table, row, operation)


def _row(value: str) -> dict[str, Any] | None:
    try:
        row = json.loads(value, parse_float=Decimal)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
