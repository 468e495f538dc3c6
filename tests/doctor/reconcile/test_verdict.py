"""What is told of a comparison."""

import json

import pytest

from doctor.reconcile import telling
from doctor.reconcile.differences import Difference
from doctor.reconcile.fold import Key
from doctor.reconcile.looks import Outcome
from doctor.reconcile.table import Column, Table
from doctor.reconcile.verdict import EXIT_CODES, Compared, document, lsn_text

PIPELINE = {
    "name": "orders",
    "schema": "public",
    "slot": "rpcn_orders",
    "topic": "shop.orders",
    "dead_letter_topic": "shop.orders.dlq",
    "snapshot": True,
}
ORDERS = Table(
    name="orders",
    columns=[Column(name="id", type_name="int4"), Column(name="raw", type_name="bytea")],
    key_columns=["id"],
    one_in=4,
)
LINES = Table(name="lines", columns=[Column(name="id", type_name="int4")], key_columns=["id"])
MISSING, EXTRA, DIFFERING = Difference("missing"), Difference("extra"), Difference("differing", ("note", "at"))
ROWS = {Key("orders", "1"): b"", Key("orders", "2"): b"", Key("lines", "1"): b""}


def compared(named=(), still_open=(), counts=(), pipeline=PIPELINE, first_offsets=(), dead_letters=0, **outcome):
    def of_orders(found):
        return {Key("orders", key): difference for key, difference in dict(found).items()}

    return Compared(
        pipeline=pipeline,
        tables=[ORDERS, LINES],
        outcome=Outcome(lsn=0x1_016B_3B48, rows=ROWS, named=of_orders(named), open=of_orders(still_open), **outcome),
        counts={"records": 3, **dict(counts)},
        first_offsets=dict(first_offsets),
        dead_letters=dead_letters,
    )


def text(found, first=20):
    return list(telling.lines(document(found, first)))


@pytest.mark.parametrize(
    ("found", "verdict", "code"),
    [
        ({}, "equal", 0),
        ({"named": {"1": EXTRA}}, "differs", 1),
        ({"still_open": {"1": MISSING}}, "unknown", 2),
        ({"named": {"1": MISSING}, "still_open": {"2": MISSING}}, "differs", 1),
        ({"named": {"1": MISSING}, "counts": {"without_key": 1}}, "unknown", 2),
        ({"named": {"1": MISSING}, "counts": {"with_another_key": 1}}, "unknown", 2),
        ({"named": {"1": MISSING}, "counts": {"without_table": 1}}, "unknown", 2),
        ({"named": {"1": DIFFERING}, "counts": {"without_key": 1}}, "differs", 1),
        ({"named": {"1": MISSING}, "counts": {"of_other_tables": 1}}, "differs", 1),
        ({"counts": {"without_key": 1}}, "equal", 0),
        ({"named": {"1": EXTRA}, "counts": {"without_operation": 1}}, "unknown", 2),
        ({"named": {"1": DIFFERING}, "counts": {"without_operation": 1}}, "unknown", 2),
        ({"named": {"1": MISSING}, "counts": {"without_operation": 1}}, "differs", 1),
    ],
)
def test_what_is_certain_decides_and_then_what_is_not(found, verdict, code):
    assert compared(**found).verdict == verdict
    assert EXIT_CODES[compared(**found).verdict] == code


