from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.iam_conditions import parse_conditions
from domain.iam_operators import NEGATED, OPERATORS
from domain.iam_values import Facts, UnsupportedPolicyError


def holds(element: object, facts: Facts) -> bool:
    return all(condition.holds(facts) for condition in parse_conditions(element, variables=True))


def one(operator: str, wanted: Any, *present: str) -> bool:
    return holds({operator: {"a:K": wanted}}, {"a:k": present} if present else {})


@pytest.mark.parametrize(
    ("operator", "absent"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("ArnNotLike", True),
        ("NotIpAddress", True),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAllValues:StringEqualsIfExists", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
    ],
)
def test_an_absent_key_counts_as_the_user_guide_says(operator: str, absent: bool) -> None:
    assert one(operator, "10.0.0.0") is absent


@pytest.mark.parametrize(
    ("operator", "wanted", "present", "expected"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", ["a", "b"], "c", False),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("stringequalsIFEXISTS", "a", "b", False),
        ("StringNotEqualsIfExists", "a", "a", False),
        ("ForAllValues:StringEquals", ["a", "b"], "ab", True),
        ("ForAllValues:StringEquals", ["a", "b"], "abc", False),
        ("ForAllValues:StringNotEquals", ["a", "b"], "cd", True),
        ("ForAllValues:StringNotEquals", ["a", "b"], "ac", False),
        ("ForAnyValue:StringEquals", ["a", "b"], "cb", True),
        ("ForAnyValue:StringEquals", ["a", "b"], "cd", False),
        ("ForAnyValue:StringNotEquals", ["a", "b"], "ac", True),
        ("ForAnyValue:StringNotEquals", ["a", "b"], "ab", False),
        ("ForAnyValue:StringLikeIfExists", "a*", "ab", True),
    ],
)
def test_wanted_values_are_alternatives_and_set_operators_look_at_each_present_one(
    operator: str, wanted: Any, present: str, expected: bool
) -> None:
    assert one(operator, wanted, *present) is expected


@pytest.mark.parametrize(
    ("wanted", "absent", "present"), [("true", True, False), (False, False, True), (["true", "false"], True, True)]
)
def test_null_asks_whether_the_key_is_there(wanted: Any, absent: bool, present: bool) -> None:
    assert one("Null", wanted) is absent
    assert one("Null", wanted, "x") is present


def test_an_empty_string_is_an_empty_set_but_still_a_value() -> None:
    assert one("ForAllValues:StringEquals", "a", "")
    assert not one("ForAnyValue:StringEquals", ["", "a"], "")
    assert not one("ForAllValues:StringEquals", "a", "", "b")
    assert one("StringEquals", "", "")
    assert one("Null", "false", "")


def test_all_operators_and_keys_of_an_element_hold_together() -> None:
    element = {"StringEquals": {"a": "1", "b": "2"}, "StringLike": {"c": "3*"}}
    facts = {"a": ("1",), "b": ("2",), "c": ("33",)}
    assert holds(element, facts)
    assert not any(holds(element, {**facts, key: ("0",)}) for key in facts)
    assert holds({}, {})


@pytest.mark.parametrize("wanted", ["${aws:userid}", ["x", "${aws:userid}"]])
def test_a_variable_with_no_value_fails_a_match_and_satisfies_its_negation(wanted: Any) -> None:
    """ "Policy variables with no value": StringNotEquals does match against a null value."""
    assert not one("StringEquals", wanted, "v")
    assert one("StringNotEquals", wanted, "v")


def test_several_values_without_a_set_operator_are_refused() -> None:
    with pytest.raises(UnsupportedPolicyError, match="got 2 values, want ForAnyValue or ForAllValues") as raised:
        one("StringNotEquals", "a", "b", "c")
    assert raised.value.condition == "StringNotEquals a:K"


def test_any_value_if_exists_is_refused_for_an_absent_key() -> None:
    with pytest.raises(UnsupportedPolicyError, match="got nothing, which ForAnyValue refuses and IfExists accepts"):
        one("ForAnyValue:StringEqualsIfExists", "a")


