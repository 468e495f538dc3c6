"""Link 1, pod → pipeline role: the accounts behind the profiles, the role, and the pods' web identity."""

import json
import re
import shlex
from collections.abc import Iterator

from doctor.chain import CLOUD_ROLE, OWN, caller, runtime_kind
from doctor.checks.assumption import (
    allows_of_trust,
    api_role_name,
    aws_iam,
    pipeline_role,
    reason,
    role_name,
    trusts_pod_identity,
)
from doctor.checks.fix_commands import APPLY_AGAIN, setting
from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from doctor.finding import Finding, failed, not_applicable, passed, unknown
from domain import arns, kubernetes_trust
from domain.iam_evaluation import Cause, Decision, Principal, may_assume
from domain.iam_statements import Statement

LINK = 1
AUDIENCE = "sts.amazonaws.com"  # Amazon EKS User Guide, "IAM roles for service accounts"
SERVICE_ACCOUNT = "redpanda-connect-pipeline-sa"
"""Of every pipeline's pod (Redpanda Cloud documentation, "Configure AWS IAM for Aurora")."""
NAMESPACE = "redpanda-connect"
"""Stands in where the trust names none: the real one is nowhere published."""
DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
"""What a service account's name has to match (Kubernetes documentation, "Object Names and IDs", RFC 1123)."""
SUBJECT_PARTS = 4
WILDCARDS = {"*", "?"}
STRANGER = "system:serviceaccount:somebody-elses-namespace:somebody-elses-account"

ROLE = "pipeline role"
WEB_IDENTITY = "web identity of the pods"


def check_accounts(facts: Facts) -> Iterator[Finding]:
    """S1, C1: each profile leads into its own account."""
    begins = caller(facts.chain).section
    got = {begins: facts.redpanda_account, "database": facts.database_account}
    for section, other in ((begins, "database"), ("database", begins)):
        account, wanted = got[section], facts.chain[section]["account_id"]
        check = f"account behind the {section} profile"
        if isinstance(account, Unavailable):
            yield unknown(1, check, account.reason)
        elif wanted is None:
            yield unknown(1, check, f"it leads to {account}; which account it should be is not known")
        elif account == wanted:
            yield passed(1, check, account)
        else:
            swapped = account == facts.chain[other]["account_id"]
            profile = facts.chain[section]["profile"]
            yield failed(
                1,
                check,
                f"got {account}{f', the {other} account' if swapped else ''}, want {wanted}",
                cause="S1" if swapped else "C1",
                fix=f"name a profile of account {wanted}: --{section}-profile, and in the stack file "
                f"{section}: profile: ... (it says {profile}); "
                f"aws sts get-caller-identity --profile {profile} tells where that leads",
            )


def check_pipeline_role(facts: Facts) -> Iterator[Finding]:
    """R9, R11: the identity is there, and Redpanda's role is one that pipelines run as."""
    if runtime_kind(facts.chain) != CLOUD_ROLE:
        yield _own_identity(facts)
        return
    redpanda = facts.chain["redpanda"]
    name = role_name(redpanda["pipeline_role_arn"])
    usual = f"redpanda-{redpanda['cluster_id']}-redpanda-connect-pipeline"
    role = pipeline_role(facts)
    if api_role_name(name) or (isinstance(role, Absent) and name != usual):
        what = "the role of the API" if api_role_name(name) else "a role that does not exist"
        fix = f"{setting(facts.chain, f'redpanda: pipelineRoleName: {usual}')} in the stack file, then pulumi up"
        yield failed(1, ROLE, f"got {name}, {what}, want {usual}", cause="R11", fix=fix)
    elif isinstance(role, Absent):
        fix = (
            "Redpanda makes it with the BYOC cluster; once it is there (aws iam get-role "
            f"--profile {redpanda['profile']} --role-name {name}): {APPLY_AGAIN}"
        )
        yield failed(1, ROLE, f"got no role {name} in {redpanda['account_id']}, want one", cause="R9", fix=fix)
    elif isinstance(role, Unavailable):
        yield unknown(1, ROLE, role.reason)
    else:
        yield passed(1, ROLE, name)


def check_web_identity(facts: Facts) -> Iterator[Finding]:
    """C2, C3: the trust of Redpanda's role lets in the pipelines' pods, and not every pod."""
    if runtime_kind(facts.chain) != CLOUD_ROLE:
        return
    role = pipeline_role(facts)
    if not isinstance(role, RoleFacts):
        yield unknown(1, WEB_IDENTITY, reason(role))
        return
    allows = allows_of_trust(role)
    if isinstance(allows, Unavailable):
        yield unknown(1, WEB_IDENTITY, allows.reason)
    elif impossible := [name for name in _service_accounts(allows) if DNS_SUBDOMAIN.fullmatch(name) is None]:
        want = "lower-case letters, digits, hyphens and dots, as Kubernetes has them"
        saw = f"the trust names service account {impossible[0]!r}, want {want}"
        trust = _update_trust(facts, role, next(iter(_providers(allows)), ""), allows)
        fix = f"name the service account {SERVICE_ACCOUNT} in Kubernetes and in the trust: {trust}"
        yield failed(1, WEB_IDENTITY, saw, cause="C3", fix=fix)
    elif trusts_pod_identity(allows):
        yield not_applicable(1, WEB_IDENTITY, "the trust is on EKS Pod Identity, which needs none")
    else:
        yield _judge_web_identity(facts, role, allows)


