"""The Condition element of a statement (IAM User Guide, "IAM JSON policy elements: Condition")."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass

from domain.iam_operators import NEGATED, OPERATORS, Test
from domain.iam_values import Facts, UnsupportedPolicyError, boolean, expected, listed, mapping, naming

_OPERATOR = re.compile(r"(?:(?P<set>forallvalues|foranyvalue):)?(?P<name>[a-z]+?)(?P<if_exists>ifexists)?")


@dataclass(frozen=True, kw_only=True)
class Condition(ABC):
    """One operator on one context key; a statement applies where all of its conditions hold."""

    operator: str
    """As written, such as `ForAnyValue:StringLike`."""
    key: str
    """As written; keys match case-insensitively."""
    wanted: tuple[object, ...]
    """The policy's values as written."""
    negated: bool = False

    def __str__(self) -> str:
        return f"{self.operator} {self.key}"

    @abstractmethod
    def holds(self, facts: Facts) -> bool:
        """Whether the request meets it.

        Raises UnsupportedPolicyError where the IAM User Guide does not say.
        """

    def present(self, facts: Facts) -> tuple[str, ...]:
        """The values of the key in the request; empty: the key is absent."""
        return facts.get(self.key.lower(), ())

    def explain(self, facts: Facts) -> str:
        """Such as `StringEquals sts:ExternalId: got nothing, want 'a'`."""
        present = ", ".join(map(repr, self.present(facts))) or "nothing"
        return f"{self}: {expected(present, self.wanted, negated=self.negated)}"


@dataclass(frozen=True, kw_only=True)
class ValueCondition(Condition):
    """A comparison: one wanted value has to match, or none of them where the operator is negated."""

    tests: tuple[Test, ...]
    """One per wanted value."""
    set_operator: str | None
    """`forallvalues` or `foranyvalue`; None: the key has one value."""
    if_exists: bool

    def holds(self, facts: Facts) -> bool:
        """By the rules of "Set operators for multivalued context keys" and "...IfExists condition operators"."""
        present = self.present(facts)
        if self.set_operator is not None and present == ("",):
            present = ()  # "a null dataset, such as an empty string"
        with naming(condition=str(self)):
            if not present:
                return self._holds_without_value()
            if self.set_operator is None and len(present) > 1:
                raise UnsupportedPolicyError(f"got {len(present)} values, want ForAnyValue or ForAllValues for them")
            meets = [self._meets(facts, value) for value in present]
        return any(meets) if self.set_operator == "foranyvalue" else all(meets)

    def _meets(self, facts: Facts, value: str) -> bool:
        outcomes = [test(facts, value) for test in self.tests]  # all of them: one not understood counts in any order
        return any(outcomes) != self.negated

    def _holds_without_value(self) -> bool:
        if self.set_operator == "foranyvalue" and self.if_exists:
            raise UnsupportedPolicyError("got nothing, which ForAnyValue refuses and IfExists accepts")
        if self.set_operator is not None:
            return self.set_operator == "forallvalues"
        return self.if_exists or self.negated


@dataclass(frozen=True, kw_only=True)
class NullCondition(Condition):
    """`Null`: true wants the key absent, false wants it present."""

    absent: tuple[bool, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether the key is absent or present as wanted."""
        return (not self.present(facts)) in self.absent


def parse_conditions(element: object, *, variables: bool) -> tuple[Condition, ...]:
    """Read a Condition element: operator to context key to value or values.

    Raises UnsupportedPolicyError for an unknown operator and for any other shape.
    """
    conditions: list[Condition] = []
    for operator, block in mapping(element, "Condition").items():
        keys = mapping(block, operator)
        if not keys:
            raise UnsupportedPolicyError(f"{operator}: got no context key, want at least one")
        conditions += [_parse_condition(operator, key, values, variables) for key, values in keys.items()]
    return tuple(conditions)


def _parse_condition(operator: str, key: str, values: object, variables: bool) -> Condition:
    with naming(condition=f"{operator} {key}"):
        wanted = listed(values)
        if operator.lower() == "null":
            absent = tuple(map(boolean, wanted))
            return NullCondition(operator=operator, key=key, wanted=wanted, absent=absent)
        found = _OPERATOR.fullmatch(operator.lower())
        name = found["name"] if found else ""
        reader = OPERATORS.get(NEGATED.get(name, name))
        if found is None or reader is None:
            raise UnsupportedPolicyError("unknown condition operator")
        return ValueCondition(
            operator=operator,
            key=key,
            wanted=wanted,
            tests=tuple(reader(value, variables) for value in wanted),
            negated=name in NEGATED,
            set_operator=found["set"],
            if_exists=found["if_exists"] is not None,
        )
