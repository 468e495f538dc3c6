"""Roles that others change, too."""

from collections.abc import Iterator

from policy.documents import ROLE
from policy.props import get, items
from policy.rule import Props, Rule

EXCLUSIVE = {
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": "aws.iam.RolePolicy",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "aws.iam.RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment": "aws.iam.RolePolicyAttachment",
}
"""Each removes what it does not list; and what to use in its place (Terraform AWS provider, notes of these)."""

IN_PLACE_OF = {"inlinePolicies": "aws.iam.RolePolicy", "managedPolicyArns": "aws.iam.RolePolicyAttachment"}
"""Arguments of a role that do the same."""


def shared(kind: str, props: Props) -> Iterator[str]:
    """Nothing here takes away the policies that somebody else put on a role."""
    if kind in EXCLUSIVE:
        yield f"{kind.rpartition(':')[2]}: it removes every policy it does not list; use {EXCLUSIVE[kind]}"
    if kind == ROLE:
        for key, instead in IN_PLACE_OF.items():
            if list(items(get(props, key))):
                yield f"{key}: it removes every policy it does not list; use {instead}"


RULES = (
    Rule(
        id="shared-roles",
        title="No policy is attached to a role exclusively",
        why="Redpanda's own policies on the pipeline role would be removed, and Redpanda would put them back",
        source="Terraform AWS provider, aws_iam_role: inline_policy, managed_policy_arns; aws_iam_policy_attachment",
        check=shared,
    ),
)
