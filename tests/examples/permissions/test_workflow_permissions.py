"""What the workflows' roles may do: each document asked for what it is to allow, and for what it is not."""

import json

import pytest

from domain import resource_actions
from domain.iam_evaluation import Principal, may
from preview_roles.permissions import workflow
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope, StateScope

KEY = "arn:aws:kms:us-east-2:222222222222:key/state"
BUCKET = "arn:aws:s3:::states/.pulumi"
STATE = f"{BUCKET}/stacks/shop-stream/dev.json"
SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-1-AbCdEf"
APPLICATION = ApplicationScope(
    account_id="111111111111", region="us-east-2", policy_roles=["pipeline"], own_roles=["client"]
)
DATABASE = DatabaseScope(
    account_id="222222222222",
    region="us-east-2",
    project="shop-stream",
    component="cdc",
    sql="master",
    master_secret_arns=[SECRET],
    state=StateScope(bucket="states", kms_key_arn=KEY),
)
HERE = {"aws:RequestedRegion": "us-east-2"}
OURS = HERE | {"aws:ResourceTag/pulumi-project": "shop-stream"}
RDS, EC2 = "arn:aws:rds:us-east-2:222222222222", "arn:aws:ec2:us-east-2:222222222222"
IAM_1, IAM_2 = "arn:aws:iam::111111111111", "arn:aws:iam::222222222222"
NEVER = (
    ("iam:CreateUser", f"{IAM_2}:user/me"),
    ("iam:AttachRolePolicy", f"{IAM_2}:role/cdc-role-1"),
    ("iam:PutRolePolicy", f"{IAM_2}:role/github-deploy"),
    ("iam:UpdateAssumeRolePolicy", f"{IAM_2}:role/administrator"),
    ("iam:CreateOpenIDConnectProvider", f"{IAM_2}:oidc-provider/elsewhere"),
    ("iam:PassRole", f"{IAM_2}:role/administrator"),
    ("sts:AssumeRole", f"{IAM_2}:role/cdc-role-1"),
    ("rds-db:connect", "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-1/postgres"),
    ("rds:DeleteDBCluster", f"{RDS}:cluster:somebody-elses"),
    ("rds:ModifyDBInstance", "arn:aws:rds:eu-west-1:222222222222:db:cdc-writer-1"),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-2:222222222222:secret:payroll"),
    ("cloudwatch:DeleteAlarms", "arn:aws:cloudwatch:us-east-2:222222222222:alarm:somebody-elses"),
    ("cloudwatch:PutDashboard", "arn:aws:cloudwatch::222222222222:dashboard/somebody-elses"),
    ("sns:SetTopicAttributes", "arn:aws:sns:us-east-2:222222222222:billing"),
    ("s3:GetObject", "arn:aws:s3:::states/payroll.csv"),
    ("s3:PutObject", "arn:aws:s3:::other/.pulumi/stacks/shop-stream/dev.json"),
    ("s3:GetObject", f"{BUCKET}/stacks/payroll/dev.json"),
    ("s3:GetObject", f"{BUCKET}/backups/payroll/dev/1.json"),
    ("s3:PutObject", f"{BUCKET}/stacks/payroll/dev.json"),
    ("s3:PutObject", f"{BUCKET}/stacks/shop-stream-2/dev.json"),
    ("s3:PutObject", f"{BUCKET}/meta.yaml"),
    ("s3:DeleteObject", f"{BUCKET}/locks/organization/payroll/dev/1.json"),
    ("kms:Decrypt", "arn:aws:kms:us-east-2:222222222222:key/1"),
)


def allowed(document, action, resource, context=None):
    account = "111111111111" if ":111111111111:" in resource else "222222222222"
    caller = Principal(
        arn=f"arn:aws:iam::{account}:role/r", account=account, kind="role", identity_policies={"p": document}
    )
    return may(caller, action, resource, HERE if context is None else context).allowed


def actions(document):
    listed = [statement["Action"] for statement in document["Statement"]]
    return {action for names in listed for action in ([names] if isinstance(names, str) else names)}