@pytest.mark.parametrize("wanted", [["*", "${aws:username}"], ["${aws:username}", "*"]])
def test_a_value_that_is_not_understood_is_refused_in_any_order(wanted: list[str]) -> None:
    facts = {"k": ("arn:aws:iam::1:role/x",), "aws:username": ("cdc",)}
    with pytest.raises(UnsupportedPolicyError):
        holds({"ArnLike": {"k": wanted}}, facts)


@pytest.mark.parametrize(
    "element",
    [
        None,
        [],
        "StringEquals",
        {"StringEquals": None},
        {"StringEquals": {}},
        {"StringEquals": {"k": []}},
        {"StringEquals": {"k": None}},
        {"StringEquals": {"k": {"v": 1}}},
        {"StringEquals": {"k": [["v"]]}},
        {"StringEquals": {"k": True}},
        {"Null": {"k": "absent"}},
        {"Null": {"k": []}},
        {"NullIfExists": {"k": "true"}},
        {"ForAnyValue:Null": {"k": "true"}},
        {"BinaryEquals": {"k": "QQ=="}},
        {"StringEqualsIfexistsIfExists": {"k": "v"}},
        {"StringIsEqual": {"k": "v"}},
        {"ForSomeValues:StringEquals": {"k": "v"}},
        {"NotStringEquals": {"k": "v"}},
        {"": {"k": "v"}},
        {7: {"k": "v"}},
    ],
)
def test_any_other_shape_or_operator_is_refused(element: object) -> None:
    with pytest.raises(UnsupportedPolicyError):
        parse_conditions(element, variables=True)


def test_a_refusal_names_operator_and_key_as_written() -> None:
    with pytest.raises(UnsupportedPolicyError, match="unknown condition operator") as raised:
        parse_conditions({"StringIs": {"aws:PrincipalArn": "v"}}, variables=True)
    assert raised.value.condition == "StringIs aws:PrincipalArn"


@pytest.mark.parametrize(
    ("operator", "wanted", "facts", "explanation"),
    [
        ("StringEquals", "x", {}, "StringEquals sts:ExternalId: got nothing, want 'x'"),
        ("StringNotLike", ["x", "y"], {"sts:externalid": ("x",)}, "got 'x', want not 'x' or 'y'"),
        ("ForAllValues:StringLike", "x", {"sts:externalid": ("y", "z")}, "got 'y', 'z', want 'x'"),
        ("Null", "false", {}, "Null sts:ExternalId: got nothing, want 'false'"),
    ],
)
def test_an_explanation_tells_what_was_present_and_wanted(
    operator: str, wanted: Any, facts: dict[str, tuple[str, ...]], explanation: str
) -> None:
    (condition,) = parse_conditions({operator: {"sts:ExternalId": wanted}}, variables=True)
    assert condition.explain(facts).endswith(explanation)


SPELT = {  # four different values an operator of that kind can read
    "string": ["a", "b", "c", "d"],
    "arn": [f"arn:aws:iam::1:role/{name}" for name in "abcd"],
    "numeric": ["1", "2", "3", "4"],
    "date": ["2024-01", "2024-02", "2024-03", "2024-04"],
    "notip": ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"],
}


@given(st.sampled_from(sorted(NEGATED)), st.lists(st.integers(0, 3), min_size=1, max_size=3), st.integers(0, 3))
def test_a_negated_operator_holds_where_the_plain_one_does_not(operator: str, wanted: list[int], present: int) -> None:
    values = next(values for kind, values in SPELT.items() if operator.startswith(kind))
    policy = [values[index] for index in wanted]
    assert one(operator, policy, values[present]) is (present not in wanted)
    assert one(NEGATED[operator], policy, values[present]) is (present in wanted)


@given(
    st.sampled_from(sorted({*OPERATORS, *NEGATED} - {"bool"})),
    st.sampled_from(["", "IfExists"]),
    st.sampled_from(["", "ForAllValues:"]),
    st.booleans(),
)
def test_the_case_of_an_operator_does_not_matter(name: str, if_exists: str, set_operator: str, present: bool) -> None:
    operator = f"{set_operator}{name}{if_exists}"
    value = SPELT[next((kind for kind in SPELT if kind in name.replace("ip", "notip")), "notip")][0]
    facts = [value] if present else []
    assert one(operator.upper(), value, *facts) is one(operator.lower(), value, *facts)
