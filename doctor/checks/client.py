"""Link 1 of a client, workload → its role: the role is there, and it lets in the workload that the stack names."""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.chain import caller
from doctor.checks.assumption import aws_iam, pipeline_role, role_name
from doctor.checks.fix_commands import APPLY_AGAIN
from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain import arns, kubernetes_trust
from domain.iam_evaluation import Cause, Context, Principal, may_assume

LINK = 1
LETS_IN = "client role lets the workload in"

SERVICES = {"ec2-instance": "ec2.amazonaws.com", "lambda": "lambda.amazonaws.com"}
"""Who begins the session of a workload that brings no token of its own."""


def check_client_role(facts: Facts) -> Iterator[Finding]:
    """R9: the role is there."""
    role, check = pipeline_role(facts), caller(facts.chain).called
    if isinstance(role, Absent):
        name, account = role_name(caller(facts.chain).role_arn), caller(facts.chain).account_id
        yield failed(1, check, f"got no role {name} in {account}, want one", cause="R9", fix=APPLY_AGAIN)
    elif isinstance(role, Unavailable):
        yield unknown(1, check, role.reason)
    else:
        yield passed(1, check, role_name(role.arn))


def check_workload(facts: Facts) -> Iterator[Finding]:
    """C1, C2: the role's trust lets in the instance, the function or the service account."""
    role = pipeline_role(facts)
    application = facts.chain["application"]
    if not isinstance(role, RoleFacts):
        yield unknown(1, LETS_IN, role.what if isinstance(role, Absent) else role.reason)
        return
    principal, action, context = _request(application, role)
    decision = may_assume(principal, action, role.arn, role.trust_policy, context)
    if decision.allowed:
        yield passed(1, LETS_IN, decision.reason)
    elif decision.cause is Cause.UNSUPPORTED:
        yield unknown(1, LETS_IN, decision.reason)
    else:
        show = aws_iam("get-role", caller(facts.chain), role.arn, "--query Role.AssumeRolePolicyDocument")
        cause = "C1" if principal.kind == "service" else "C2"
        fix = f"{APPLY_AGAIN} writes the trust as the program wants it; it is now: {show}"
        yield failed(1, LETS_IN, decision.reason, cause=cause, fix=fix)


CHECKS = (check_client_role, check_workload)


def _request(application: Mapping[str, Any], role: RoleFacts) -> tuple[Principal, str, Context]:
    """Who asks for the role's session, for which action, with which context."""
    account = arns.parse(role.arn).account
    if application["workload"] in SERVICES:
        service = SERVICES[application["workload"]]
        return Principal(arn=service, account=account, kind="service"), "sts:AssumeRole", {}
    namespace, name = application["namespace"], application["service_account"]
    if application["way"] == "podIdentity":
        cluster = arns.eks_cluster_arn(application["region"], account, application["cluster_name"])
        context = kubernetes_trust.pod_identity_context(cluster, namespace, name)
        return Principal(arn=kubernetes_trust.POD_IDENTITY, account=account, kind="service"), "sts:AssumeRole", context
    partition = arns.parse(role.arn).partition
    provider = arns.oidc_provider_arn(partition, account, application["oidc_issuer"])
    claims = kubernetes_trust.irsa_claims(provider, namespace, name)
    pod = Principal(arn=provider, account=account, kind="federated", context=claims)
    return pod, "sts:AssumeRoleWithWebIdentity", {}
