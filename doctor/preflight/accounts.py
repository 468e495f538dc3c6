"""What the two AWS accounts tell before there is a stack; each function raises Unreadable."""

from doctor.facts.aws import Account, Missing, Unreadable
from doctor.facts.aws_roles import role_facts
from doctor.facts.facts import RoleFacts
from doctor.preflight.facts import Quota, Rights
from domain import arns, resource_actions
from domain.database_engines import AURORA_POSTGRESQL
from domain.iam_evaluation import Document
from domain.iam_policies import PolicyType, parse_document
from domain.iam_values import UnsupportedPolicyError
from domain.runtime_actions import RUNTIME

RDS_QUOTAS = {"DBClusters": 1, "DBClusterParameterGroups": 1, "DBSubnetGroups": 1, "DBInstances": 1}
"""What the program takes of each (RDS API reference, AccountQuota)."""
VPCS = ("vpc", "L-F678F1CE")  # Service Quotas, "VPCs per Region"

OF_VPC = ("aws:ec2/", "aws:vpc/")
OF_REDPANDA_ACCOUNT = ("aws:iam/rolePolicy:RolePolicy",)


def versions(account: Account) -> tuple[str, ...]:
    """Of Aurora PostgreSQL, in the account's region."""
    found = account.read_all("rds", "describe_db_engine_versions", "DBEngineVersions", Engine=AURORA_POSTGRESQL.name)
    return tuple(entry["EngineVersion"] for entry in found)


def rds_quotas(account: Account, readers: int) -> tuple[Quota, ...]:
    """Clusters, instances and groups."""
    told = account.read("rds", "describe_account_attributes")["AccountQuotas"]
    wanted = {**RDS_QUOTAS, "DBInstances": 1 + readers}
    return tuple(
        Quota(name=f"RDS {name}", used=entry["Used"], most=entry["Max"], wanted=wanted[name])
        for entry in told
        if (name := entry["AccountQuotaName"]) in wanted
    )


def iam_quotas(account: Account) -> tuple[Quota, ...]:
    """Roles."""
    told = account.read("iam", "get_account_summary")["SummaryMap"]
    return (Quota(name="IAM roles", used=told["Roles"], most=told["RolesQuota"], wanted=1),)


def vpc_quotas(account: Account) -> tuple[Quota, ...]:
    """VPCs, of which the program makes one unless it is given one."""
    service, code = VPCS
    most = account.read("service-quotas", "get_service_quota", ServiceCode=service, QuotaCode=code)["Quota"]["Value"]
    return (Quota(name="VPCs", used=len(account.read_all("ec2", "describe_vpcs", "Vpcs")), most=most, wanted=1),)


def database_actions(*, makes_vpc: bool, makes_cluster: bool) -> list[str]:
    """What whoever deploys has to be allowed in the database account."""
    types = [
        name
        for name in resource_actions.ACTIONS
        if name not in RUNTIME
        and (makes_vpc or not name.startswith(OF_VPC))
        and (makes_cluster or not name.startswith("aws:rds/"))
    ]
    return resource_actions.of_types(types, "read", "create", "change")


def redpanda_actions() -> list[str]:
    """The same of the Redpanda account."""
    return resource_actions.of_types(OF_REDPANDA_ACCOUNT, "read", "create", "change")


def rights(account: Account, actions: list[str]) -> Rights:
    """Of whoever the profile is, by IAM's own simulator, which knows boundaries and the organization's policies too."""
    session = arns.parse(str(account.read("sts", "get_caller_identity")["Arn"]))
    if session.resource == "root":
        return Rights(arn="root", denied=(), nowhere=(), somewhere=())
    role = _role(account, session)
    arn = role.arn if role else f"arn:{session.partition}:iam::{session.account}:{session.resource}"
    results = account.read_all(
        "iam", "simulate_principal_policy", "EvaluationResults", PolicySourceArn=arn, ActionNames=actions
    )
    decisions = {one["EvalActionName"]: one["EvalDecision"] for one in results}
    denied = [action for action, decision in decisions.items() if decision == "explicitDeny"]
    left = [action for action, decision in decisions.items() if decision == "implicitDeny"]
    covered = None if role is None else [action for action in left if _covers(role, action)]
    return Rights(
        arn=arn,
        denied=tuple(denied),
        nowhere=() if covered is None else tuple(action for action in left if action not in covered),
        somewhere=tuple(left if covered is None else covered),
    )


def _role(account: Account, session: arns.Arn) -> RoleFacts | None:
    """The role of a session, `assumed-role/<name>/<session>`; None: a user, or a role that may not be read."""
    kind, _, rest = session.resource.partition("/")
    if kind != "assumed-role":
        return None
    name = rest.partition("/")[0]
    try:
        found = role_facts(account, arns.role_arn(session.partition, session.account, name))
    except Missing:
        return None
    except Unreadable as error:
        raise Unreadable(f"which role {name} is, cannot be read: {error}") from error
    return found if isinstance(found, RoleFacts) else None


def _covers(role: RoleFacts, action: str) -> bool:
    return any(_allows(name, document, action) for name, document in role.identity_policies.items())


def _allows(name: str, document: Document, action: str) -> bool:
    try:
        statements = parse_document(document, name, PolicyType.IDENTITY)
    except UnsupportedPolicyError:
        return True  # what is not understood may allow it
    return any(statement.allows and statement.covers_action(action) for statement in statements)
