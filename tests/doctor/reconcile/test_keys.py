"""Keys of rows and of records, matched."""

import hashlib

import pytest

from doctor.reconcile import keys
from doctor.reconcile.table import Column, Table


def table(*types, one_in=1):
    columns = [Column(name=f"k{number}", type_name=type_name) for number, type_name in enumerate(types)]
    names = [column.name for column in columns]
    return Table(
        name="orders", columns=[*columns, Column(name="note", type_name="text")], key_columns=names, one_in=one_in
    )


def row(*texts):
    return {**{f"k{number}": text for number, text in enumerate(texts)}, "note": None}


@pytest.mark.parametrize(
    ("types", "texts", "record_key", "key"),
    [
        (["int4"], ["7"], "7", "7"),
        (["text"], ["a b"], "a b", "a b"),
        (["text"], ["7"], "7", "7"),
        (["text"], ["[1]"], "[1]", "[1]"),
        (["numeric"], ["1.50"], "1.50", "1.5"),
        (["timestamptz"], ["2024-05-06 05:08:09+00"], "2024-05-06T05:08:09Z", "2024-05-06T05:08:09+00:00"),
        (["int8", "text"], ["7", "a"], '[7,"a"]', '[7,"a"]'),
        (["int8", "text"], ["7", "<é>"], '[7,"\\u003cé\\u003e"]', '[7,"<é>"]'),
        (["text", "text"], ["1", "2"], '["1","2"]', '["1","2"]'),
        (["bool", "int4"], ["true", "1"], "[true,1]", '["true",1]'),
    ],
)
def test_a_row_and_its_record_have_one_key(types, texts, record_key, key):
    described = table(*types)
    assert keys.of_row(described, row(*texts)) == keys.of_record(described, record_key) == key


@pytest.mark.parametrize(
    ("types", "record_key"),
    [
        (["int4"], "seven"),
        (["int4", "text"], "7"),
        (["int4", "text"], "[7"),
        (["int4", "text"], "[7]"),
        (["int4", "text"], '[7,"a","b"]'),
        (["int4", "text"], '["x","a"]'),
        (["int4", "text"], '{"k0":7}'),
    ],
)
def test_a_key_of_another_form_is_none_of_the_tables(types, record_key):
    assert keys.of_record(table(*types), record_key) is None


@pytest.mark.parametrize("texts", [(None, "a"), ("7", None)])
def test_a_row_with_a_null_in_its_key_has_none(texts):
    assert keys.of_row(table("int4", "text"), row(*texts)) is None


def test_the_columns_are_those_of_the_key_and_in_its_order():
    described = Table(
        name="t",
        columns=[Column(name=name, type_name="text") for name in ("a", "b", "c")],
        key_columns=["c", "a"],
    )
    assert keys.of_row(described, {"a": "1", "b": "2", "c": "3"}) == '["3","1"]'


@pytest.mark.parametrize(
    ("types", "sampled"),
    [(["int2"], True), (["uuid", "text", "varchar"], True), (["int8", "numeric"], False), (["bpchar"], False)],
)
def test_only_keys_that_postgresql_writes_alike_are_sampled(types, sampled):
    assert keys.can_be_sampled(table(*types)) is sampled


@pytest.mark.parametrize(
    ("types", "key", "text"), [(["int4"], "7", "7"), (["int4", "text"], '[7,"a"]', "7\x1fa"), (["text"], "[1]", "[1]")]
)
def test_the_sample_is_taken_of_the_columns_texts(types, key, text):
    assert keys.sampled_text(table(*types), key) == text
    number = int(hashlib.md5(text.encode()).hexdigest()[:8], 16)
    assert keys.is_in_sample(table(*types, one_in=3), key) is (number % 3 == 0)


def test_without_a_sample_every_key_is_compared():
    assert all(keys.is_in_sample(table("int4"), str(number)) for number in range(100))


def test_a_sample_of_one_in_four_is_about_a_quarter():
    inside = sum(keys.is_in_sample(table("int4", one_in=4), str(number)) for number in range(4000))
    assert 850 < inside < 1150
