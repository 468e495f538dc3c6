"""Faults of roles, trusts and policies: links 1 to 4."""

import copy
import json
from collections.abc import Callable
from typing import Any

from domain import iam_documents, policy_document
from lab.backends.aws_provider import AwsProvider
from lab.faults.fault import Fault, FaultContext

ANOTHER_ACCOUNT = "333333333333"
STALE_ID = "AROA0LAB0LAB0LAB0LAB0"
"""What IAM shows in place of a role that was deleted (IAM User Guide, "IAM identifiers")."""
ANOTHER_POD = "system:serviceaccount:default:somebody-else"
DENIAL = "lab-denies-assuming"
BOUNDARY = "lab-boundary"

Role = Callable[[FaultContext], tuple[AwsProvider, str]]
"""The operator of a role's account, and the role's name."""

Change = Callable[[FaultContext, Any], None]
"""Changes the one statement of a policy document."""


def pipeline_role(context: FaultContext) -> tuple[AwsProvider, str]:
    """The role of the pipeline's pods."""
    return context.redpanda, str(context.chain["redpanda"]["pipeline_role_arn"]).rpartition("/")[2]


def connect_role(context: FaultContext) -> tuple[AwsProvider, str]:
    """The role that logs in."""
    return context.database, str(context.chain["trust"]["connect_role_arn"]).rpartition("/")[2]


def remove_assume_policy(context: FaultContext) -> None:
    """R1: the pipeline role has no policy of ours any more."""
    operator, role = pipeline_role(context)
    policy = {"RoleName": role, "PolicyName": context.chain["redpanda"]["assume_policy_name"]}
    document = operator.client("iam").get_role_policy(**policy)["PolicyDocument"]
    context.remember("R1", {**policy, "PolicyDocument": json.dumps(document)})
    operator.client("iam").delete_role_policy(**policy)


def restore_assume_policy(context: FaultContext) -> None:
    """Undoes R1."""
    with context.recalled("R1") as policy:
        context.redpanda.client("iam").put_role_policy(**policy)


def fold_assume_policy(context: FaultContext) -> None:
    """R12: what our policy said stands in another one, which Redpanda will put back as it was."""
    operator, role = pipeline_role(context)
    iam, ours = operator.client("iam"), context.chain["redpanda"]["assume_policy_name"]
    vendors = next(name for name in iam.list_role_policies(RoleName=role)["PolicyNames"] if name != ours)
    documents = {
        name: iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in (vendors, ours)
    }
    context.remember("R12", {name: json.dumps(document) for name, document in documents.items()})
    folded = copy.deepcopy(documents[vendors])
    folded["Statement"] += documents[ours]["Statement"]
    iam.put_role_policy(RoleName=role, PolicyName=vendors, PolicyDocument=json.dumps(folded))
    iam.delete_role_policy(RoleName=role, PolicyName=ours)


def restore_both_policies(context: FaultContext) -> None:
    """Undoes R12."""
    operator, role = pipeline_role(context)
    with context.recalled("R12") as documents:
        for name, document in documents.items():
            operator.client("iam").put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)


def remove_scope_tag(context: FaultContext) -> None:
    """R5: the connect role lost the tag that the pipeline role's policy asks for."""
    operator, role = connect_role(context)
    scope_tag = context.chain["redpanda"]["scope_tag"]
    tags = operator.client("iam").list_role_tags(RoleName=role)["Tags"]
    context.remember("R5", [tag for tag in tags if tag["Key"] == scope_tag])
    operator.client("iam").untag_role(RoleName=role, TagKeys=[scope_tag])


def restore_scope_tag(context: FaultContext) -> None:
    """Undoes R5."""
    operator, role = connect_role(context)
    with context.recalled("R5") as tags:
        operator.client("iam").tag_role(RoleName=role, Tags=tags)


def deny_assuming(context: FaultContext) -> None:
    """R8: another policy of the pipeline role denies what ours allows."""
    operator, role = pipeline_role(context)
    context.remember("R8", {"RoleName": role, "PolicyName": DENIAL})
    denial = _document("NobodyAssumes", "Deny", "sts:AssumeRole")
    operator.client("iam").put_role_policy(RoleName=role, PolicyName=DENIAL, PolicyDocument=denial)


def stop_denying(context: FaultContext) -> None:
    """Undoes R8."""
    with context.recalled("R8") as policy:
        context.redpanda.client("iam").delete_role_policy(**policy)


def bound_pipeline_role(context: FaultContext) -> None:
    """R10: a boundary that leaves assuming out, as Redpanda's own for BYOVPC does."""
    operator, role = pipeline_role(context)
    arn = f"arn:aws:iam::{operator.account_id}:policy/{BOUNDARY}"
    context.remember("R10", {"RoleName": role, "PermissionsBoundary": arn})
    boundary = _document("SecretsOnly", "Allow", "secretsmanager:GetSecretValue")
    operator.client("iam").create_policy(PolicyName=BOUNDARY, PolicyDocument=boundary)
    operator.client("iam").put_role_permissions_boundary(RoleName=role, PermissionsBoundary=arn)


def unbound_pipeline_role(context: FaultContext) -> None:
    """Undoes R10."""
    iam = context.redpanda.client("iam")
    with context.recalled("R10") as bound:
        iam.delete_role_permissions_boundary(RoleName=bound["RoleName"])
        iam.delete_policy(PolicyArn=bound["PermissionsBoundary"])


