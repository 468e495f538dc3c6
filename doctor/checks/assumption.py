"""What the checks of links 1 to 4 share: the two roles, as callers too, and how things are put right."""

import re
from collections.abc import Mapping
from typing import Any

from doctor.chain import Caller, caller, is_user, login_role_arn
from doctor.facts.facts import Absent, Facts, RoleFacts, Unavailable
from domain import arns
from domain.iam_evaluation import Context, Decision, Principal
from domain.iam_policies import PolicyType, parse_document
from domain.iam_statements import Statement
from domain.iam_values import UnsupportedPolicyError

Section = Mapping[str, Any] | Caller
"""`database` of the chain, or who begins it: it names the profile of an account."""

LOGS_IN_ITSELF = "there is no role in between: the client's own role logs in"


def pipeline_role(facts: Facts) -> RoleFacts | Absent | Unavailable:
    """The role or user that begins the chain, and not one of the same name under another path."""
    return _exactly(facts.pipeline_role, caller(facts.chain).role_arn)


def connect_role(facts: Facts) -> RoleFacts | Absent | Unavailable:
    """The role that logs in, and not one of the same name under another path."""
    return _exactly(facts.connect_role, login_role_arn(facts.chain))


def reason(fact: Absent | Unavailable) -> str:
    """Why what rests on it cannot be judged."""
    return f"{fact.what} does not exist" if isinstance(fact, Absent) else fact.reason


def role_name(role_arn: str) -> str:
    """`arn:aws:iam::111111111111:role/path/reader` to `reader`."""
    return role_arn.rpartition("/")[2]


def api_role_name(name: str) -> bool:
    """Whether this is the role of the Redpanda Connect API, which runs no pipeline.

    Redpanda Cloud documentation, "Configure AWS IAM for Aurora".
    """
    return re.fullmatch(r"redpanda-[a-z0-9]+-redpanda-connect", name) is not None


def as_caller(role: RoleFacts) -> Principal:
    """The role or user with all that grants to it and limits it."""
    return Principal(
        arn=role.arn,
        account=arns.parse(role.arn).account,
        kind="user" if is_user(role.arn) else "role",
        identity_policies=role.identity_policies,
        boundary=role.boundary,
        context={f"aws:PrincipalTag/{key}": value for key, value in role.tags.items()},
    )


def allows_of_trust(role: RoleFacts) -> list[Statement] | Unavailable:
    """The Allow statements of the role's trust policy."""
    try:
        statements = parse_document(role.trust_policy, PolicyType.TRUST.value, PolicyType.TRUST)
    except UnsupportedPolicyError as error:
        return Unavailable(f"the trust policy of {role_name(role.arn)} is not understood: {error}")
    return [statement for statement in statements if statement.allows]


def trusts_pod_identity(allows: list[Statement]) -> bool:
    """Whether pods come by EKS Pod Identity (Amazon EKS User Guide, "EKS Pod Identity") rather than web identity."""
    return any(s.principals and "pods.eks.amazonaws.com" in s.principals.named["Service"] for s in allows)


def assuming(facts: Facts, connect_role: RoleFacts) -> Context:
    """What the pipeline's request to assume the connect role adds: the role's tags and the chain's ExternalId."""
    context = {f"aws:ResourceTag/{key}": value for key, value in connect_role.tags.items()}
    external_id = facts.chain["trust"]["external_id"]
    return context if external_id is None else {**context, "sts:ExternalId": external_id}


def aws_iam(operation: str, section: Section, role_arn: str, rest: str = "") -> str:
    """An AWS CLI command on a role, or the same on a user, with the profile of its account."""
    profile = section.profile if isinstance(section, Caller) else section["profile"]
    noun = "user" if is_user(role_arn) else "role"
    command = (
        f"aws iam {operation.replace('role', noun)} --profile {profile} --{noun}-name {role_name(role_arn)} {rest}"
    )
    return command.rstrip()


def condition_key(decision: Decision) -> str:
    """The context key of the condition that decides, in lower case; empty: it was no condition."""
    return (decision.condition or "").rpartition(" ")[2].lower()


def lift_denial(decision: Decision, section: Section, role_arn: str) -> str:
    """How to take back an explicit deny."""
    noun = "user" if is_user(role_arn) else "role"
    advice = f"take statement {decision.statement} out of {decision.policy} of {noun} {role_name(role_arn)}"
    if decision.policy in (PolicyType.TRUST.value, PolicyType.BOUNDARY.value):
        return advice
    policy = str(decision.policy)
    if policy.startswith("arn:"):
        return f"{advice}, or {aws_iam('detach-role-policy', section, role_arn, f'--policy-arn {policy}')}"
    return f"{advice}, or {aws_iam('delete-role-policy', section, role_arn, f'--policy-name {policy}')}"


def widen_boundary(section: Section, role_arn: str, action: str, resource: str) -> str:
    """How to let a role do something that its permissions boundary leaves out."""
    shown = aws_iam("get-role", section, role_arn, "--query Role.PermissionsBoundary")
    return f"allow {action} on {resource} in the permissions boundary of role {role_name(role_arn)}; its ARN: {shown}"


def _exactly(role: RoleFacts | Absent | Unavailable, arn: str) -> RoleFacts | Absent | Unavailable:
    found_other = isinstance(role, RoleFacts) and role.arn != arn
    return Absent(f"role {arn}") if found_other else role
