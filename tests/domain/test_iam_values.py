from collections.abc import Callable
from decimal import Decimal

import pytest

from domain.iam_values import UnsupportedPolicyError, boolean, instant, listed, mapping, naming, network, number, text


@pytest.mark.parametrize(
    ("written", "meant"), [(True, True), (False, False), ("true", True), ("FALSE", False), ("True", True)]
)
def test_a_boolean_may_be_json_or_quoted(written: object, meant: bool) -> None:
    assert boolean(written) is meant


@pytest.mark.parametrize(("written", "meant"), [(10, "10"), ("10", "10"), (-1.5, "-1.5"), ("0.10", "0.1")])
def test_a_number_may_be_json_or_quoted(written: object, meant: str) -> None:
    assert number(written) == Decimal(meant)


@pytest.mark.parametrize(
    ("written", "epoch_s"),
    [
        ("2024-03", 1_709_251_200),
        ("2024-03-01", 1_709_251_200),
        ("2024-03-01T00:00Z", 1_709_251_200),
        ("2024-03-01T01:00:00+01:00", 1_709_251_200),
        ("2024-03-01T00:00:00.5Z", 1_709_251_200.5),
        ("1709251200", 1_709_251_200),
        (1_709_251_200, 1_709_251_200),
    ],
)
def test_a_date_may_be_iso_8601_or_epoch_seconds(written: object, epoch_s: float) -> None:
    assert instant(written) == epoch_s


@pytest.mark.parametrize(
    ("written", "addresses"), [("10.0.0.7/8", 2**24), ("10.0.0.7", 1), ("2001:db8::/64", 2**64), ("2001:db8::1", 1)]
)
def test_an_address_alone_is_a_range_of_one(written: object, addresses: int) -> None:
    assert network(written).num_addresses == addresses


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (text, 5, "value: got 5, want a string"),
        (text, None, "value: got None, want a string"),
        (boolean, 1, "value: got 1, want true or false"),
        (boolean, "yes", "value: got 'yes', want true or false"),
        (number, True, "value: got True, want a number"),
        (number, "1_000", "value: got '1_000', want a number"),
        (number, "nan", "value: got 'nan', want a number"),
        (number, [1], r"value: got \[1\], want a number"),
        (instant, "2024", "value: got '2024', want an ISO 8601 date or time with its zone, or an epoch time"),
        (instant, "2024-03-01T00:00", "value: got '2024-03-01T00:00', want an ISO 8601 date"),
        (instant, "1709251200Z", "value: got '1709251200Z', want an ISO 8601 date"),
        (instant, "2024-03-01T00:00Z or so", "value: got '2024-03-01T00:00Z or so', want an ISO 8601 date"),
        (instant, "2024-02-30", "value: got '2024-02-30', want a date of the calendar"),
        (instant, 1.5, "value: got 1.5, want a string"),
        (network, "10.0.0.0/33", "value: got '10.0.0.0/33', want an IP address or CIDR range"),
        (network, "${aws:SourceIp}", "want an IP address or CIDR range"),
        (network, 10, "value: got 10, want an IP address or CIDR range"),
        (listed, [], "value: got none, want at least one"),
    ],
)
def test_a_value_of_another_shape_is_refused_with_what_was_wanted(
    read: Callable[[object], object], value: object, message: str
) -> None:
    with pytest.raises(UnsupportedPolicyError, match=message):
        read(value)


@pytest.mark.parametrize("value", [None, [], "{}", {1: "a"}])
def test_an_object_has_string_keys(value: object) -> None:
    with pytest.raises(UnsupportedPolicyError, match=r"Condition: got .*, want an object"):
        mapping(value, "Condition")


def test_brackets_are_optional_around_one_value() -> None:
    assert listed("a") == listed(["a"]) == listed(("a",)) == ("a",)


def test_an_error_keeps_the_innermost_place() -> None:
    with (
        pytest.raises(UnsupportedPolicyError) as raised,
        naming(policy="outer", statement="#1", condition="Bool a"),
        naming(policy="inner", statement="#2", condition="Null b"),
    ):
        raise UnsupportedPolicyError("got nothing")
    assert (raised.value.policy, raised.value.statement, raised.value.condition) == ("inner", "#2", "Null b")


def test_an_error_takes_each_part_of_its_place_from_where_it_is_known() -> None:
    with (
        pytest.raises(UnsupportedPolicyError) as raised,
        naming(policy="p"),
        naming(statement="#2"),
        naming(condition="Null b"),
    ):
        raise UnsupportedPolicyError("got nothing")
    assert (raised.value.policy, raised.value.statement, raised.value.condition) == ("p", "#2", "Null b")


def test_a_long_value_is_cut_in_a_message() -> None:
    with pytest.raises(UnsupportedPolicyError) as raised:
        text(["a" * 10_000] * 1_000)
    assert len(str(raised.value)) < 300
