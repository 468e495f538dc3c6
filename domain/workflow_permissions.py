"""What the roles of GitHub's workflows may do in each account: read for a preview, and make and change to deploy.

Names are the boundary: Pulumi names a resource after its component, `cdc` to `cdc-cluster-1a2b3c4`, and a role may
write only below such a prefix. Networks have ids instead, so there the tag that the program's provider sets decides.

Of what a preview may read, the workflow's own needs the state and the master's secret alone, since it compares with the
state; the rest is for `pulumi preview --refresh`.
"""

from typing import Any

from domain.iam_documents import POLICY_VERSION
from domain.resource_actions import of, of_types
from domain.workflow_scopes import PROJECT_TAG, ApplicationScope, DatabaseScope

Statement = dict[str, Any]

# Service Authorization Reference, "Amazon EC2": these resource types know aws:ResourceTag.
_TAGGED_NETWORK = ("internet-gateway/*", "route-table/*", "security-group/*", "subnet/*", "vpc/*")
_NEW_RULE = "ec2:AuthorizeSecurityGroupIngress"
# Aurora User Guide, "Password management with Amazon Aurora and AWS Secrets Manager", required permissions.
_KEEP_MASTER_SECRET = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
_MASTER_SECRETS = "secret:rds!cluster-*"
_ROLES = ("aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy")
_PROFILES = "aws:iam/instanceProfile:InstanceProfile"
_ALARMS, _DASHBOARDS = "aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/dashboard:Dashboard"


def application_reads(scope: ApplicationScope) -> dict[str, Any]:
    """For previews in the application's account."""
    return _document(*_application_reads(scope))


def application_writes(scope: ApplicationScope) -> dict[str, Any]:
    """For deployments there: an inline policy on what others made, everything on what the program makes."""
    written = of_types(_ROLES[1:], "change")
    statements = [*_application_reads(scope), _allow("WriteInlinePolicies", written, scope.all_roles)]
    if scope.own_roles:
        own = scope.named("role", scope.own_roles)
        profiles = scope.named("instance-profile", scope.own_roles)
        to_instances = _equal("iam:PassedToService", "ec2.amazonaws.com")
        statements += [
            _allow("MakeRoles", of_types(_ROLES[:1], "create", "change"), own),
            _allow("MakeInstanceProfiles", of_types([_PROFILES], "create", "change"), profiles),
            _allow("PutRolesIntoProfiles", ["iam:PassRole"], own, to_instances),
        ]
    return _document(*statements)


def database_reads(scope: DatabaseScope) -> dict[str, Any]:
    """For previews in the database's account."""
    return _document(*_database_reads(scope))


def database_writes(scope: DatabaseScope) -> dict[str, Any]:
    """For deployments there."""
    return _document(
        *_database_reads(scope),
        *_network_writes(scope),
        *_database_writes(scope),
        *_alarm_writes(scope),
        *_state_writes(scope),
    )


def _application_reads(scope: ApplicationScope) -> list[Statement]:
    statements = [_allow("ReadRoles", of_types(_ROLES, "read"), scope.all_roles)]
    if scope.own_roles:
        profiles = scope.named("instance-profile", scope.own_roles)
        statements.append(_allow("ReadInstanceProfiles", of_types([_PROFILES], "read"), profiles))
    return statements


def _database_reads(scope: DatabaseScope) -> list[Statement]:
    # These actions have no resource to name (Service Authorization Reference, "Amazon EC2"); the Region can be.
    statements = [
        _allow("ReadNetwork", of("ec2", "read"), "*", _equal("aws:RequestedRegion", scope.region)),
        _allow("ReadDatabase", of("rds", "read"), [*scope.databases, scope.anywhere("rds", "global-cluster:*")]),
        _allow("ReadRoles", of_types(_ROLES, "read"), scope.connect_roles),
        _allow("ReadAlarms", of_types([_ALARMS], "read"), scope.here("cloudwatch", "alarm:*")),
        _allow("ReadDashboards", of_types([_DASHBOARDS], "read"), _dashboards(scope)),
        _allow("ReadTopics", of("sns", "read"), scope.topics),
    ]
    if scope.master_secret_arns:
        secrets = sorted(scope.master_secret_arns)
        statements.append(_allow("ReadMasterSecret", ["secretsmanager:GetSecretValue"], secrets))
    return [*statements, *_state_reads(scope)]


