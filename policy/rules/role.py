"""Roles whose policies several resources attach."""

from collections.abc import Iterator

from policy.documents import ROLE
from policy.props import get
from policy.rule import Props, Rule

EXCLUSIVE = {
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": "aws.iam.RolePolicy",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "aws.iam.RolePolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment": "aws.iam.RolePolicyAttachment",
}
"""Each removes what it does not list; and what to use in its place (Terraform AWS provider, notes of these)."""

IN_PLACE_OF = {"inlinePolicies": "aws.iam.RolePolicy", "managedPolicyArns": "aws.iam.RolePolicyAttachment"}
"""Arguments of a role that do the same, and are deprecated."""


def shared(kind: str, props: Props) -> Iterator[str]:
    """Nothing here takes away the policies that were put on a role by other means."""
    if kind in EXCLUSIVE:
        yield f"{kind.rpartition(':')[2]}: it removes every policy it does not list; use {EXCLUSIVE[kind]}"
    if kind == ROLE:
        for key, instead in IN_PLACE_OF.items():
            if get(props, key) is not None:  # an empty list removes all of them, and one not known yet may be empty
                yield f"{key}: it removes every policy it does not list; use {instead}"


RULES = (
    Rule(
        id="shared-roles",
        title="No policy is attached to any role exclusively",
        why="what Redpanda, another stack, or another resource of this one attaches to the role would be removed",
        source="Terraform AWS provider, aws_iam_role: inline_policy, managed_policy_arns; aws_iam_policy_attachment",
        check=shared,
    ),
)
