"""Which requests to STS AWS would answer: the rules behind every way to a role session."""

from collections.abc import Sequence
from datetime import UTC, datetime

from domain.iam_evaluation import Context, Principal, may_assume
from lab.cloud.accounts import NO_TAGS, Accounts, SessionTags
from lab.cloud.iam_lookups import AssumableRole, assumable_role
from lab.cloud.issuer import Issuer
from lab.cloud.login_token import Credentials
from lab.cloud.sts_parameters import SessionParameters, read_parameters
from lab.cloud.sts_refusals import access_denied, invalid, unsupported, web_identity_denied
from lab.cloud.sts_request import StsRequest
from lab.cloud.sts_signature import signer
from lab.cloud.web_identity import federated_principal

MAX_CHAINED_SESSION_S = 3600  # STS API reference, AssumeRole: role chaining
WITHOUT_SESSION = ("GetCallerIdentity", "GetAccessKeyInfo", "GetSessionToken")
"""Begin no session; the credentials moto makes up for GetSessionToken open nothing here."""


class StsJudge:
    """Knows AssumeRole and AssumeRoleWithWebIdentity; every other way to credentials is refused."""

    def __init__(self, accounts: Accounts, issuer: Issuer) -> None:
        self._accounts = accounts
        self._issuer = issuer

    def judge(self, request: StsRequest) -> SessionTags:
        """The tags of the session that may begin, if one does; raises `StsRefusal` for a request to refuse."""
        action = request.parameters.get("Action", "")
        if action == "AssumeRoleWithWebIdentity":
            self._judge_web_identity(read_parameters(action, request.parameters), request.source_address)
            return NO_TAGS
        if action != "AssumeRole" and action not in WITHOUT_SESSION:
            raise unsupported(f"the action {action!r}")
        caller = signer(request, self._accounts.credentials_for, datetime.now(UTC))
        if action in WITHOUT_SESSION:
            return NO_TAGS
        return self._judge_assume_role(caller, read_parameters(action, request.parameters), request.source_address)

    def _judge_assume_role(
        self, caller: Credentials, parameters: SessionParameters, source_address: str
    ) -> SessionTags:
        role = assumable_role(parameters.role_arn)
        if role is None:
            raise access_denied(caller.principal, "sts:AssumeRole", parameters.role_arn, "there is no such role")
        inherited = self._inherited_tags(caller)
        requested = {key.lower() for key in parameters.tags.values}
        if any(key.lower() in requested for key in inherited.transitive):
            raise invalid("Tags: a transitive tag of the calling session cannot be set again")
        tags = SessionTags(
            values={**inherited.values, **parameters.tags.values},
            transitive=inherited.transitive | parameters.tags.transitive,
        )
        context = _context(role, parameters, tags, source_address)
        for action in ("sts:AssumeRole", "sts:TagSession") if tags.values else ("sts:AssumeRole",):
            decision = may_assume(caller.principal, action, role.arn, role.trust_policy, context)
            if not decision.allowed:
                raise access_denied(caller.principal, action, role.arn, decision.reason)
        if caller.principal.kind == "role" and parameters.duration_s > MAX_CHAINED_SESSION_S:
            raise invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
            )
        _check_duration(role, parameters)
        return tags

    def _judge_web_identity(self, parameters: SessionParameters, source_address: str) -> None:
        role = assumable_role(parameters.role_arn)
        if role is None:
            raise web_identity_denied(f"there is no role {parameters.role_arn!r}")
        bearer: Principal = federated_principal(parameters.web_identity_token, role.account, self._issuer)
        context = _context(role, parameters, NO_TAGS, source_address)
        decision = may_assume(bearer, "sts:AssumeRoleWithWebIdentity", role.arn, role.trust_policy, context)
        if not decision.allowed:
            raise web_identity_denied(decision.reason)
        _check_duration(role, parameters)

    def _inherited_tags(self, caller: Credentials) -> SessionTags:
        tags = self._accounts.session_tags(caller.access_key_id)
        passed_on = {key: value for key, value in tags.values.items() if key in tags.transitive}
        return SessionTags(values=passed_on, transitive=tags.transitive)


def _check_duration(role: AssumableRole, parameters: SessionParameters) -> None:
    if parameters.duration_s > role.max_session_s:
        raise invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def _context(role: AssumableRole, parameters: SessionParameters, tags: SessionTags, source_address: str) -> Context:
    context: dict[str, str | Sequence[str]] = {f"aws:ResourceTag/{key}": value for key, value in role.tags.items()}
    context["sts:RoleSessionName"] = parameters.session_name
    if source_address:
        context["aws:SourceIp"] = source_address
    if parameters.external_id is not None:
        context["sts:ExternalId"] = parameters.external_id
    for key, value in tags.values.items():
        context[f"aws:RequestTag/{key}"] = value
    context["aws:TagKeys"] = list(tags.values)
    context["sts:TransitiveTagKeys"] = sorted(tags.transitive)
    return context