@pytest.mark.parametrize("action", resource_actions.of("ec2", "read"))
def test_a_preview_reads_the_network_of_its_region(action):
    document = workflow.database_reads(DATABASE)
    assert allowed(document, action, "*")
    assert not allowed(document, action, "*", {"aws:RequestedRegion": "eu-west-1"})


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("rds:DescribeDBClusters", f"{RDS}:cluster:cdc-cluster-1"),
        ("rds:DescribeDBSubnetGroups", f"{RDS}:subgrp:cdc-subnets-1"),
        ("rds:DescribeGlobalClusters", "arn:aws:rds::222222222222:global-cluster:x"),
        ("iam:GetRole", f"{IAM_2}:role/cdc-role-1"),
        ("cloudwatch:DescribeAlarms", "arn:aws:cloudwatch:us-east-2:222222222222:alarm:cdc-alarm-1"),
        ("cloudwatch:GetDashboard", "arn:aws:cloudwatch::222222222222:dashboard/cdc-cluster-1"),
        ("sns:GetTopicAttributes", "arn:aws:sns:us-east-2:222222222222:cdc-alarm-topic-1"),
        ("secretsmanager:GetSecretValue", SECRET),
        ("s3:ListBucket", "arn:aws:s3:::states"),
        ("s3:GetObject", STATE),
        ("s3:GetObject", f"{BUCKET}/meta.yaml"),
        ("kms:Decrypt", KEY),
    ],
)
def test_both_roles_read_what_the_program_made(action, resource):
    for document in (workflow.database_reads(DATABASE), workflow.database_writes(DATABASE)):
        assert allowed(document, action, resource)


def test_a_preview_writes_nothing():
    kinds = ("create", "change")
    written = {action for service in ("cloudwatch", "ec2", "iam", "rds", "sns") for action in writes(service, kinds)}
    for document in (
        workflow.database_reads(DATABASE),
        workflow.application_reads(APPLICATION),
    ):
        assert not actions(document) & written
        assert not [action for action in actions(document) if "*" in action]


def writes(service, kinds):
    return resource_actions.of(service, *kinds)


def test_with_state_in_pulumi_cloud_no_bucket_is_touched():
    scope = DatabaseScope(account_id="222222222222", region="us-east-2", project="p", component="cdc")
    for document in (workflow.database_reads(scope), workflow.database_writes(scope)):
        assert not {"s3:GetObject", "s3:PutObject", "kms:Decrypt", "kms:Encrypt"} & actions(document)


@pytest.mark.parametrize(("action", "resource"), NEVER)
def test_nobody_reaches_beyond_the_program(action, resource):
    for document in (workflow.database_reads(DATABASE), workflow.database_writes(DATABASE)):
        assert not allowed(document, action, resource, OURS)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ec2:CreateVpc", f"{EC2}:vpc/vpc-1", HERE),
        ("ec2:CreateTags", f"{EC2}:vpc/vpc-1", {"ec2:CreateAction": "CreateVpc"}),
        ("ec2:DeleteVpc", f"{EC2}:vpc/vpc-1", OURS),
        ("ec2:AuthorizeSecurityGroupIngress", f"{EC2}:security-group/sg-1", OURS),
        ("ec2:AuthorizeSecurityGroupIngress", f"{EC2}:security-group-rule/sgr-1", HERE),
        ("rds:CreateDBCluster", f"{RDS}:cluster:cdc-cluster-1", HERE),
        ("rds:CreateDBCluster", f"{RDS}:og:default:aurora-postgresql-17", HERE),
        ("rds:DeleteDBCluster", f"{RDS}:cluster:cdc-cluster-1", HERE),
        ("iam:CreateRole", f"{IAM_2}:role/cdc-role-1", HERE),
        ("iam:PutRolePolicy", f"{IAM_2}:role/cdc-role-1", HERE),
        ("cloudwatch:PutMetricAlarm", "arn:aws:cloudwatch:us-east-2:222222222222:alarm:cdc-alarm-1", HERE),
        ("cloudwatch:PutDashboard", "arn:aws:cloudwatch::222222222222:dashboard/cdc-cluster-1", HERE),
        ("sns:CreateTopic", "arn:aws:sns:us-east-2:222222222222:cdc-alarm-topic-1", HERE),
        ("s3:PutObject", STATE, HERE),
        ("s3:DeleteObject", STATE, HERE),
        ("s3:PutObject", f"{BUCKET}/locks/organization/shop-stream/dev/1.json", HERE),
        ("s3:GetObject", f"{BUCKET}/locks/organization/shop-stream/dev/1.json", HERE),
        ("s3:PutObject", f"{BUCKET}/history/shop-stream/dev/dev-1.history.json", HERE),
        ("s3:PutObject", f"{BUCKET}/backups/shop-stream/dev/dev.1.json", HERE),
        ("s3:DeleteObject", f"{BUCKET}/journal/shop-stream/dev/1.json", HERE),
        ("kms:Encrypt", KEY, HERE),
        ("secretsmanager:CreateSecret", "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-2", HERE),
    ],
)
def test_a_deployment_makes_and_changes_what_the_program_names(action, resource, context):
    assert allowed(workflow.database_writes(DATABASE), action, resource, context)
    assert not allowed(workflow.database_reads(DATABASE), action, resource, context)


