"""One statement of a policy, and what it is about (IAM User Guide, "IAM JSON policy element reference")."""

from dataclasses import dataclass

from domain.iam_conditions import Condition
from domain.iam_patterns import matches, matches_arn, parse_pattern
from domain.iam_principals import Grant, Principal, PrincipalElement
from domain.iam_values import Facts, naming
from domain.iam_variables import Template


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A Deny or an Allow; `Action` and `Resource` here also stand for their negations."""

    policy: str
    """What a decision calls the policy."""
    label: str
    """Its Sid, or `#1` for the first statement of the policy."""
    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[Template, ...]
    """Empty in a trust policy, whose resource is the role itself."""
    not_resources: bool
    principals: PrincipalElement | None
    """None in any policy but a trust policy: it is attached to the caller."""
    conditions: tuple[Condition, ...]

    def grants(self, principal: Principal) -> Grant:
        """How directly an Allow names the caller."""
        return Grant.CALLER if self.principals is None else self.principals.grants(principal)

    def denies(self, principal: Principal) -> bool:
        """Whether a Deny is about the caller."""
        return self.principals is None or self.principals.denies(principal)

    def named(self) -> list[str]:
        """The principals of a trust policy's statement."""
        return [] if self.principals is None else [name for names in self.principals.named.values() for name in names]

    def covers_action(self, action: str) -> bool:
        """Actions match case-insensitively (IAM User Guide, "IAM JSON policy elements: Action")."""
        patterns = [parse_pattern(wanted.lower()) for wanted in self.actions]
        return any(matches(pattern, action.lower()) for pattern in patterns) != self.not_actions

    def covers_resource(self, resource: str, facts: Facts) -> bool:
        """ARNs match part by part; one with a variable that has no value matches no resource."""
        patterns = [template.resolve(facts) for template in self.resources]
        found = any(matches_arn(pattern, resource) for pattern in patterns if pattern is not None)
        return not self.resources or found != self.not_resources

    def unmet(self, facts: Facts) -> Condition | None:
        """The first condition that does not hold; None: all hold."""
        with naming(policy=self.policy, statement=self.label):
            unmet = [condition for condition in self.conditions if not condition.holds(facts)]
        return unmet[0] if unmet else None
