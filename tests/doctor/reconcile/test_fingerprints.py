"""What of a row and its record differs, by their fingerprints."""

import pytest

from doctor.reconcile import fingerprints
from doctor.reconcile.table import Column, Table

TABLE = Table(
    name="orders",
    columns=[
        Column(name="id", type_name="int4"),
        Column(name="raw", type_name="bytea", toastable=True),
        Column(name="note", type_name="text", toastable=True),
        Column(name="doc", type_name="jsonb", toastable=True),
    ],
    key_columns=["id"],
)
ROW = {"id": "7", "raw": "\\x00", "note": "a", "doc": '{"a": 1}'}
RECORD = {"id": 7, "raw": "AA==", "note": "a", "doc": {"a": 1}}
LONG = "x" * 19  # one byte more than what a pointer takes


def verdict(row=(), record=(), operation="insert", without=None):
    full = {**RECORD, **dict(record)}
    full.pop(without, None)
    told = fingerprints.of_row(TABLE, {**ROW, **dict(row)}), fingerprints.of_record(TABLE, full, operation)
    return fingerprints.differing_columns(TABLE, *told), fingerprints.untold_columns(TABLE, *told)


@pytest.mark.parametrize("operation", ["read", "insert", "update"])
def test_a_row_and_its_record_do_not_differ(operation):
    assert verdict(operation=operation) == ((), ())


@pytest.mark.parametrize(
    ("row", "record", "differing"),
    [
        ({"note": "b"}, {}, ("note",)),
        ({"id": "8", "doc": '{"a": 2}'}, {}, ("id", "doc")),
        ({"note": None}, {}, ("note",)),
        ({}, {"note": None}, ("note",)),
        ({"note": ""}, {"note": None}, ("note",)),
        ({"note": LONG}, {"note": None}, ("note",)),
        ({"note": LONG}, {}, ("note",)),
        ({"note": LONG}, {"note": LONG}, ()),
        ({"note": None}, {"note": None}, ()),
        ({"doc": "null"}, {"doc": None}, ()),
        ({"doc": None}, {"doc": None}, ()),
        ({"raw": "\\x01"}, {}, ()),  # not compared
    ],
)
def test_columns_that_differ_are_named(row, record, differing):
    assert verdict(row, record) == (differing, ())


@pytest.mark.parametrize(
    ("row", "differing", "untold"),
    [
        ({"note": LONG}, (), ("note",)),
        ({"note": LONG[1:]}, ("note",), ()),
        ({"note": None}, (), ()),
        ({"note": "é" * 9 + "x"}, (), ("note",)),  # 19 bytes
    ],
)
def test_null_in_an_update_may_be_a_long_value_that_did_not_change(row, differing, untold):
    assert verdict(row, {"note": None}, "update") == (differing, untold)


def test_null_in_an_update_is_null_where_no_value_is_out_of_line():
    assert verdict({"id": "1234567890"}, {"id": None}, "update") == (("id",), ())


def test_a_column_that_the_record_has_not_is_not_judged():
    assert verdict({"note": "b"}, without="note") == ((), ("note",))


def test_a_value_of_another_form_is_not_judged():
    assert verdict(record={"id": [7]}) == ((), ("id",))


def test_null_in_an_update_may_be_a_value_that_is_longer_inside_than_its_text():
    assert verdict(record={"doc": None}, operation="update") == ((), ("doc",))


def test_a_record_that_cannot_be_read_is_not_judged():
    told = fingerprints.of_row(TABLE, ROW), fingerprints.of_record(TABLE, None, "insert")
    assert fingerprints.differing_columns(TABLE, *told) == ()
    assert fingerprints.untold_columns(TABLE, *told) == ("id", "note", "doc")


def test_a_fingerprint_does_not_hold_the_value():
    assert b"secret" not in fingerprints.of_record(TABLE, {**RECORD, "note": "secret"}, "insert")
