"""Whose credentials are whose: looked up in moto's own models, which know the secrets that its API does not tell."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from moto.iam.models import IAMBackend, Role, User, iam_backends
from moto.sts.models import AssumedRole, STSBackend, sts_backends

from domain.iam_evaluation import Principal
from lab.cloud import policy_documents
from lab.cloud.iam_lookups import backends, role_in, tag_values
from lab.cloud.login_token import Credentials


@dataclass(frozen=True, kw_only=True)
class SessionTags:
    """What a session was tagged with when it began (IAM User Guide, "Pass session tags in AWS STS")."""

    values: Mapping[str, str]
    transitive: frozenset[str]
    """Those of the keys that go on to the sessions this one begins."""


NO_TAGS = SessionTags(values={}, transitive=frozenset())


class Accounts:
    """Every account's credentials; all of it is moto's state but the tags of sessions, which moto does not keep."""

    def __init__(self) -> None:
        self._session_tags: dict[str, SessionTags] = {}

    def credentials_for(self, access_key_id: str, session_token: str | None) -> Credentials | None:
        """The live credentials of a user or role session; None if unknown, inactive, expired, or for a wrong token.

        A policy that cannot be read stays in place as one that the evaluator denies on.
        """
        for iam in backends(iam_backends):
            for user in list(iam.users.values()):
                for key in list(user.access_keys):
                    if key.access_key_id == access_key_id:
                        live = key.status == "Active" and session_token is None
                        return _of_user(iam, user, access_key_id, key.secret_access_key) if live else None
        for sts in backends(sts_backends):
            for session in list(sts.assumed_roles):
                if session.access_key_id == access_key_id:
                    return self._of_session(sts, session, session_token)
        return None

    def tag_session(self, access_key_id: str, tags: SessionTags) -> None:
        """Remember what a new session was tagged with."""
        self._session_tags[access_key_id] = tags

    def session_tags(self, access_key_id: str) -> SessionTags:
        """What `tag_session` was told of this key."""
        return self._session_tags.get(access_key_id, NO_TAGS)

    def _of_session(self, sts: STSBackend, session: AssumedRole, session_token: str | None) -> Credentials | None:
        iam = iam_backends[sts.account_id][sts.partition]
        role = role_in(iam, session.role_arn)
        same_token = hmac.compare_digest((session_token or "").encode(), session.session_token.encode())
        if not same_token or role is None or _is_over(session, role):
            return None
        # A session tag goes before the role's own tag of that key, so it comes last.
        tags = tag_values(role.tags) | dict(self.session_tags(session.access_key_id).values)
        principal = Principal(
            arn=role.arn,
            account=iam.account_id,
            kind="role",
            session_arn=session.arn,
            identity_policies=policy_documents.identity_policies(iam, role),
            boundary=policy_documents.boundary(iam, role.permissions_boundary_arn),
            session_policy=None if session.policy is None else policy_documents.read_document(session.policy),
            context={"aws:userid": session.user_id, **_principal_tags(tags)},
        )
        return Credentials(
            access_key_id=session.access_key_id,
            secret_access_key=session.secret_access_key,
            session_token=session.session_token,
            principal=principal,
        )


def _of_user(iam: IAMBackend, user: User, access_key_id: str, secret_access_key: str) -> Credentials:
    tags = tag_values(user.tags)
    principal = Principal(
        arn=user.arn,
        account=iam.account_id,
        kind="user",
        identity_policies=policy_documents.identity_policies(iam, user),
        context={"aws:userid": user.id, "aws:username": user.name, **_principal_tags(tags)},
    )
    return Credentials(
        access_key_id=access_key_id, secret_access_key=secret_access_key, session_token=None, principal=principal
    )


def _is_over(session: AssumedRole, role: Role) -> bool:
    """Expired, or of an earlier role by this name: sessions do not pass to a role that is made again."""
    expired = session.expiration.replace(tzinfo=UTC) <= datetime.now(UTC)
    return expired or session.access_key.create_date < role.create_date


def _principal_tags(tags: Mapping[str, str]) -> dict[str, str]:
    return {f"aws:PrincipalTag/{key}": value for key, value in tags.items()}