def _own_identity(facts: Facts) -> Finding:
    """Of a role or user that the stack made, or that its owner keeps."""
    who, found = caller(facts.chain), pipeline_role(facts)
    if isinstance(found, Absent):
        saw = f"got no {who.called.split()[1]} {role_name(who.role_arn)} in {who.account_id}, want one"
        fix = APPLY_AGAIN if runtime_kind(facts.chain) != OWN else "name one that exists: runtime: own: arn: ..."
        return failed(1, who.called, saw, cause="R9", fix=fix)
    if isinstance(found, Unavailable):
        return unknown(1, who.called, found.reason)
    return passed(1, who.called, role_name(found.arn))


def _judge_web_identity(facts: Facts, role: RoleFacts, allows: list[Statement]) -> Finding:
    providers, subjects = _providers(allows), _subjects(allows)
    decisions = {
        (provider, subject): _assumes(role, provider, subject, AUDIENCE)
        for provider in providers
        for subject in subjects
    }
    not_understood = [decision for decision in decisions.values() if decision.cause is Cause.UNSUPPORTED]
    let_in = [pod for pod, decision in decisions.items() if decision.allowed]
    if not_understood:
        return unknown(1, WEB_IDENTITY, not_understood[0].reason)
    if let_in:
        provider, subject = let_in[0]
        saw = _who_else(role, provider, subject)
        if saw is None:
            return passed(1, WEB_IDENTITY, f"{subject} for {AUDIENCE}")
    elif decisions:
        (provider, _), refusal = next(iter(decisions.items()))
        saw = f"service account {SERVICE_ACCOUNT}: {refusal.reason}"
    else:
        provider = ""
        saw = "the trust lets in no federated principal, want the OIDC provider of the Redpanda cluster"
    fix = (
        f"have the trust let in service account {SERVICE_ACCOUNT} alone: {_update_trust(facts, role, provider, allows)}"
    )
    return failed(1, WEB_IDENTITY, saw, cause="C2", fix=fix)


def _who_else(role: RoleFacts, provider: str, subject: str) -> str | None:
    """Whom a trust lets in that leaves a condition out."""
    if _assumes(role, provider, STRANGER, AUDIENCE).allowed:
        return f"the trust lets in every pod, want a condition on {_issuer(provider)}:sub"
    if _assumes(role, provider, subject, "somebody-elses-audience").allowed:
        return f"the trust lets in tokens for anybody, want a condition on {_issuer(provider)}:aud"
    return None


def _providers(allows: list[Statement]) -> list[str]:
    named = [statement.principals.named for statement in allows if statement.principals]
    return [provider for names in named for provider in names["Federated"]]


def _subjects(allows: list[Statement]) -> list[str]:
    """Whom a pipeline's pod may be, by the namespaces that the trust names."""
    parts = _subjects_asked_for(allows)
    namespaces = [part[2] for part in parts if len(part) > 2 and not WILDCARDS & set(part[2])]
    return [f"system:serviceaccount:{name}:{SERVICE_ACCOUNT}" for name in dict.fromkeys([*namespaces, NAMESPACE])]


def _service_accounts(allows: list[Statement]) -> list[str]:
    """The names of service accounts that the trust spells out."""
    parts = _subjects_asked_for(allows)
    return [part[3] for part in parts if len(part) == SUBJECT_PARTS and not WILDCARDS & set(part[3])]


def _subjects_asked_for(allows: list[Statement]) -> list[list[str]]:
    """The parts of each `system:serviceaccount:<namespace>:<name>`."""
    return [
        str(value).split(":")
        for statement in allows
        for condition in statement.conditions
        if condition.key.lower().endswith(":sub")
        for value in condition.wanted
    ]


def _update_trust(facts: Facts, role: RoleFacts, provider: str, allows: list[Statement]) -> str:
    """With its document, which lets in the pipelines' pods and nobody else."""
    _, _, namespace, _ = _subjects(allows)[0].split(":")
    arn = provider or arns.oidc_provider_arn(arns.parse(role.arn).partition, arns.parse(role.arn).account, "<issuer>")
    document = shlex.quote(json.dumps(kubernetes_trust.irsa(arn, namespace, SERVICE_ACCOUNT)))
    rest = f"--policy-document {document}"
    return aws_iam("update-assume-role-policy", facts.chain["redpanda"], role.arn, rest)


def _assumes(role: RoleFacts, provider: str, subject: str, audience: str) -> Decision:
    claims = {f"{_issuer(provider)}:aud": audience, f"{_issuer(provider)}:sub": subject}
    account = arns.parse(role.arn).account
    pod = Principal(arn=provider, account=account, kind="federated", context=claims)
    return may_assume(pod, "sts:AssumeRoleWithWebIdentity", role.arn, role.trust_policy)


def _issuer(provider: str) -> str:
    return provider.partition(":oidc-provider/")[2]


CHECKS = (check_accounts, check_pipeline_role, check_web_identity)
