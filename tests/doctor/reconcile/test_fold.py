"""A topic folded by key."""

import dataclasses

import pytest

from doctor.reconcile import fingerprints, keys
from doctor.reconcile.fold import Fold, Key
from tests.doctor.reconcile.topic_records import LINES, ORDERS, record


def folded(*records, tables=(ORDERS,)):
    fold = Fold(tables)
    for one in records:
        fold.put(one)
    return fold


def told(**notes):
    """What a topic tells of orders by id, as `_7="a"`."""
    return {
        Key("orders", name[1:]): fingerprints.of_row(ORDERS, {"id": name[1:], "note": note})
        for name, note in notes.items()
    }


def test_the_newest_record_of_a_key_counts():
    fold = folded(record("7", "a", "read"), record("8", "b"), record("7", "c", "update"))
    assert fold.present() == told(_7="c", _8="b")
    assert fold.counts == {"records": 3}


@pytest.mark.parametrize("end", [{"operation": "delete"}, {"value": None}])
def test_a_delete_and_a_tombstone_take_the_row_away_until_it_comes_again(end):
    gone = [record("7", "a"), record("7", **end)]
    assert folded(*gone).present() == {}
    assert folded(*gone, record("7", "b")).present() == told(_7="b")


def test_a_row_that_is_gone_is_remembered_with_its_record():
    first, last = record("7"), record("7", operation="delete")
    newest = folded(first, last).newest[Key("orders", "7")]
    assert (newest.offset, newest.fingerprint) == (last.offset, None)


def test_records_of_one_key_in_two_partitions_are_ordered_by_their_time():
    early, late = record("7", "early", partition=1, timestamp_ms=1), record("7", "late", partition=0, timestamp_ms=2)
    assert folded(early, late).present() == folded(late, early).present() == told(_7="late")


def test_a_record_that_comes_twice_changes_nothing():
    older, newer = record("7", "a"), record("7", "b")
    assert folded(older, newer, older).present() == told(_7="b")


@pytest.mark.parametrize(
    ("stray", "counted"),
    [
        (record(None), "without_key"),
        (record("7", table="other"), "of_other_tables"),
        (record("7", table=None), "without_table"),
        (record("seven"), "with_another_key"),
    ],
)
def test_a_record_that_cannot_be_folded_is_counted_by_why(stray, counted):
    fold = folded(stray, tables=(ORDERS, LINES))
    assert fold.newest == {}
    assert fold.counts == {"records": 1, counted: 1}


def test_a_record_without_a_table_is_of_the_only_one():
    assert folded(record("7", "a", table=None)).present() == told(_7="a")


def test_equal_keys_of_two_tables_are_two_rows():
    assert set(folded(record("7"), record("7", table="lines"), tables=(ORDERS, LINES)).newest) == {
        Key("orders", "7"),
        Key("lines", "7"),
    }


def test_records_that_do_not_say_what_was_done_are_counted_and_tombstones_need_not():
    untold, tombstone = record("7", "a", headers={"table": "orders"}), record("8", value=None, headers={})
    fold = folded(untold, tombstone)
    assert fold.present() == told(_7="a")
    assert fold.counts == {"records": 2, "without_operation": 1}


@pytest.mark.parametrize("value", ["no json", "[1]", "7"])
def test_a_value_that_is_no_row_leaves_the_key_and_is_counted(value):
    fold = folded(record("7", value=value))
    assert fold.counts == {"records": 1, "with_another_value": 1}
    assert fingerprints.untold_columns(ORDERS, fold.present()[Key("orders", "7")], b"") == ("id", "note")


def test_only_the_sample_is_kept():
    sampled = dataclasses.replace(ORDERS, one_in=4)
    numbers = [str(number) for number in range(100)]
    kept = {key.text for key in folded(*(record(number) for number in numbers), tables=(sampled,)).newest}
    assert kept == {number for number in numbers if keys.is_in_sample(sampled, number)}
    assert 0 < len(kept) < 50


def test_what_is_not_looked_at_any_more_is_forgotten_and_stays_so():
    fold = folded(record("7", "a"), record("8", "b"))
    fold.keep({Key("orders", "8")})
    fold.put(record("7", "c"))
    fold.put(record("8", "d"))
    assert fold.present() == told(_8="d")
