"""Link 3, connect role lets the caller's role in: the trust policy, whatever the caller's own policies say."""

import re
from collections.abc import Iterator

from doctor.chain import caller, is_user
from doctor.checks.assumption import (
    LOGS_IN_ITSELF,
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
from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain import arns
from domain.iam_evaluation import Cause, Decision, Principal, may_assume
from domain.policy_document import document

LINK = 3
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
_EVERYTHING = document({"Effect": "Allow", "Action": "*", "Resource": "*"})


def check_trust(facts: Facts) -> Iterator[Finding]:
    """R2, R3, R4, R8, R11: the trust names the caller's role, and what it asks for is what the chain presents."""
    target = connect_role(facts)
    if facts.chain["trust"] is None:
        yield not_applicable(3, _trust_check(facts), LOGS_IN_ITSELF)
    elif isinstance(target, Absent):
        saw = f"got no role {role_name(facts.chain['trust']['connect_role_arn'])}, want one"
        yield failed(3, _trust_check(facts), saw, cause="R2", fix=f"{APPLY_AGAIN}  # makes it anew")
    elif isinstance(target, Unavailable):
        yield unknown(3, _trust_check(facts), target.reason)
    else:
        yield _judge(facts, target, _trust_decision(facts, target))


def check_session_tags(facts: Facts) -> Iterator[Finding]:
    """R6: a session that carries tags may pass them on."""
    own_role, target = pipeline_role(facts), connect_role(facts)
    check = _tags_check(facts)
    if facts.chain["trust"] is None:
        yield not_applicable(3, check, LOGS_IN_ITSELF)
        return
    if not isinstance(own_role, RoleFacts):
        yield unknown(3, check, reason(own_role))
        return
    if is_user(own_role.arn):
        yield not_applicable(3, check, "a user's sessions carry no tags")
        return
    allows = allows_of_trust(own_role)
    if isinstance(allows, Unavailable):
        yield unknown(3, check, allows.reason)
    elif not trusts_pod_identity(allows):
        yield not_applicable(3, check, "only a session of EKS Pod Identity carries tags")
    elif not isinstance(target, RoleFacts):
        yield unknown(3, check, reason(target))
    elif not _trust_decision(facts, target).allowed:
        yield unknown(3, check, f"the trust does not let the {caller(facts.chain).called} in at all")
    else:
        yield _judge_session_tags(facts, own_role, target)


def _trust_decision(facts: Facts, target: RoleFacts) -> Decision:
    """What the trust says to a role that may do everything."""
    role_arn = caller(facts.chain).role_arn
    own_role = pipeline_role(facts)
    tags = as_caller(own_role).context if isinstance(own_role, RoleFacts) else {}
    principal = Principal(
        arn=role_arn,
        account=arns.parse(role_arn).account,
        kind="user" if is_user(role_arn) else "role",
        identity_policies={"everything": _EVERYTHING},
        context=tags,
    )
    return may_assume(principal, "sts:AssumeRole", target.arn, target.trust_policy, assuming(facts, target))


def _judge(facts: Facts, target: RoleFacts, decision: Decision) -> Finding:
    own_role, check = pipeline_role(facts), _trust_check(facts)
    match decision.cause:
        case Cause.ALLOWED:
            if isinstance(own_role, RoleFacts):
                return passed(3, check, decision.reason)
            return unknown(3, check, f"the trust names it, but of the role itself nothing is known: {reason(own_role)}")
        case Cause.UNSUPPORTED:
            return unknown(3, check, decision.reason)
        case Cause.EXPLICIT_DENY:
            cause, fix = "R8", lift_denial(decision, facts.chain["database"], target.arn)
        case Cause.TRUST_CONDITION if condition_key(decision) == "sts:externalid":
            cause = "R4"
            fix = (
                f"{APPLY_AGAIN}  # has the trust ask for what the stack file says "
                f"({setting(facts.chain, 'trust: externalId')}); to keep what the trust asks for, write it there first"
            )
        case Cause.TRUST_CONDITION if condition_key(decision) != "aws:principalarn":
            cause = "R2"
            fix = f"{APPLY_AGAIN}  # takes {decision.condition} out of the trust of {role_name(target.arn)}"
        case _:
            return _names_another(facts, target, decision)
    return failed(3, check, decision.reason, cause=cause, fix=fix)


def _names_another(facts: Facts, target: RoleFacts, decision: Decision) -> Finding:
    """R2, R3, R11: the trust is there, for somebody else."""
    role_arn, check = caller(facts.chain).role_arn, _trust_check(facts)
    home = arns.parse(role_arn)
    trusted = _trusted(target)
    stale = [name for name in trusted if _UNIQUE_ID.fullmatch(name)]
    roles = arns.role_arn(home.partition, home.account, "")
    misspelt = [name for name in trusted if name.startswith(roles) and name != role_arn]
    fix = f"{APPLY_AGAIN}  # writes {role_arn} into the trust of {role_name(target.arn)}"
    if stale:
        saw = f"the trust names {stale[0]}, a role or user that was deleted, want {role_arn}"
        lasting = f"{setting(facts.chain, 'trust: principal: account')} outlasts the next role"
        return failed(3, check, saw, cause="R3", fix=f"{fix}; {lasting}")
    if misspelt:
        api = ", the role of the API" if api_role_name(role_name(misspelt[0])) else ""
        return failed(3, check, f"the trust names {misspelt[0]}{api}, want {role_arn}", cause="R11", fix=fix)
    return failed(3, check, decision.reason, cause="R2", fix=fix)


def _trusted(target: RoleFacts) -> list[str]:
    """Everyone an Allow of the trust names, in its principals or by `aws:PrincipalArn`."""
    allows = allows_of_trust(target)
    statements = [] if isinstance(allows, Unavailable) else allows
    conditions = [condition for statement in statements for condition in statement.conditions]
    narrowed = [str(arn) for one in conditions if one.key.lower() == "aws:principalarn" for arn in one.wanted]
    return [name for statement in statements for name in statement.named()] + narrowed


def _judge_session_tags(facts: Facts, own_role: RoleFacts, target: RoleFacts) -> Finding:
    check = _tags_check(facts)
    keys = list(POD_IDENTITY_TAGS)
    context = {**assuming(facts, target), "aws:TagKeys": keys, "sts:TransitiveTagKeys": keys}
    decision = may_assume(as_caller(own_role), "sts:TagSession", target.arn, target.trust_policy, context)
    if decision.allowed:
        return passed(3, check, decision.reason)
    if decision.cause is Cause.UNSUPPORTED:
        return unknown(3, check, decision.reason)
    fix = (
        f"allow sts:TagSession beside sts:AssumeRole in the trust of {role_name(target.arn)} "
        f"and in {caller(facts.chain).assume_policy_name} of {role_name(own_role.arn)}"
    )
    return failed(3, check, decision.reason, cause="R6", fix=fix)


def _trust_check(facts: Facts) -> str:
    return f"connect role trusts the {caller(facts.chain).called}"


def _tags_check(facts: Facts) -> str:
    return f"session tags of the {caller(facts.chain).called}"


CHECKS = (check_trust, check_session_tags)