def trust_fault(fault_id: str, title: str, role: Role, change: Change) -> Fault:
    """A role's trust policy, changed and put back."""

    def breaks(context: FaultContext) -> None:
        operator, name = role(context)
        document = operator.client("iam").get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        context.remember(fault_id, {"RoleName": name, "PolicyDocument": json.dumps(document)})
        changed = _changed(context, document, change)
        operator.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=changed)

    def mends(context: FaultContext) -> None:
        operator, _ = role(context)
        with context.recalled(fault_id) as trust:
            operator.client("iam").update_assume_role_policy(**trust)

    return Fault(fault_id, title, breaks, mends)


def login_fault(fault_id: str, title: str, change: Change) -> Fault:
    """The connect role's only policy, changed and put back."""

    def breaks(context: FaultContext) -> None:
        operator, role = connect_role(context)
        iam = operator.client("iam")
        (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        named = {"RoleName": role, "PolicyName": policy}
        context.remember(fault_id, {**named, "PolicyDocument": json.dumps(document)})
        iam.put_role_policy(**named, PolicyDocument=_changed(context, document, change))

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id) as policy:
            context.database.client("iam").put_role_policy(**policy)

    return Fault(fault_id, title, breaks, mends)


def _another_account(context: FaultContext, statement: Any) -> None:
    role = context.chain["redpanda"]["pipeline_role_arn"].replace(context.redpanda.account_id, ANOTHER_ACCOUNT)
    statement.update(_trust_in(context, role))


def _api_role(context: FaultContext, statement: Any) -> None:
    role = context.chain["redpanda"]["pipeline_role_arn"].removesuffix("-pipeline")
    statement.update(_trust_in(context, role))


def _stale_id(_context: FaultContext, statement: Any) -> None:
    statement["Principal"] = {"AWS": STALE_ID}


def _another_external_id(_context: FaultContext, statement: Any) -> None:
    statement.setdefault("Condition", {}).setdefault("StringEquals", {})["sts:ExternalId"] = "somebody-elses"


def _another_pod(_context: FaultContext, statement: Any) -> None:
    conditions = statement["Condition"]["StringEquals"]
    conditions |= {key: ANOTHER_POD for key in conditions if key.endswith(":sub")}


def _no_dns_label(_context: FaultContext, statement: Any) -> None:
    conditions = statement["Condition"]["StringEquals"]
    conditions |= {key: value.replace("-", "_") for key, value in conditions.items() if key.endswith(":sub")}


def _another_user(context: FaultContext, statement: Any) -> None:
    statement["Resource"] = [f"{arn}_old" for arn in _dbuser_arns(context)]


def _clusters_name(context: FaultContext, statement: Any) -> None:
    database = context.chain["database"]
    resource_id, name = database["resource_id"], database["cluster_identifier"]
    statement["Resource"] = [arn.replace(resource_id, name) for arn in _dbuser_arns(context)]


def _source_condition(context: FaultContext, statement: Any) -> None:
    statement["Condition"] = {"IpAddress": {"aws:SourceIp": context.chain["redpanda"]["nat_cidrs"]}}


def _trust_in(context: FaultContext, role_arn: str) -> dict[str, Any]:
    trust = context.chain["trust"]
    (statement,) = iam_documents.trust(role_arn, trust["principal"], trust["external_id"])["Statement"]
    return dict(statement)


def _dbuser_arns(context: FaultContext) -> list[str]:
    return [pipeline["dbuser_arn"] for pipeline in context.chain["pipelines"]]


def _changed(context: FaultContext, document: Any, change: Change) -> str:
    changed = copy.deepcopy(document)
    (statement,) = changed["Statement"]
    change(context, statement)
    return json.dumps(changed)


def _document(sid: str, effect: str, action: str) -> str:
    statement = {"Sid": sid, "Effect": effect, "Action": action, "Resource": "*"}
    return json.dumps(policy_document.document(statement))


FAULTS = {
    fault.id: fault
    for fault in (
        trust_fault("C2", "the pods' identity is another one than the trust asks for", pipeline_role, _another_pod),
        trust_fault("C3", "the trust names a service account that Kubernetes refuses", pipeline_role, _no_dns_label),
        Fault("R1", "our policy is gone from the pipeline role", remove_assume_policy, restore_assume_policy),
        trust_fault("R2", "the trust names another account", connect_role, _another_account),
        trust_fault("R3", "the trust names a role that was deleted", connect_role, _stale_id),
        trust_fault("R4", "the trust asks for another ExternalId", connect_role, _another_external_id),
        Fault("R5", "the connect role has lost its scope tag", remove_scope_tag, restore_scope_tag),
        Fault("R8", "a policy of the pipeline role denies assuming", deny_assuming, stop_denying),
        Fault("R10", "a boundary leaves assuming out", bound_pipeline_role, unbound_pipeline_role),
        trust_fault("R11", "the trust names the API role", connect_role, _api_role),
        Fault("R12", "our policy was folded into Redpanda's own", fold_assume_policy, restore_both_policies),
        login_fault("I3", "the login policy names another user", _another_user),
        login_fault("I4", "the login policy has the cluster's name for its resource id", _clusters_name),
        login_fault("I5", "the login policy has a condition", _source_condition),
    )
}
