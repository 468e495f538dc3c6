import json

import pytest

from lab.connect.key_mapping import KeyExpression
from lab.connect.records import Change, json_value, lsn_text, to_record

KEYS = {"orders": KeyExpression(columns=("id",), as_array=False)}


def change(**fields: object) -> Change:
    known = {
        "operation": "insert",
        "table": "orders",
        "row": {"id": 7, "note": "né"},
        "lsn": 0x16B3748,
        "commit_ts_ms": 5,
    }
    return Change(**{**known, **fields})


@pytest.mark.parametrize(
    ("type_oid", "text", "value"),
    [
        (16, "t", True),
        (16, "f", False),
        (21, "-3", -3),
        (23, "7", 7),
        (20, "9223372036854775807", 2**63 - 1),
        (700, "1.5", 1.5),
        (701, "1e-07", 1e-07),
        (701, "NaN", "NaN"),
        (701, "-Infinity", "-Infinity"),
        (1700, "1.50", "1.50"),
        (114, '{"b": 1, "a": [null]}', {"b": 1, "a": [None]}),
        (3802, '"x"', "x"),
        (25, "t", "t"),
        (25, "7", "7"),
        (1082, "2024-05-06", "2024-05-06"),
        (17, "\\x00ff", "\\x00ff"),
        (99999, "sad", "sad"),
    ],
)
def test_a_column_becomes_the_json_value_of_its_type(type_oid: int, text: str, value: object) -> None:
    got = json_value(type_oid, text)
    assert (got, type(got)) == (value, type(value))


def test_a_record_holds_the_row_as_compact_json_under_its_key() -> None:
    record = to_record(change(), KEYS)
    assert (record.key, record.value, record.error) == ("7", '{"id":7,"note":"né"}', None)


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["^(table|operation|lsn|commit_ts_ms)$"], ["table", "operation", "lsn", "commit_ts_ms"]),
        (["^lsn$", "key"], ["lsn", "key"]),
        (["ts"], ["commit_ts_ms"]),
        (["^none$"], []),
        ([], []),
    ],
)
def test_only_metadata_that_match_a_pattern_become_headers(patterns: list[str], names: list[str]) -> None:
    assert [name for name, _ in to_record(change(), KEYS).headers(patterns)] == names


def test_headers_are_texts_as_connect_writes_them() -> None:
    assert dict(to_record(change(), KEYS).headers(["."])) == {
        "table": "orders",
        "operation": "insert",
        "lsn": "00000000/016B3748",
        "commit_ts_ms": "5",
        "key": "7",
    }


def test_more_metadata_pass_the_same_patterns() -> None:
    record = to_record(change(), KEYS)
    assert record.headers(["^fallback_error$"], fallback_error="why") == [("fallback_error", "why")]
    assert record.headers(["^table$"], fallback_error="why") == [("table", "orders")]


def test_a_position_above_32_bits_keeps_both_halves() -> None:
    assert lsn_text(0xA_0000_000B) == "0000000A/0000000B"


def test_a_row_of_the_snapshot_has_neither_position_nor_time() -> None:
    assert set(to_record(change(operation="read", lsn=None, commit_ts_ms=None), KEYS).metadata) == {
        "table",
        "operation",
        "key",
    }


def test_a_record_that_cannot_be_keyed_keeps_its_row_and_says_why() -> None:
    record = to_record(change(row={"id": None, "note": "x"}), KEYS)
    assert (record.key, record.error) == (None, "field `this.id`: value is null")
    assert json.loads(record.value) == {"id": None, "note": "x"}
    assert "key" not in record.metadata
