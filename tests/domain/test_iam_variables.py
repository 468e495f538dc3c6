import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.iam_patterns import matches, parse_pattern, written
from domain.iam_values import UnsupportedPolicyError
from domain.iam_variables import parse_template

FACTS = {"aws:username": ("cdc",), "aws:principaltag/team": ("*",), "aws:tagkeys": ("a", "b")}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("home/${aws:username}", "home/cdc"),
        ("${AWS:UserName}-${aws:username}", "cdc-cdc"),
        ("${aws:username, 'nobody'}", "cdc"),
        ("${aws:userid, 'nobody'}", "nobody"),
        ("${aws:userid,'a b}c'}", "a b}c"),
        ("${aws:userid, ''}", ""),
        ("${aws:TagKeys, 'many'}", "many"),
        ("${*}${?}${$}{x}", "*?${x}"),
        ("$aws:username", "$aws:username"),
    ],
)
def test_a_variable_takes_its_value_or_its_default(template: str, text: str) -> None:
    pattern = parse_template(template, variables=True).resolve(FACTS)
    assert pattern is not None
    assert written(pattern) == text


@pytest.mark.parametrize("template", ["${aws:userid}", "a${aws:TagKeys}", "${aws:username}${aws:userid}"])
def test_a_variable_without_a_single_value_leaves_no_pattern(template: str) -> None:
    assert parse_template(template, variables=True).resolve(FACTS) is None


@pytest.mark.parametrize("template", ["${aws:PrincipalTag/team}", "${aws:userid, '*'}", "${*}"])
def test_a_star_that_is_filled_in_is_no_wildcard(template: str) -> None:
    pattern = parse_template(template, variables=True).resolve(FACTS)
    assert pattern is not None
    assert matches(pattern, "*")
    assert not matches(pattern, "anything")


@pytest.mark.parametrize(
    "template",
    ["${", "${}", "${aws:username", "${aws user}", "${aws:username 'x'}", "${aws:userid, x}", "a${b${aws:username}"],
)
def test_a_malformed_variable_is_refused(template: str) -> None:
    with pytest.raises(UnsupportedPolicyError, match="want a policy variable as"):
        parse_template(template, variables=True)


@given(st.text(alphabet="${}*?a:'", max_size=12))
def test_without_variables_a_dollar_is_a_character(text: str) -> None:
    assert parse_template(text, variables=False).resolve(FACTS) == parse_pattern(text)


@given(st.text(max_size=12))
def test_a_value_comes_out_as_it_went_in(value: str) -> None:
    pattern = parse_template("<${k}>", variables=True).resolve({"k": (value,)})
    assert pattern is not None
    assert written(pattern) == f"<{value}>"
    assert matches(pattern, f"<{value}>")