def _state_reads(scope: DatabaseScope) -> list[Statement]:
    """Of this project's stacks: their state holds passwords, the master's too, and this key decrypts them.

    Pulumi documentation, "State and backends", AWS S3; "Secrets", AWS KMS; pulumi/pulumi pkg/backend/diy.
    """
    if scope.state is None:
        return []
    objects = scope.state_objects(scope.state, "meta.yaml", f"stacks/{scope.project}/*")
    return [
        _allow("ListState", ["s3:ListBucket"], scope.bucket_arn(scope.state)),
        _allow("ReadState", ["s3:GetObject"], objects),
        _allow("DecryptState", ["kms:Decrypt"], scope.state.kms_key_arn),
    ]


def _state_writes(scope: DatabaseScope) -> list[Statement]:
    if scope.state is None:
        return []
    # pkg/backend/diy/store.go and lock.go; the organisation of every stack in a bucket is called "organization".
    kinds = ("backups", "history", "journal", "locks/organization", "stacks")
    objects = scope.state_objects(scope.state, *(f"{kind}/{scope.project}/*" for kind in kinds))
    return [
        _allow("WriteState", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], objects),
        _allow("EncryptState", ["kms:Encrypt", "kms:GenerateDataKey"], scope.state.kms_key_arn),
    ]


def _network_writes(scope: DatabaseScope) -> list[Statement]:
    creates, changes = of("ec2", "create"), of("ec2", "change")
    # Tags only together with what they are put on: else anything could get the tag that ChangeNetwork asks for.
    while_made = [action.partition(":")[2] for action in [*creates, _NEW_RULE]]
    return [
        _allow("MakeNetwork", creates, "*", _equal("aws:RequestedRegion", scope.region)),
        _allow("TagNewNetwork", ["ec2:CreateTags"], "*", _equal("ec2:CreateAction", while_made)),
        _allow(
            "ChangeNetwork",
            sorted([*changes, "ec2:CreateTags", "ec2:DeleteTags"]),
            scope.here("ec2", *_TAGGED_NETWORK),
            _equal(f"aws:ResourceTag/{PROJECT_TAG}", scope.project),
        ),
        # A rule is reached through its group, whose tag the statement above asks for.
        _allow(
            "ChangeRules",
            sorted([*(action for action in changes if "SecurityGroup" in action), "ec2:CreateTags", "ec2:DeleteTags"]),
            scope.here("ec2", "security-group-rule/*"),
        ),
    ]


def _database_writes(scope: DatabaseScope) -> list[Statement]:
    # A cluster and its instances are made with the default option and parameter groups, which have to be allowed too.
    defaults = scope.here("rds", "og:default*", "pg:default*")
    secrets = scope.here("secretsmanager", _MASTER_SECRETS)
    linked = scope.anywhere("iam", "role/aws-service-role/rds.amazonaws.com/*")
    for_rds = _equal("iam:AWSServiceName", "rds.amazonaws.com")
    return [
        _allow("MakeDatabase", of("rds", "create", "change"), [*scope.databases, *defaults]),
        # RDS makes the secret in the caller's name, and up logs in with it in the same run.
        _allow("KeepMasterSecret", [*_KEEP_MASTER_SECRET, "secretsmanager:GetSecretValue"], secrets),
        _allow("EncryptWithKmsKeys", ["kms:DescribeKey"], scope.here("kms", "key/*")),
        _allow("MakeConnectRole", of_types(_ROLES, "create", "change"), scope.connect_roles),
        _allow("MakeFirstDatabase", ["iam:CreateServiceLinkedRole"], linked, for_rds),
    ]


def _alarm_writes(scope: DatabaseScope) -> list[Statement]:
    alarms = scope.here("cloudwatch", f"alarm:{scope.component}-*")
    return [
        _allow("MakeAlarms", of_types([_ALARMS], "create", "change"), alarms),
        _allow("MakeDashboards", of_types([_DASHBOARDS], "change"), _dashboards(scope)),
        _allow("MakeTopics", of("sns", "create", "change"), scope.topics),
    ]


def _dashboards(scope: DatabaseScope) -> str:
    return scope.anywhere("cloudwatch", f"dashboard/{scope.component}-*")


def _equal(key: str, value: str | list[str]) -> dict[str, Any]:
    return {"StringEquals": {key: value}}


def _allow(
    sid: str, actions: list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return statement if condition is None else statement | {"Condition": condition}


def _document(*statements: Statement) -> dict[str, Any]:
    return {"Version": POLICY_VERSION, "Statement": list(statements)}
