"""What each IAM condition operator compares (IAM User Guide, "IAM JSON policy elements: Condition operators")."""

import operator
from collections.abc import Callable
from typing import Any

from domain.iam_patterns import Pattern, matches, matches_arn, written
from domain.iam_values import Facts, Network, boolean, instant, network, number, text
from domain.iam_variables import parse_template

Test = Callable[[Facts, str], bool]
"""Whether one value of the request meets one value of the policy."""

Reader = Callable[[object, bool], Test]
"""Makes the test of a policy's value; the flag says whether the policy's Version knows variables."""


def _on_text(compare: Callable[[Pattern, str], bool]) -> Reader:
    def read(value: object, variables: bool) -> Test:
        template = parse_template(text(value), variables=variables)

        def test(facts: Facts, present: str) -> bool:
            pattern = template.resolve(facts)
            return pattern is not None and compare(pattern, present)

        return test

    return read


def _on_values(parse: Callable[[object], Any], compare: Callable[[Any, Any], bool]) -> Reader:
    def read(value: object, _variables: bool) -> Test:
        wanted = parse(value)
        return lambda _facts, present: compare(parse(present), wanted)

    return read


def _inside(present: Network, wanted: Network) -> bool:
    return present.network_address in wanted and present.broadcast_address in wanted


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": operator.eq,
    "lessthan": operator.lt,
    "lessthanequals": operator.le,
    "greaterthan": operator.gt,
    "greaterthanequals": operator.ge,
}

OPERATORS: dict[str, Reader] = {
    "stringequals": _on_text(lambda pattern, present: written(pattern) == present),
    "stringequalsignorecase": _on_text(lambda pattern, present: written(pattern).lower() == present.lower()),
    "stringlike": _on_text(matches),
    "arnequals": _on_text(matches_arn),  # "ArnEquals and ArnLike behave identically"
    "arnlike": _on_text(matches_arn),
    "bool": _on_values(boolean, operator.eq),
    "ipaddress": _on_values(network, _inside),
    **{f"numeric{name}": _on_values(number, compare) for name, compare in _COMPARISONS.items()},
    **{f"date{name}": _on_values(instant, compare) for name, compare in _COMPARISONS.items()},
}
"""By lower-case name, without `ForAllValues:`, `ForAnyValue:` and `IfExists`."""

NEGATED: dict[str, str] = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "numericnotequals": "numericequals",
    "datenotequals": "dateequals",
    "notipaddress": "ipaddress",
}
"""Operators that hold where the named one does not."""
