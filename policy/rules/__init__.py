"""The rules, one file per noun; what joins them is `RULES`."""

from policy.rule import AnyRule
from policy.rules import (
    access_key,
    access_key_age,
    cluster,
    container,
    deletion,
    ingress,
    login,
    parameter_group,
    pipeline_login,
    pipeline_secret,
    pipeline_slot,
    public,
    replica,
    role,
    trust,
)

RULES: dict[str, AnyRule] = {
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
        access_key,
        access_key_age,
        replica,
        container,
    )
    for rule in noun.RULES
}
"""By id, in the order of the table in docs/policy.md."""
