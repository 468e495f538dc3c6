import struct

import pytest

from lab.connect import pgoutput
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
)
from lab.connect.records import Change
from lab.connect.transactions import EndOfTransaction, TransactionReader

TABLE = b"R" + struct.pack(">I", 7) + b"public\0orders\0" + b"d" + struct.pack(">H", 2)
TABLE += b"\x01id\0" + struct.pack(">Ii", 23, -1) + b"\x00note\0" + struct.pack(">Ii", 25, -1)
ROW = b"\0\2" + b"t" + struct.pack(">I", 1) + b"5" + b"t" + struct.pack(">I", 3) + "né".encode()
KEY_ROW = b"\0\2" + b"t" + struct.pack(">I", 1) + b"5" + b"n"
TOASTED_ROW = b"\0\2" + b"t" + struct.pack(">I", 1) + b"6" + b"u"
INSERT = b"I" + struct.pack(">I", 7) + b"N" + ROW
BEGIN = b"B" + struct.pack(">QQI", 0x1_0000_0002, 1_000_500, 99)
COMMIT = b"C" + b"\0" + struct.pack(">QQQ", 0x10, 0x20, 1_000_500)

MESSAGES: list[tuple[bytes, Message]] = [
    (BEGIN, Begin(final_lsn=0x1_0000_0002, commit_time_us=1_000_500, xid=99)),
    (COMMIT, Commit(commit_lsn=0x10, end_lsn=0x20, commit_time_us=1_000_500)),
    (
        TABLE,
        Relation(
            id=7,
            schema="public",
            table="orders",
            columns=(Column(name="id", type_oid=23), Column(name="note", type_oid=25)),
        ),
    ),
    (
        b"R" + struct.pack(">I", 8) + b"\0pg_class\0n\0\0",
        Relation(id=8, schema="pg_catalog", table="pg_class", columns=()),
    ),
    (INSERT, Insert(relation_id=7, new=("5", "né"))),
    (b"U" + struct.pack(">I", 7) + b"N" + ROW, Update(relation_id=7, old=None, new=("5", "né"))),
    (
        b"U" + struct.pack(">I", 7) + b"K" + KEY_ROW + b"N" + TOASTED_ROW,
        Update(relation_id=7, old=("5", None), new=("6", Unchanged.TOAST)),
    ),
    (
        b"U" + struct.pack(">I", 7) + b"O" + ROW + b"N" + TOASTED_ROW,
        Update(relation_id=7, old=("5", "né"), new=("6", Unchanged.TOAST)),
    ),
    (b"D" + struct.pack(">I", 7) + b"K" + KEY_ROW, Delete(relation_id=7, old=("5", None))),
    (b"D" + struct.pack(">I", 7) + b"O" + ROW, Delete(relation_id=7, old=("5", "né"))),
    (b"T" + struct.pack(">IBII", 2, 1, 7, 8), Truncate(relation_ids=(7, 8))),
    (b"O" + struct.pack(">Q", 1) + b"elsewhere\0", Passing(kind="origin")),
    (b"Y" + struct.pack(">I", 9) + b"public\0mood\0", Passing(kind="type")),
    (b"M" + b"\0" + struct.pack(">Q", 1) + b"prefix\0" + struct.pack(">I", 2) + b"hi", Passing(kind="message")),
]
ROW_MESSAGES = [payload for payload, message in MESSAGES if not isinstance(message, Passing)]


@pytest.mark.parametrize(("payload", "message"), MESSAGES, ids=lambda value: type(value).__name__)
def test_each_kind_of_message_is_decoded(payload: bytes, message: Message) -> None:
    assert pgoutput.decode(payload) == message


@pytest.mark.parametrize("payload", ROW_MESSAGES)
def test_a_message_cut_short_anywhere_is_refused(payload: bytes) -> None:
    for length in range(len(payload)):
        with pytest.raises(ReplicationError, match="pgoutput: got"):
            pgoutput.decode(payload[:length])


@pytest.mark.parametrize("payload", ROW_MESSAGES)
def test_a_message_that_goes_on_is_refused(payload: bytes) -> None:
    with pytest.raises(ReplicationError, match=f"got a message of {len(payload) + 1} bytes, want {len(payload)}"):
        pgoutput.decode(payload + b"\0")


@pytest.mark.parametrize(
    ("payload", "got"),
    [
        (b"S", "a message of kind 'S'"),  # a streamed transaction, protocol version 2
        (b"", "a message of 0 bytes"),
        (b"I" + struct.pack(">I", 7) + b"K" + ROW, "a row of kind 'K'"),
        (b"U" + struct.pack(">I", 7) + b"X" + ROW, "a row of kind 'X'"),
        (b"U" + struct.pack(">I", 7) + b"K" + KEY_ROW + b"K" + ROW, "a row of kind 'K'"),
        (b"D" + struct.pack(">I", 7) + b"N" + ROW, "a row of kind 'N'"),
        (b"I" + struct.pack(">I", 7) + b"N\0\1b" + struct.pack(">I", 1) + b"5", "a value of kind 'b'"),
    ],
)
def test_what_version_1_as_text_does_not_know_is_refused(payload: bytes, got: str) -> None:
    with pytest.raises(ReplicationError, match=f"got {got}"):
        pgoutput.decode(payload)


def test_a_transaction_becomes_its_changes_and_an_end() -> None:
    reader = TransactionReader()
    deleted = b"D" + struct.pack(">I", 7) + b"K" + KEY_ROW
    updated = b"U" + struct.pack(">I", 7) + b"K" + KEY_ROW + b"N" + TOASTED_ROW
    got = [reader.read(lsn, payload) for lsn, payload in enumerate([BEGIN, TABLE, INSERT, updated, deleted, COMMIT])]
    committed = 946_684_800_000 + 1_000  # half a millisecond is cut off
    assert got == [
        None,
        None,
        Change(operation="insert", table="orders", row={"id": 5, "note": "né"}, lsn=2, commit_ts_ms=committed),
        Change(operation="update", table="orders", row={"id": 6, "note": None}, lsn=3, commit_ts_ms=committed),
        Change(operation="delete", table="orders", row={"id": 5, "note": None}, lsn=4, commit_ts_ms=committed),
        EndOfTransaction(0x20),
    ]


def test_a_truncate_is_no_change() -> None:
    assert TransactionReader().read(1, b"T" + struct.pack(">IBI", 1, 0, 7)) is None


def test_a_change_of_an_undescribed_table_is_refused() -> None:
    with pytest.raises(ReplicationError, match="relation 7, want its description first"):
        TransactionReader().read(1, INSERT)


def test_a_row_of_another_width_than_its_table_is_refused() -> None:
    reader = TransactionReader()
    reader.read(1, TABLE)
    with pytest.raises(ReplicationError, match="got a row of 1 values for orders, want 2"):
        reader.read(2, b"I" + struct.pack(">I", 7) + b"N\0\1n")
