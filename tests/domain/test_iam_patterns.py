import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.iam_patterns import matches, matches_arn, parse_pattern, written
from domain.iam_values import UnsupportedPolicyError

LETTERS = st.text(alphabet="ab:", max_size=12)
PATTERNS = st.text(alphabet="ab:*?", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "text", "covered"),
    [
        ("", "", True),
        ("", "a", False),
        ("*", "", True),
        ("**", "", True),
        ("?", "", False),
        ("a", "A", False),
        ("a*", "abc", True),
        ("*c", "abc", True),
        ("*c", "abcd", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a*b*c", "a1b2b3c", True),
        ("a*b*c", "a1b2b3", False),
        ("a.c", "abc", False),
        ("[ab]", "a", False),
        ("a*", "a\nb", True),
    ],
)
def test_a_star_is_any_text_and_a_question_mark_one_character(pattern: str, text: str, covered: bool) -> None:
    assert matches(parse_pattern(pattern), text) is covered


@given(PATTERNS, LETTERS)
def test_wildcards_agree_with_regular_expressions(pattern: str, text: str) -> None:
    regex = "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)
    assert matches(parse_pattern(pattern), text) is (re.fullmatch(regex, text) is not None)


def test_many_stars_do_not_explode() -> None:
    """Plain backtracking would try each way to place thirty stars; this returns at once."""
    assert not matches(parse_pattern("*a" * 30 + "b"), "a" * 300)


ARN = "arn:aws:rds-db:us-east-1:222222222222:dbuser:cluster-AB/cdc"


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("*", True),
        (ARN, True),
        ("arn:aws:rds-db:*:*:dbuser:*/cdc", True),
        ("arn:aws:rds-db:us-east-?:222222222222:*", True),
        ("arn:*:rds-db:us-east-1:222222222222:dbuser:cluster-AB/*", True),
        ("arn:aws:rds-db:us-east-1:222222222222:dbuser:cluster-ab/cdc", False),
        ("arn:aws:rds-db:us-east-1:222222222222:dbuser:cluster-AB", False),
        ("arn:aws:rds-db:*:dbuser:cluster-AB/cdc:*", False),
        ("arn:aws:*:222222222222::dbuser:cluster-AB/cdc", False),
    ],
)
def test_an_arn_matches_part_by_part(pattern: str, covered: bool) -> None:
    assert matches_arn(parse_pattern(pattern), ARN) is covered


def test_a_wildcard_of_one_part_does_not_reach_into_the_next() -> None:
    """The example of "ARN condition operators", where StringLike and ArnLike differ."""
    pattern = parse_pattern("arn:aws:someservice:*:111122223333:finance/*")
    arn = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
    assert matches(pattern, arn)
    assert not matches_arn(pattern, arn)


@pytest.mark.parametrize("text", ["", "ec2.amazonaws.com", "arn:aws:iam::222222222222"])
def test_only_a_lone_star_covers_what_is_no_arn(text: str) -> None:
    assert not matches_arn(parse_pattern("arn:*:*:*:*:*"), text)
    assert matches_arn(parse_pattern("*"), text)


@pytest.mark.parametrize("pattern", ["", "**", "arn:aws:iam::*", "cdc"])
def test_a_pattern_that_is_no_arn_is_refused(pattern: str) -> None:
    with pytest.raises(UnsupportedPolicyError, match=r"want an ARN of 6 parts or \*"):
        matches_arn(parse_pattern(pattern), ARN)


@given(PATTERNS)
def test_a_pattern_can_be_written_as_it_was_read(pattern: str) -> None:
    assert written(parse_pattern(pattern)) == pattern
