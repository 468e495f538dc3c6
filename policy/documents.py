"""The IAM documents in a resource's inputs, read into statements."""

import json
from collections.abc import Iterator
from typing import Any

from domain.iam_policies import PolicyType, parse_document
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError
from policy.props import get, is_known, items
from policy.rule import Props

ROLE = "aws:iam/role:Role"
_HOLDERS = ("role", "user", "group")
PERMISSIONS = frozenset(
    f"aws:iam/{kind[0].lower()}{kind[1:]}:{kind}" for kind in ("Policy", "RolePolicy", "UserPolicy", "GroupPolicy")
)

PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"

ATTACHMENTS = {
    ROLE: "managedPolicyArns",
    **{f"aws:iam/{kind}PolicyAttachment:{kind.capitalize()}PolicyAttachment": "policyArn" for kind in _HOLDERS},
    **{
        f"aws:iam/{kind}PolicyAttachmentsExclusive:{kind.capitalize()}PolicyAttachmentsExclusive": "policyArns"
        for kind in _HOLDERS
    },
    "aws:iam/policyAttachment:PolicyAttachment": "policyArn",
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": "managedPolicyArn",
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": "managedPolicyArns",
}
"""Where each resource that attaches policies has their ARNs."""

Read = tuple[Statement, ...] | UnsupportedPolicyError
"""Statements, or why there are none: what IAM would not store, or this project does not understand."""


def permissions(kind: str, props: Props) -> Iterator[tuple[str, Read]]:
    """Each identity policy of the resource that is known, with its key."""
    if kind in PERMISSIONS:
        yield from _read("policy", get(props, "policy"), PolicyType.IDENTITY)
    elif kind == PERMISSION_SET:
        yield from _read("inlinePolicy", get(props, "inlinePolicy"), PolicyType.IDENTITY)
    elif kind == ROLE:
        for inline in items(get(props, "inlinePolicies")):
            if get(inline, "policy") is not None:
                yield from _read("inlinePolicies.policy", get(inline, "policy"), PolicyType.IDENTITY)


def attached(kind: str, props: Props) -> Iterator[tuple[str, str]]:
    """The ARN of each policy that the resource attaches and that is known, with its key."""
    if key := ATTACHMENTS.get(kind):
        yield from ((key, str(arn)) for arn in items(get(props, key)))


def trust(kind: str, props: Props) -> Iterator[tuple[str, Read]]:
    """A role's trust policy, if it is known, with its key."""
    if kind == ROLE:
        yield from _read("assumeRolePolicy", get(props, "assumeRolePolicy"), PolicyType.TRUST)


def _read(key: str, value: Any, policy_type: PolicyType) -> Iterator[tuple[str, Read]]:
    if not is_known(value):
        return
    try:
        document = json.loads(value) if isinstance(value, str) else value
        yield key, parse_document(document, key, policy_type)
    except UnsupportedPolicyError as error:
        yield key, error
    except ValueError:
        yield key, UnsupportedPolicyError("got no JSON, want a policy document")
