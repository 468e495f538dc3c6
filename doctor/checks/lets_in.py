"""Link 1, who begins the session: whether a role's trust lets its workload in."""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.chain import caller
from doctor.checks.assumption import aws_iam, pipeline_role, reason
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Facts, RoleFacts
from doctor.finding import Finding, failed, passed, unknown
from domain import arns, ecs_documents, kubernetes_trust
from domain.iam_evaluation import Cause, Context, Principal, may_assume

LINK = 1
Request = tuple[Principal, str, Context]
"""Who asks for the role's session, for which action, with which context."""


def lets_in(facts: Facts, check: str, request: Request) -> Iterator[Finding]:
    """C1, C2: the role's trust on a request of its workload, whom a token of its own identifies (C2) or AWS (C1)."""
    role = pipeline_role(facts)
    if not isinstance(role, RoleFacts):
        yield unknown(LINK, check, reason(role))
        return
    principal, action, context = request
    decision = may_assume(principal, action, role.arn, role.trust_policy, context)
    if decision.allowed:
        yield passed(LINK, check, decision.reason)
    elif decision.cause is Cause.UNSUPPORTED:
        yield unknown(LINK, check, decision.reason)
    else:
        show = aws_iam("get-role", caller(facts.chain), role.arn, "--query Role.AssumeRolePolicyDocument")
        cause = "C1" if principal.kind == "service" else "C2"
        fix = f"{APPLY_AGAIN}  # writes the trust as the program wants it; it is now: {show}"
        yield failed(LINK, check, decision.reason, cause=cause, fix=fix)


def service(name: str, account: str) -> Request:
    """A service of AWS, for what runs in the account."""
    return Principal(arn=name, account=account, kind="service"), "sts:AssumeRole", {}


def task(region: str, account: str) -> Request:
    """A task of ECS (Amazon ECS Developer Guide, "Task IAM role"); of the ARN the trust compares the beginning."""
    source = f"arn:{arns.partition_of(region)}:ecs:{region}:{account}:task"
    principal = Principal(arn=ecs_documents.TASKS, account=account, kind="service")
    return principal, "sts:AssumeRole", {"aws:SourceAccount": account, "aws:SourceArn": source}


def pod(told: Mapping[str, Any], region: str, account: str) -> Request:
    """A pod by its service account, in one of the two ways of EKS."""
    namespace, name = told["namespace"], told["service_account"]
    if told["way"] == "podIdentity":
        cluster = arns.eks_cluster_arn(region, account, told["cluster_name"])
        context = kubernetes_trust.pod_identity_context(cluster, namespace, name)
        return Principal(arn=kubernetes_trust.POD_IDENTITY, account=account, kind="service"), "sts:AssumeRole", context
    provider = arns.oidc_provider_arn(arns.partition_of(region), account, told["oidc_issuer"])
    claims = kubernetes_trust.irsa_claims(provider, namespace, name)
    return (
        Principal(arn=provider, account=account, kind="federated", context=claims),
        "sts:AssumeRoleWithWebIdentity",
        {},
    )
