"""Follows the messages of one replication session and makes changes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.connect import pgoutput
from lab.connect.errors import ReplicationError
from lab.connect.pgoutput_messages import Begin, Commit, Delete, Insert, Relation, Unchanged, Update, Value
from lab.connect.records import Change, Operation, json_value

POSTGRES_EPOCH_MS = 946_684_800_000  # 2000-01-01 UTC in Unix milliseconds (PostgreSQL manual, 55.9)


@dataclass(frozen=True)
class EndOfTransaction:
    """Everything up to this position has been seen."""

    lsn: int


class TransactionReader:
    """Remembers the tables and the current transaction of one session; a new session needs a new reader."""

    def __init__(self) -> None:
        self._relations: dict[int, Relation] = {}
        self._commit_ts_ms: int | None = None

    def read(self, lsn: int, payload: bytes) -> Change | EndOfTransaction | None:
        """What a message means for the pipeline; None when it means nothing, as with TRUNCATE."""
        match pgoutput.decode(payload):
            case Begin(commit_time_us=time_us):
                self._commit_ts_ms = POSTGRES_EPOCH_MS + time_us // 1000
            case Commit(end_lsn=end):
                return EndOfTransaction(end)
            case Relation() as relation:
                self._relations[relation.id] = relation
            case Insert(relation_id=relation_id, new=row):
                return self._change("insert", relation_id, row, lsn)
            case Update(relation_id=relation_id, new=row):
                return self._change("update", relation_id, row, lsn)
            case Delete(relation_id=relation_id, old=row):
                return self._change("delete", relation_id, row, lsn)
        return None

    def _change(self, operation: Operation, relation_id: int, values: Sequence[Value], lsn: int) -> Change:
        relation = self._relations.get(relation_id)
        if relation is None:
            raise ReplicationError(f"pgoutput: got a change of relation {relation_id}, want its description first")
        if len(values) != len(relation.columns):
            raise ReplicationError(
                f"pgoutput: got a row of {len(values)} values for {relation.table}, want {len(relation.columns)}"
            )
        return Change(
            operation=operation,
            table=relation.table,
            row={
                column.name: _plain(column.type_oid, value)
                for column, value in zip(relation.columns, values, strict=True)
            },
            lsn=lsn,
            commit_ts_ms=self._commit_ts_ms,
        )


def _plain(type_oid: int, value: Value) -> Any:
    if value is None or value is Unchanged.TOAST:
        return None  # Connect's default `unchanged_toast_value`: cannot be told from NULL
    return json_value(type_oid, value)
