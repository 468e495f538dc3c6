"""The policies that moto keeps for a role or user, as the evaluator reads them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from moto.iam.models import Group, IAMBackend, ManagedPolicy, Role, User

from domain.iam_evaluation import Document

UNREADABLE: Document = {}
"""Stands for a document that is no JSON object: the evaluator does not understand it, and so denies."""


def read_document(text: str | None) -> Document:
    """The policy, or `UNREADABLE`; a name given twice in one object is unreadable too, as it is to IAM."""
    try:
        document = json.loads(text or "", object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        return UNREADABLE
    return document if isinstance(document, dict) else UNREADABLE


def identity_policies(iam: IAMBackend, entity: Role | User) -> Mapping[str, Document]:
    """Inline policies by name, attached ones by ARN, a user's groups' as `<group>/<name>`: none hides another."""
    policies = dict(_policies_of(entity))
    if isinstance(entity, User):
        for group in iam.get_groups_for_user(entity.name):
            policies |= {f"{group.name}/{name}": document for name, document in _policies_of(group)}
    return policies


def boundary(iam: IAMBackend, arn: str | None) -> Document | None:
    """The managed policy that serves as permissions boundary: `UNREADABLE` when it is gone, None when none is set."""
    if arn is None:
        return None
    policy = iam.managed_policies.get(arn)
    return UNREADABLE if policy is None else _default_version(policy)


def _policies_of(entity: Role | User | Group) -> Iterator[tuple[str, Document]]:
    for name, text in list(entity.policies.items()):
        yield name, read_document(text)
    for arn, policy in list(entity.managed_policies.items()):
        yield arn, _default_version(policy)


def _default_version(policy: ManagedPolicy) -> Document:
    versions = [version for version in policy.versions if version.version_id == policy.default_version_id]
    return read_document(versions[0].document) if len(versions) == 1 else UNREADABLE


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = dict(pairs)
    if len(names) < len(pairs):
        raise ValueError("a name is given twice")
    return names
