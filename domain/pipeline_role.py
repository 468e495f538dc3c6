"""Redpanda's own role for pipelines: whether it can do what links 1 and 2 ask of it, as far as IAM shows."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from domain import arns, iam_documents
from domain.iam_evaluation import may
from domain.iam_principals import Principal

VENDOR = (
    "since 2026-08-07 Redpanda documents this role no longer: pipelines of Redpanda Cloud, it says, get no identity, "
    "and only Redpanda can give the role rights (redpanda-data/rp-connect-docs, commit 10836c99); "
    "docs/runtimes.md has the ways that it documents"
)

BY_POD = ("sts:AssumeRoleWithWebIdentity", "pods.eks.amazonaws.com")
"""What a trust policy says that lets pods in: by a token of the cluster's issuer, or by EKS Pod Identity."""


def problems(role_arn: str, trust: str, boundary: str | None, connect_role_arn: str, scope_tag: str) -> Iterator[str]:
    """What keeps pipelines from being the role, or it from assuming the connect role; each as `got ..., want ...`.

    `trust` and `boundary` are documents in JSON; `connect_role_arn` may be an example of what is to be made.
    """
    if not _lets_pods_in(json.loads(trust)):
        yield f"got a role whose trust policy lets in no pod, want {' or '.join(BY_POD)} in it (link 1)"
    if boundary is None:
        return
    role = Principal(
        arn=role_arn,
        account=arns.parse(role_arn).account,
        kind="role",
        identity_policies={"ours": iam_documents.assume([connect_role_arn], scope_tag)},
        boundary=json.loads(boundary),
    )
    tagged = {f"aws:ResourceTag/{scope_tag}": (iam_documents.SCOPE_TAG_VALUE,)}
    decision = may(role, "sts:AssumeRole", connect_role_arn, tagged)
    if not decision.allowed:
        yield (
            f"got a role with a permissions boundary that keeps it from assuming {connect_role_arn}, want "
            f"sts:AssumeRole allowed there, on BYOVPC by you (link 2; {decision.reason})"
        )


def _lets_pods_in(trust: Mapping[str, Any]) -> bool:
    statements = trust["Statement"] if isinstance(trust["Statement"], list) else [trust["Statement"]]
    allowed = [json.dumps(statement) for statement in statements if statement["Effect"] == "Allow"]
    return any(way in statement for statement in allowed for way in BY_POD)