def test_the_document_names_the_first_keys_of_each_kind():
    told = document(compared({"1": MISSING, "3": MISSING, "2": MISSING, "4": DIFFERING}, {"5": EXTRA}), first=2)
    [orders, lines] = told["tables"]
    assert orders == {
        "table": "public.orders",
        "rows": 2,
        "one_in": 4,
        "missing": {"count": 3, "keys": [{"key": "1"}, {"key": "2"}]},
        "extra": {"count": 0, "keys": []},
        "differing": {"count": 1, "keys": [{"key": "4", "columns": ["note", "at"]}]},
        "not_judged": {"count": 1, "keys": [{"key": "5"}]},
        "columns_not_compared": {"raw": "bytea"},
        "values_not_compared": {},
    }
    assert (lines["rows"], lines["missing"]["count"]) == (1, 0)
    assert {name: told[name] for name in told if name != "tables"} == {
        "schema_version": 1,
        "pipeline": "orders",
        "topic": "shop.orders",
        "verdict": "differs",
        "lsn": "1/16B3B48",
        "records": {"records": 3},
        "dead_letters": {"topic": "shop.orders.dlq", "records": 0},
        "notes": [],
    }
    assert json.loads(json.dumps(told)) == told


def test_a_terminal_is_told_the_keys_by_kind_and_last_the_verdict():
    found = compared(
        {"1": MISSING, "2": MISSING, "4": DIFFERING, "7": EXTRA},
        {"5\x1b[31m": EXTRA},
        untold={("orders", "note"): 2},
        dead_letters=3,
    )
    assert text(found, first=1) == [
        "public.orders: 2 rows, a sample of one in 4",
        "  missing 2: 1 and 1 more",
        "  extra 1: 7",
        "  differing 1: 4 (note, at)",
        "  not judged 1: 5�[31m",
        "  not compared: raw (bytea), 2 values of note",
        "public.lines: 1 rows",
        "3 records in shop.orders",
        "3 dead letters in shop.orders.dlq",
        "differs: 2 missing, 1 extra, 1 differing, 1 not judged (as of 1/16B3B48)",
    ]


@pytest.mark.parametrize(
    ("found", "last"),
    [
        ({}, "equal: the topic holds every row that was compared, as it is (as of 1/16B3B48)"),
        ({"still_open": {"1": MISSING}}, "cannot tell: 1 not judged (as of 1/16B3B48)"),
    ],
)
def test_the_verdict_is_the_last_line(found, last):
    assert text(compared(**found))[-1] == last


def test_dead_letters_that_cannot_be_counted_are_told_as_such():
    assert "an unknown number of dead letters in shop.orders.dlq" in text(compared(dead_letters=None))
    elsewhere = {name: told for name, told in PIPELINE.items() if name != "dead_letter_topic"}
    assert "an unknown number of dead letters" in text(compared(pipeline=elsewhere, dead_letters=None))


@pytest.mark.parametrize(
    ("found", "note"),
    [
        ({"counts": {"without_key": 2}}, "2 records have no key"),
        (
            {"counts": {"without_operation": 2}},
            "2 records do not say what was done (header `operation`): a delete looks like an update",
        ),
        ({"counts": {"with_another_value": 2}}, "2 records hold no JSON object, so only their keys are compared"),
        (
            {"first_offsets": {0: 0, 1: 3}},
            "partition 1 begins at offset 3: what was before is deleted, or compacted away",
        ),
        (
            {"pipeline": PIPELINE | {"snapshot": False}},
            "the pipeline reads no snapshot: rows from before its slot are not in the topic",
        ),
        ({"reason": "changing"}, "keys that are not judged changed at every look; look again at a quieter time"),
        (
            {"reason": "behind"},
            "slot rpcn_orders is not there: nobody can say whether a change is still on its way",
        ),
        (
            {"reason": "behind", "confirmed_lsn": 16},
            "slot rpcn_orders has confirmed 0/10: keys that are not judged may be on their way",
        ),
    ],
)
def test_what_bears_on_the_verdict_is_noted_alone(found, note):
    assert document(compared(**found), 20)["notes"] == [note]
    assert f"note: {note}" in text(compared(**found))


@pytest.mark.parametrize(("lsn", "written"), [(0, "0/0"), (0x16B3B48, "0/16B3B48"), (0xA_0000_0001, "A/1")])
def test_a_position_is_written_as_postgresql_does(lsn, written):
    assert lsn_text(lsn) == written
