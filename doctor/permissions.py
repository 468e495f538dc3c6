"""The rights the doctor needs, one IAM policy per account, ready to attach: reading only, and no more than is read."""

from collections.abc import Mapping
from typing import Any

from doctor.chain import CLOUD_KEY, ECS, caller, is_instance, is_user, login_role_arn, reads_mysql, runtime_kind
from doctor.database_login import administrator
from domain import arns
from domain.attachment import WITH_A_SECRET
from domain.policy_document import Statement, allow, document


def caller_account_policy(chain: Mapping[str, Any]) -> dict[str, Any]:
    """For the profile of the account where the chain begins: read who begins it, and the host."""
    arn = caller(chain).role_arn
    who = _read_user(arn) if is_user(arn) else _read_role(arn)
    return document(_whoami(), *who, *_read_host(chain), *_read_peering(chain))


def has_admin_secret(chain: Mapping[str, Any]) -> bool:
    """Whether the stack keeps to an administrator's secret, so that the doctor may log in with it, too.

    With `database.sql` iam or script nobody reads one, and a doctor that would has to be given that right by hand.
    """
    return not reads_mysql(chain) and chain["database"].get("sql", "master") in WITH_A_SECRET


def database_account_policy(
    chain: Mapping[str, Any], *, admin_secret: bool, admin_token: bool = False
) -> dict[str, Any]:
    """For the database profile: read the connect role and the cluster.

    `admin_secret`: and the master's managed secret, `admin_token`: and log in as the administrator of `database.sql:
    iam`, for a doctor that does. Whoever has one of them may write to the database, so it is asked for.
    """
    database = chain["database"]
    statements = [_whoami(), *_read_role(login_role_arn(chain)), *_read_cluster(database)]
    if chain.get("alarms"):
        statements.append(_read_alarms(database, [alarm["name"] for alarm in chain["alarms"]]))
    statements += _read_peering(chain)
    if chain.get("proxy"):
        statements.append(_read_proxy(database, chain["proxy"]["resource_id"]))
    if admin_secret:
        statements.append(allow("ReadMasterSecret", "secretsmanager:GetSecretValue", database["master_secret_arn"]))
    if admin_token:
        statements.append(allow("LogInAsAdministrator", "rds-db:connect", _administrator_arn(database)))
    return document(*statements)


def _whoami() -> Statement:
    return allow("TellAccount", "sts:GetCallerIdentity", "*")


def _read_role(role_arn: str) -> list[Statement]:
    role = arns.parse(role_arn)
    read_role = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"]
    # Which policies are attached is what there is to find out.
    policies = [f"arn:{role.partition}:iam::{owner}:policy/*" for owner in (role.account, "aws")]
    return [
        allow("ReadRole", read_role, role_arn),
        allow("ReadManagedPolicies", ["iam:GetPolicy", "iam:GetPolicyVersion"], policies),
    ]


