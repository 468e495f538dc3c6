"""The rules, one file per noun; what joins them is `RULES`."""

from policy.rule import Rule, StackRule
from policy.rules import (
    cluster,
    deletion,
    ingress,
    login,
    parameter_group,
    pipeline_login,
    pipeline_secret,
    pipeline_slot,
    public,
    role,
    trust,
)

RULES: dict[str, Rule | StackRule] = {
    rule.id: rule
    for noun in (
        ingress,
        public,
        cluster,
        parameter_group,
        trust,
        login,
        role,
        deletion,
        pipeline_login,
        pipeline_slot,
        pipeline_secret,
    )
    for rule in noun.RULES
}
"""By id, in the order of the table in docs/policy.md."""
