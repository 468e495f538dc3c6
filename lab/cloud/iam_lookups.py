"""Roles and identity providers of every account, in moto's own models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from moto.core.base_backend import SERVICE_BACKEND, BackendDict
from moto.iam.exceptions import NotFoundException
from moto.iam.models import IAMBackend, Role, iam_backends

from domain.iam_evaluation import Document
from lab.cloud import policy_documents

DEFAULT_MAX_SESSION_S = 3600  # IAM API reference, CreateRole, MaxSessionDuration


@dataclass(frozen=True, kw_only=True)
class AssumableRole:
    """A role as STS looks at it."""

    arn: str
    account: str
    trust_policy: Document
    tags: Mapping[str, str]
    max_session_s: int


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """An OIDC provider registered in an account."""

    arn: str
    client_ids: tuple[str, ...]
    """The audiences it accepts."""


def assumable_role(arn: str) -> AssumableRole | None:
    """The role with exactly this ARN, in whichever account; None if there is none."""
    for iam in backends(iam_backends):
        role = role_in(iam, arn)
        if role is not None:
            return AssumableRole(
                arn=role.arn,
                account=iam.account_id,
                trust_policy=policy_documents.read_document(role.assume_role_policy_document),
                tags=tag_values(role.tags),
                max_session_s=int(role.max_session_duration or DEFAULT_MAX_SESSION_S),
            )
    return None


def identity_provider(account: str, url: str) -> IdentityProvider | None:
    """The OIDC provider that the account has registered for this issuer URL; None if there is none."""
    for iam in backends(iam_backends):
        for provider in list(iam.open_id_providers.values()):
            if iam.account_id == account and f"https://{provider.url}" == url:
                return IdentityProvider(arn=provider.arn, client_ids=tuple(provider.client_id_list))
    return None


def backends(by_account: BackendDict[SERVICE_BACKEND]) -> list[SERVICE_BACKEND]:
    """A service's backends of every account and region, without making one; other threads may add more meanwhile."""
    return [backend for regions in list(by_account.values()) for backend in list(regions.values())]


def role_in(iam: IAMBackend, arn: str) -> Role | None:
    """The account's role with exactly this ARN; None if there is none."""
    try:
        return iam.get_role_by_arn(arn)
    except NotFoundException:
        return None


def tag_values(tags: Iterable[Mapping[str, str]] | None) -> dict[str, str]:
    """AWS's list of tags as a mapping: `[{"Key": "a", "Value": "b"}]` to `{"a": "b"}`."""
    return {tag["Key"]: tag["Value"] for tag in tags or ()}