@pytest.mark.parametrize("action", ["ec2:DeleteVpc", "ec2:DeleteSecurityGroup", "ec2:CreateTags", "ec2:DeleteTags"])
def test_a_deployment_does_not_touch_or_take_over_networks_of_others(action):
    document = workflow.database_writes(DATABASE)
    kind = "security-group/sg-1" if "Group" in action else "vpc/vpc-1"
    for tags in ({}, {"aws:ResourceTag/pulumi-project": "somebody-elses"}):
        assert not allowed(document, action, f"{EC2}:{kind}", HERE | tags)


def test_clients_roles_are_made_and_the_pipelines_role_only_gets_a_policy():
    document = workflow.application_writes(APPLICATION)
    to_instances = {"iam:PassedToService": "ec2.amazonaws.com"}
    assert allowed(document, "iam:PutRolePolicy", f"{IAM_1}:role/pipeline")
    for action in ("iam:CreateRole", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole"):
        assert not allowed(document, action, f"{IAM_1}:role/pipeline")
        assert allowed(document, action, f"{IAM_1}:role/client")
    assert allowed(document, "iam:AddRoleToInstanceProfile", f"{IAM_1}:instance-profile/client")
    assert allowed(document, "iam:PassRole", f"{IAM_1}:role/client", to_instances)
    assert not allowed(
        document, "iam:PassRole", f"{IAM_1}:role/client", {"iam:PassedToService": "lambda.amazonaws.com"}
    )
    assert not allowed(document, "iam:PutRolePolicy", f"{IAM_1}:role/github-deploy")
    assert allowed(document, "iam:GetInstanceProfile", f"{IAM_1}:instance-profile/client")


def test_where_no_client_runs_no_role_is_made():
    scope = ApplicationScope(account_id="111111111111", region="us-east-2", policy_roles=["pipeline"])
    assert actions(workflow.application_writes(scope)) == {
        "iam:DeleteRolePolicy",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:PutRolePolicy",
    }


def test_a_scope_without_roles_is_refused():
    with pytest.raises(ValueError, match="roles: got none, want at least one"):
        ApplicationScope(account_id="111111111111", region="us-east-2")


def test_no_document_is_an_administrators_and_each_fits_a_role():
    for document in (
        workflow.application_reads(APPLICATION),
        workflow.application_writes(APPLICATION),
        workflow.database_reads(DATABASE),
        workflow.database_writes(DATABASE),
    ):
        assert len(json.dumps(document, separators=(",", ":"))) <= 10_240  # IAM quotas, inline policies of a role
        for statement in document["Statement"]:
            assert not [action for action in statement["Action"] if "*" in action]
            assert statement["Resource"] != "*" or statement["Condition"]
