import pytest

from domain.iam_operators import NEGATED, OPERATORS
from domain.iam_values import UnsupportedPolicyError

ROLE = "arn:aws:iam::111111111111:role/pipe"
FACTS = {"aws:username": ("cdc",), "aws:principalarn": (ROLE,), "k": ("x",)}


def compare(operator: str, wanted: object, present: str, variables: bool = True) -> bool:
    return OPERATORS[operator](wanted, variables)(FACTS, present)


@pytest.mark.parametrize(
    ("operator", "wanted", "matching", "other"),
    [
        ("stringequals", "a", "a", "A"),
        ("stringequals", "a*", "a*", "ab"),
        ("stringequals", "${aws:username}", "cdc", "${aws:username}"),
        ("stringequalsignorecase", "aB", "Ab", "ac"),
        ("stringlike", "a*c?", "abcd", "aBC"),
        ("stringlike", "${*}${aws:username}*", "*cdc1", "1cdc1"),
        ("arnlike", "arn:aws:iam::*:role/pi*", ROLE, "arn:aws:iam::111111111111:user/pipe"),
        ("arnequals", "arn:aws:iam::*:role/pi*", ROLE, "arn:aws:iam::111111111111:user/pipe"),
        ("arnequals", "${aws:PrincipalArn}", ROLE, ROLE + "s"),
        ("bool", "true", "True", "false"),
        ("bool", False, "false", "true"),
        ("numericequals", "0.10", "0.1", "0.2"),
        ("numericlessthan", 10, "9", "10"),
        ("numericlessthanequals", 10, "10", "11"),
        ("numericgreaterthan", 10, "11", "10"),
        ("numericgreaterthanequals", 10, "10", "9"),
        ("dateequals", "2024-03-01", "2024-03-01T00:00:00Z", "2024-03-01T00:00:01Z"),
        ("datelessthan", "2024-03-01", "2024-02-29", "2024-03-01"),
        ("datelessthanequals", "2024-03-01", "2024-03-01", "2024-03-02"),
        ("dategreaterthan", "2024-03-01", "1709251201", "1709251200"),
        ("dategreaterthanequals", "2024-03-01", "2024-03-01", "2024-02-29"),
        ("ipaddress", "203.0.113.0/24", "203.0.113.9", "203.0.114.9"),
        ("ipaddress", "203.0.113.9", "203.0.113.9", "2001:db8::1"),
        ("ipaddress", "2001:db8::/64", "2001:db8::1", "203.0.113.9"),
        ("ipaddress", "203.0.113.0/25", "203.0.113.0/26", "203.0.113.0/24"),
    ],
)
def test_an_operator_matches_one_value_and_not_the_other(
    operator: str, wanted: object, matching: str, other: str
) -> None:
    assert compare(operator, wanted, matching)
    assert not compare(operator, wanted, other)


@pytest.mark.parametrize("operator", ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"])
def test_a_variable_with_no_value_matches_nothing(operator: str) -> None:
    assert not compare(operator, "${aws:userid}", "")
    assert not compare(operator, "${aws:userid}", "${aws:userid}")


def test_an_old_version_compares_the_variable_as_text() -> None:
    assert compare("stringequals", "${aws:username}", "${aws:username}", variables=False)
    assert not compare("stringequals", "${aws:username}", "cdc", variables=False)


@pytest.mark.parametrize(
    ("operator", "wanted"),
    [
        ("stringequals", True),
        ("stringlike", 5),
        ("arnlike", None),
        ("bool", "${aws:SecureTransport}"),
        ("numericequals", "${k}"),
        ("dateequals", "${k}"),
        ("ipaddress", "${k}"),
    ],
)
def test_a_policy_value_of_another_kind_is_refused_before_any_request(operator: str, wanted: object) -> None:
    with pytest.raises(UnsupportedPolicyError):
        OPERATORS[operator](wanted, True)


@pytest.mark.parametrize(
    ("operator", "wanted", "present"),
    [
        ("bool", "true", "maybe"),
        ("numericlessthan", "1", "one"),
        ("datelessthan", "2024-03-01", "today"),
        ("ipaddress", "203.0.113.0/24", "localhost"),
        ("arnlike", "${aws:username}", ROLE),
    ],
)
def test_a_request_value_that_cannot_be_compared_is_refused(operator: str, wanted: object, present: str) -> None:
    with pytest.raises(UnsupportedPolicyError):
        compare(operator, wanted, present)


def test_each_negation_names_the_operator_it_turns_round() -> None:
    assert NEGATED == {
        "stringnotequals": "stringequals",
        "stringnotequalsignorecase": "stringequalsignorecase",
        "stringnotlike": "stringlike",
        "arnnotequals": "arnequals",
        "arnnotlike": "arnlike",
        "numericnotequals": "numericequals",
        "datenotequals": "dateequals",
        "notipaddress": "ipaddress",
    }
    assert set(NEGATED.values()) <= set(OPERATORS)
