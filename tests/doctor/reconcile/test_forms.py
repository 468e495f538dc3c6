"""One form for a value, from either side."""

from decimal import Decimal

import pytest

from doctor.reconcile import forms

EQUAL = [
    ("int8", "-9223372036854775808", -9223372036854775808),
    ("int4", "7", "7"),  # as a record's key has it
    ("float8", "0.1", Decimal("0.1")),
    ("float4", "1e+20", Decimal("100000000000000000000")),
    ("float8", "NaN", "NaN"),
    ("numeric", "1.50", "1.50"),
    ("numeric", "1.50", Decimal("1.5")),
    ("numeric", "100", 100),
    ("numeric", "-0.00", "0"),
    ("numeric", "12345678901234567890123456789012.10", "12345678901234567890123456789012.1"),
    ("bool", "true", True),
    ("bool", "false", False),
    ("bool", "true", "true"),  # as a record's key has it
    ("text", "a b ", "a b "),
    ("bpchar", "ab", "ab  "),
    ("uuid", "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000A"),
    ("date", "2024-05-06", "2024-05-06T00:00:00Z"),
    ("timestamp", "2024-05-06 05:08:09.1", "2024-05-06T05:08:09.1Z"),
    ("timestamptz", "2024-05-06 05:08:09.123+00", "2024-05-06T07:08:09.123+02:00"),
    ("time", "05:08:09.1", "05:08:09.1"),
    ("jsonb", '{"a": [1, null], "b": true}', {"b": True, "a": [Decimal("1.0"), None]}),
    ("jsonb", "9007199254740993", 9007199254740992),  # what a float keeps of it
    ("json", '"x"', "x"),
]

DIFFERENT = [
    ("int4", "7", 8),
    ("float8", "0.1", Decimal("0.2")),
    ("numeric", "1.50", "1.51"),
    ("numeric", "1", "10"),
    ("numeric", "12345678901234567890123456789012", "12345678901234567890123456789013"),
    ("bool", "true", False),
    ("text", "a", "a "),
    ("bpchar", "ab", "abc"),
    ("date", "2024-05-06", "2024-05-07T00:00:00Z"),
    ("timestamp", "2024-05-06 05:08:09", "2024-05-06T05:08:09+01:00"),
    ("timestamptz", "2024-05-06 05:08:09.000001+00", "2024-05-06T05:08:09Z"),
    ("jsonb", "true", 1),
    ("jsonb", '{"a": 1}', {"a": 2}),
]

NONE = [
    ("bytea", "AAE="),
    ("int4[]", [1]),
    ("int4", True),
    ("int4", Decimal("1.5")),
    ("int4", "x"),
    ("float8", False),
    ("numeric", True),
    ("numeric", [1]),
    ("numeric", "x"),
    ("bool", 1),
    ("bool", "yes"),
    ("text", 1),
    ("uuid", "x"),
    ("date", "infinity"),
    ("timestamptz", "0044-03-15 00:00:00 BC"),
    ("timestamp", 1714972089),
]


@pytest.mark.parametrize(("type_name", "text", "value"), EQUAL)
def test_the_same_value_has_one_form_whoever_wrote_it(type_name, text, value):
    assert forms.of_text(type_name, text) == forms.of_json(type_name, value) is not None


@pytest.mark.parametrize(("type_name", "text", "value"), DIFFERENT)
def test_different_values_have_different_forms(type_name, text, value):
    row, record = forms.of_text(type_name, text), forms.of_json(type_name, value)
    assert None not in (row, record)
    assert row != record


@pytest.mark.parametrize(("type_name", "value"), NONE)
def test_a_value_of_an_unknown_form_has_none(type_name, value):
    assert forms.of_json(type_name, value) is None


@pytest.mark.parametrize(("type_name", "known"), [("int4", True), ("bytea", False), ("generated", False)])
def test_a_type_is_known_or_not(type_name, known):
    assert forms.is_known(type_name) is known


@pytest.mark.parametrize(
    ("type_name", "text", "null"),
    [("text", None, True), ("text", "null", False), ("jsonb", "null", True), ("jsonb", '"null"', False)],
)
def test_a_record_has_null_for_jsons_own_null_too(type_name, text, null):
    assert forms.is_null(type_name, text) is null
