"""A parsed pipeline configuration is read whatever its shape."""

import pytest

from domain.pipeline_config import Component, components, duration_s, get, is_interpolated, is_reference, nodes, shown

CONFIG = {"input": {"broker": {"inputs": [{"postgres_cdc": {"dsn": "a"}}, {"postgres_cdc": None}]}}}
CDC = frozenset({"postgres_cdc"})


def test_a_value_is_found_under_its_keys_and_none_where_something_is_missing():
    assert get(CONFIG, "input", "broker", "inputs") == [{"postgres_cdc": {"dsn": "a"}}, {"postgres_cdc": None}]
    assert get(CONFIG, "input", "broker", "inputs", "0") is None
    assert get(CONFIG, "output") is None


def test_components_are_found_however_deep_with_their_paths():
    first, second = components(CONFIG, CDC, ("input", "input_resources"))
    assert first == Component(path=("input", "broker", "inputs", "0", "postgres_cdc"), settings={"dsn": "a"})
    assert first.key("dsn") == "input.broker.inputs.0.postgres_cdc.dsn"
    assert (first.get("dsn"), second.get("dsn")) == ("a", None)
    assert components(CONFIG, CDC, ("output",)) == []


def test_an_alias_that_contains_itself_is_entered_once():
    config = {"input": {}}
    config["input"]["again"] = config
    assert [path for path, _ in nodes(config)] == [(), ("input",), ("input", "again")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        ("", "nothing"),
        (True, "true"),
        ("postgres://u:secret@h", "a text with @"),
        ("5m", "5m"),
        (5, "5"),
        ([1], "a list"),
    ],
)
def test_a_value_is_shown_without_what_may_be_a_secret(value, text):
    assert shown(value) == text


def test_an_interpolation_is_known_only_later():
    assert is_interpolated("${HOST}")
    assert not is_interpolated("host")
    assert not is_interpolated(5)


@pytest.mark.parametrize("value", ["${HOST}", "${secrets.HOST}"])
def test_a_reference_says_nothing_of_its_value(value):
    assert is_reference(value)


@pytest.mark.parametrize("value", ["host", "${HOST:a}", "${HOST}:1", "a${HOST}", "${HOST}\n", "${! json() }", 5, None])
def test_a_default_or_anything_beside_a_reference_says_something_of_it(value):
    assert not is_reference(value)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("5m", 300.0),
        ("1h30m", 5400.0),
        ("-1.5s", -1.5),
        ("+0", 0.0),
        ("", None),
        ("5", None),
        ("5 m", None),
        (True, None),
        (None, None),
    ],
)
def test_a_duration_is_read_as_go_does(value, seconds):
    assert duration_s(value) == seconds