def _read_user(user_arn: str) -> list[Statement]:
    user = arns.parse(user_arn)
    read_user = ["iam:GetUser", "iam:GetUserPolicy", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies"]
    policies = [f"arn:{user.partition}:iam::{owner}:policy/*" for owner in (user.account, "aws")]
    return [
        allow("ReadUser", read_user, user_arn),
        allow("ReadManagedPolicies", ["iam:GetPolicy", "iam:GetPolicyVersion"], policies),
    ]


def _read_host(chain: Mapping[str, Any]) -> list[Statement]:
    """Service Authorization Reference: "AWS Identity and Access Management", "Amazon ECS", "Amazon EKS"."""
    who, kind, told = caller(chain), runtime_kind(chain), chain.get("runtime")
    if kind == CLOUD_KEY:
        return [allow("ReadAccessKey", ["iam:GetAccessKeyLastUsed", "iam:ListAccessKeys"], who.role_arn)]
    place = f"{who.region}:{who.account_id}"
    if kind == ECS:
        ecs = f"arn:{arns.partition_of(who.region)}:ecs:{place}"
        cluster = chain["runtime"]["cluster_name"]
        return [
            allow("ReadServices", "ecs:DescribeServices", f"{ecs}:service/{cluster}/*"),
            allow("ReadTasks", "ecs:DescribeTasks", f"{ecs}:task/{cluster}/*"),
            # Of a service's tasks the resource is every container instance; the cluster is a condition.
            allow("ListTasks", "ecs:ListTasks", "*")
            | {"Condition": {"ArnEquals": {"ecs:cluster": f"{ecs}:cluster/{cluster}"}}},
        ]
    if isinstance(told, Mapping) and told.get("way") == "podIdentity":
        cluster_arn = arns.eks_cluster_arn(who.region, who.account_id, told["cluster_name"])
        return [allow("ReadAssociations", "eks:ListPodIdentityAssociations", cluster_arn)]
    return []


def _read_peering(chain: Mapping[str, Any]) -> list[Statement]:
    """Each account tells of its own side. There is no resource to name (same reference, "Amazon EC2")."""
    if not chain.get("peering"):
        return []
    return [allow("ReadPeering", ["ec2:DescribeRouteTables", "ec2:DescribeVpcPeeringConnections"], "*")]


def _read_cluster(database: Mapping[str, Any]) -> list[Statement]:
    return [
        *_read_described(database),
        # It has no resource to name (Service Authorization Reference, "Amazon EC2").
        allow("ReadSecurityGroupRules", "ec2:DescribeSecurityGroupRules", "*"),
        # Neither has this one (same reference, "Amazon CloudWatch").
        allow("ReadLoginMetrics", "cloudwatch:GetMetricData", "*"),
    ]


def _read_described(database: Mapping[str, Any]) -> list[Statement]:
    """Which instance is the writer, and which parameter group the database has, is what there is to find out."""
    prefix, identifier = _rds_prefix(database), database["cluster_identifier"]
    if is_instance({"database": database}):
        return [
            allow("ReadInstance", "rds:DescribeDBInstances", f"{prefix}:db:{identifier}"),
            allow("ReadParameters", "rds:DescribeDBParameters", f"{prefix}:pg:*"),
        ]
    return [
        allow("ReadCluster", "rds:DescribeDBClusters", f"{prefix}:cluster:{identifier}"),
        allow(
            "ReadWriterAndParameters",
            ["rds:DescribeDBClusterParameters", "rds:DescribeDBInstances"],
            [f"{prefix}:cluster-pg:*", f"{prefix}:db:*"],
        ),
    ]


def _administrator_arn(database: Mapping[str, Any]) -> str:
    user, region = administrator(database), database["region"]
    return arns.dbuser_arn_at(arns.partition_of(region), region, database["account_id"], database["resource_id"], user)


def _read_alarms(database: Mapping[str, Any], names: list[str]) -> Statement:
    region = database["region"]
    prefix = f"arn:{arns.partition_of(region)}:cloudwatch:{region}:{database['account_id']}"
    return allow("ReadAlarms", "cloudwatch:DescribeAlarms", [f"{prefix}:alarm:{name}" for name in names])


def _read_proxy(database: Mapping[str, Any], proxy_id: str) -> Statement:
    """Service Authorization Reference, "Amazon RDS": of endpoints and target groups only the kind is known before."""
    prefix = _rds_prefix(database)
    actions = ["rds:DescribeDBProxies", "rds:DescribeDBProxyEndpoints", "rds:DescribeDBProxyTargets"]
    resources = [f"{prefix}:db-proxy:{proxy_id}", f"{prefix}:db-proxy-endpoint:*", f"{prefix}:target-group:*"]
    return allow("ReadProxy", actions, resources)


def _rds_prefix(database: Mapping[str, Any]) -> str:
    region = database["region"]
    return f"arn:{arns.partition_of(region)}:rds:{region}:{database['account_id']}"
