"""Link 3, connect role lets the pipeline role in: the trust policy, whatever the pipeline role's own policies say."""

import re
from collections.abc import Iterator

from doctor.checks.assumption import (
    allows_of_trust,
    api_role_name,
    as_caller,
    assuming,
    condition_key,
    connect_role,
    lift_denial,
    pipeline_role,
    reason,
    role_name,
    trusts_pod_identity,
)
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain import arns
from domain.iam_documents import POLICY_VERSION
from domain.iam_evaluation import Cause, Decision, Principal, may_assume

TRUST = "connect role trusts the pipeline role"
SESSION_TAGS = "session tags of the pipeline role"

POD_IDENTITY_TAGS = (
    "eks-cluster-arn",
    "eks-cluster-name",
    "kubernetes-namespace",
    "kubernetes-pod-name",
    "kubernetes-pod-uid",
    "kubernetes-service-account",
)
"""Transitive tags of every EKS Pod Identity session (Amazon EKS User Guide, "Grant Pods access based on tags")."""

_UNIQUE_ID = re.compile(r"A(ROA|IDA)[A-Z0-9]+")  # IAM User Guide, "IAM identifiers"
_EVERYTHING = {
    "Version": POLICY_VERSION,
    "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"},
}


def check_trust(facts: Facts) -> Iterator[Finding]:
    """R2, R3, R4, R8, R11: the trust names the pipeline role, and what it asks for is what the chain presents."""
    target = connect_role(facts)
    if isinstance(target, Absent):
        saw = f"got no role {role_name(facts.chain['trust']['connect_role_arn'])}, want one"
        yield failed(3, TRUST, saw, cause="R2", fix=f"{APPLY_AGAIN} makes it anew")
    elif isinstance(target, Unavailable):
        yield unknown(3, TRUST, target.reason)
    else:
        yield _judge(facts, target, _trust_decision(facts, target))


def check_session_tags(facts: Facts) -> Iterator[Finding]:
    """R6: a session that carries tags may pass them on."""
    caller, target = pipeline_role(facts), connect_role(facts)
    if not isinstance(caller, RoleFacts):
        yield unknown(3, SESSION_TAGS, reason(caller))
        return
    allows = allows_of_trust(caller)
    if isinstance(allows, Unavailable):
        yield unknown(3, SESSION_TAGS, allows.reason)
    elif not trusts_pod_identity(allows):
        yield not_applicable(3, SESSION_TAGS, "only a session of EKS Pod Identity carries tags")
    elif not isinstance(target, RoleFacts):
        yield unknown(3, SESSION_TAGS, reason(target))
    elif not _trust_decision(facts, target).allowed:
        yield unknown(3, SESSION_TAGS, "the trust does not let the pipeline role in at all")
    else:
        yield _judge_session_tags(facts, caller, target)


def _trust_decision(facts: Facts, target: RoleFacts) -> Decision:
    """What the trust says to a pipeline role that may do everything."""
    role_arn = facts.chain["redpanda"]["pipeline_role_arn"]
    caller = pipeline_role(facts)
    tags = as_caller(caller).context if isinstance(caller, RoleFacts) else {}
    principal = Principal(
        arn=role_arn,
        account=arns.parse(role_arn).account,
        kind="role",
        identity_policies={"everything": _EVERYTHING},
        context=tags,
    )
    return may_assume(principal, "sts:AssumeRole", target.arn, target.trust_policy, assuming(facts, target))


def _judge(facts: Facts, target: RoleFacts, decision: Decision) -> Finding:
    caller = pipeline_role(facts)
    match decision.cause:
        case Cause.ALLOWED:
            if isinstance(caller, RoleFacts):
                return passed(3, TRUST, decision.reason)
            return unknown(3, TRUST, f"the trust names it, but of the role itself nothing is known: {reason(caller)}")
        case Cause.UNSUPPORTED:
            return unknown(3, TRUST, decision.reason)
        case Cause.EXPLICIT_DENY:
            cause, fix = "R8", lift_denial(decision, facts.chain["database"], target.arn)
        case Cause.TRUST_CONDITION if condition_key(decision) == "sts:externalid":
            cause = "R4"
            fix = (
                f"{APPLY_AGAIN} has the trust ask for what the stack file says (redpanda-aurora-iam:trust: "
                "externalId); to keep what the trust asks for, write it there first"
            )
        case Cause.TRUST_CONDITION if condition_key(decision) != "aws:principalarn":
            cause, fix = "R2", f"{APPLY_AGAIN} takes {decision.condition} out of the trust of {role_name(target.arn)}"
        case _:
            return _names_another(facts, target, decision)
    return failed(3, TRUST, decision.reason, cause=cause, fix=fix)


def _names_another(facts: Facts, target: RoleFacts, decision: Decision) -> Finding:
    """R2, R3, R11: the trust is there, for somebody else."""
    role_arn = facts.chain["redpanda"]["pipeline_role_arn"]
    home = arns.parse(role_arn)
    trusted = _trusted(target)
    stale = [name for name in trusted if _UNIQUE_ID.fullmatch(name)]
    roles = arns.role_arn(home.partition, home.account, "")
    misspelt = [name for name in trusted if name.startswith(roles) and name != role_arn]
    fix = f"{APPLY_AGAIN} writes {role_arn} into the trust of {role_name(target.arn)}"
    if stale:
        saw = f"the trust names {stale[0]}, a role or user that was deleted, want {role_arn}"
        lasting = "redpanda-aurora-iam:trust: principal: account outlasts the next role"
        return failed(3, TRUST, saw, cause="R3", fix=f"{fix}; {lasting}")
    if misspelt:
        api = ", the role of the API" if api_role_name(role_name(misspelt[0])) else ""
        return failed(3, TRUST, f"the trust names {misspelt[0]}{api}, want {role_arn}", cause="R11", fix=fix)
    return failed(3, TRUST, decision.reason, cause="R2", fix=fix)


def _trusted(target: RoleFacts) -> list[str]:
    """Everyone an Allow of the trust names, in its principals or by `aws:PrincipalArn`."""
    allows = allows_of_trust(target)
    statements = [] if isinstance(allows, Unavailable) else allows
    conditions = [condition for statement in statements for condition in statement.conditions]
    narrowed = [str(arn) for one in conditions if one.key.lower() == "aws:principalarn" for arn in one.wanted]
    return [name for statement in statements for name in statement.named()] + narrowed


def _judge_session_tags(facts: Facts, caller: RoleFacts, target: RoleFacts) -> Finding:
    keys = list(POD_IDENTITY_TAGS)
    context = {**assuming(facts, target), "aws:TagKeys": keys, "sts:TransitiveTagKeys": keys}
    decision = may_assume(as_caller(caller), "sts:TagSession", target.arn, target.trust_policy, context)
    if decision.allowed:
        return passed(3, SESSION_TAGS, decision.reason)
    if decision.cause is Cause.UNSUPPORTED:
        return unknown(3, SESSION_TAGS, decision.reason)
    fix = (
        f"allow sts:TagSession beside sts:AssumeRole in the trust of {role_name(target.arn)} "
        f"and in {facts.chain['redpanda']['assume_policy_name']} of {role_name(caller.arn)}"
    )
    return failed(3, SESSION_TAGS, decision.reason, cause="R6", fix=fix)


CHECKS = (check_trust, check_session_tags)
