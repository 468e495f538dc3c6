"""Decodes pgoutput, protocol version 1 with values as text (PostgreSQL manual, 55.9 "Message Formats")."""

from collections.abc import Callable

from lab.connect.errors import ReplicationError
from lab.connect.pgoutput_messages import (
    Begin,
    Column,
    Commit,
    Delete,
    Insert,
    Message,
    Passing,
    Relation,
    Truncate,
    Unchanged,
    Update,
    Value,
)


def decode(payload: bytes) -> Message:
    """The one message in `payload`; raises `ReplicationError` when it is cut short, too long or of an unknown kind."""
    fields = _Fields(payload)
    kind = fields.character()
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise ReplicationError(f"pgoutput: got a message of kind {kind!r}, want one of {' '.join(_DECODERS)}")
    message = decoder(fields)
    fields.check_end()
    return message


class _Fields:
    """Reads the fields of a message one after the other, in network byte order."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._position = 0

    def bytes(self, count: int) -> bytes:
        end = self._position + count
        if end > len(self._payload):
            raise ReplicationError(f"pgoutput: got a message of {len(self._payload)} bytes, want at least {end}")
        taken, self._position = self._payload[self._position : end], end
        return taken

    def integer(self, bits: int) -> int:
        return int.from_bytes(self.bytes(bits // 8))

    def character(self) -> str:
        return self.bytes(1).decode("latin-1")

    def string(self) -> str:
        end = self._payload.find(b"\0", self._position)
        if end < 0:
            raise ReplicationError("pgoutput: got a string without an end")
        text = self.bytes(end - self._position).decode()
        self.bytes(1)
        return text

    def row(self) -> tuple[Value, ...]:
        return tuple(self._value() for _ in range(self.integer(16)))

    def _value(self) -> Value:
        match self.character():
            case "n":
                return None
            case "u":
                return Unchanged.TOAST
            case "t":
                return self.bytes(self.integer(32)).decode()
            case other:
                raise ReplicationError(f"pgoutput: got a value of kind {other!r}, want n, u or t")

    def check_end(self) -> None:
        if self._position != len(self._payload):
            raise ReplicationError(
                f"pgoutput: got a message of {len(self._payload)} bytes, want {self._position} for its kind"
            )

    def skip_rest(self) -> None:
        self._position = len(self._payload)


def _begin(fields: _Fields) -> Begin:
    return Begin(final_lsn=fields.integer(64), commit_time_us=fields.integer(64), xid=fields.integer(32))


def _commit(fields: _Fields) -> Commit:
    fields.integer(8)  # flags, unused
    return Commit(commit_lsn=fields.integer(64), end_lsn=fields.integer(64), commit_time_us=fields.integer(64))


def _relation(fields: _Fields) -> Relation:
    relation_id, schema, table = fields.integer(32), fields.string(), fields.string()
    fields.integer(8)  # replica identity
    return Relation(
        id=relation_id,
        schema=schema or "pg_catalog",  # sent as an empty name
        table=table,
        columns=tuple(_column(fields) for _ in range(fields.integer(16))),
    )


def _column(fields: _Fields) -> Column:
    fields.integer(8)  # whether it is part of the replica identity
    column = Column(name=fields.string(), type_oid=fields.integer(32))
    fields.integer(32)  # type modifier
    return column


def _insert(fields: _Fields) -> Insert:
    relation_id = fields.integer(32)
    _expect(fields.character(), "N")
    return Insert(relation_id=relation_id, new=fields.row())


def _update(fields: _Fields) -> Update:
    relation_id, kind, old = fields.integer(32), fields.character(), None
    if kind in "KO":
        old, kind = fields.row(), fields.character()
    _expect(kind, "N")
    return Update(relation_id=relation_id, old=old, new=fields.row())


def _delete(fields: _Fields) -> Delete:
    relation_id = fields.integer(32)
    _expect(fields.character(), "KO")
    return Delete(relation_id=relation_id, old=fields.row())


def _truncate(fields: _Fields) -> Truncate:
    count = fields.integer(32)
    fields.integer(8)  # CASCADE, RESTART IDENTITY
    return Truncate(relation_ids=tuple(fields.integer(32) for _ in range(count)))


def _passing(kind: str) -> Callable[[_Fields], Passing]:
    def decoder(fields: _Fields) -> Passing:
        fields.skip_rest()
        return Passing(kind=kind)  # type: ignore[arg-type]

    return decoder


def _expect(got: str, wanted: str) -> None:
    if got not in wanted:
        raise ReplicationError(f"pgoutput: got a row of kind {got!r}, want {' or '.join(wanted)}")


_DECODERS: dict[str, Callable[[_Fields], Message]] = {
    "B": _begin,
    "C": _commit,
    "R": _relation,
    "I": _insert,
    "U": _update,
    "D": _delete,
    "T": _truncate,
    "O": _passing("origin"),
    "Y": _passing("type"),
    "M": _passing("message"),
}
