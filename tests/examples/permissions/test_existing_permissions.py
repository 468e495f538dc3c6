"""A database that exists: it is looked at in previews too, and only the rules of the named group change."""

import pytest

from domain.iam_evaluation import Principal, may
from preview_roles.permissions import workflow
from preview_roles.permissions.existing_scopes import ExistingScope
from preview_roles.permissions.workflow_scopes import DatabaseScope

HERE = "us-east-2:222222222222"
CLUSTER, SECRET = f"arn:aws:rds:{HERE}:cluster:shop", f"arn:aws:secretsmanager:{HERE}:secret:administrator-AbCdEf"
MANAGED = f"arn:aws:secretsmanager:{HERE}:secret:rds!db-1-AbCdEf"
GROUP, RULE = f"arn:aws:ec2:{HERE}:security-group/sg-1", f"arn:aws:ec2:{HERE}:security-group-rule/sgr-1"
LOG_IN = ("rds-db:connect", f"arn:aws:rds-db:{HERE}:dbuser:db-1/rpcn_administrator")
RUN_SQL, READ = ("rds-data:ExecuteStatement", CLUSTER), "secretsmanager:GetSecretValue"
LOOKS = [
    ("rds:DescribeDBClusters", CLUSTER),
    ("rds:DescribeDBInstances", f"arn:aws:rds:{HERE}:db:shop"),
    ("rds:DescribeDBClusterParameters", f"arn:aws:rds:{HERE}:cluster-pg:shop-parameters"),
    ("rds:DescribeDBParameters", f"arn:aws:rds:{HERE}:pg:default.postgres17"),
]


def documents(sql="iam", **existing):
    scope = DatabaseScope(
        account_id="222222222222",
        region="us-east-2",
        project="shop-stream",
        component="cdc",
        sql=sql,
        resource_ids=["db-1"],
        existing=ExistingScope(identifier="shop", **existing),
    )
    return workflow.database_reads(scope), workflow.database_writes(scope)


def allowed(document, action, resource):
    caller = Principal(
        arn="arn:aws:iam::222222222222:role/r",
        account="222222222222",
        kind="role",
        identity_policies={"p": document},
    )
    return may(caller, action, resource, {"aws:RequestedRegion": "us-east-2"}).allowed


@pytest.mark.parametrize(("action", "resource"), LOOKS)
def test_both_roles_look_at_it_and_its_parameters(action, resource):
    for document in documents():
        assert allowed(document, action, resource)


def test_nobody_changes_it_or_makes_another():
    for action in ("rds:ModifyDBCluster", "rds:DeleteDBCluster", "rds:CreateDBCluster"):
        for resource in (CLUSTER, f"arn:aws:rds:{HERE}:cluster:cdc-cluster-1"):
            assert not allowed(documents(ingress_group_id="sg-1")[1], action, resource)


def test_rules_are_made_on_the_named_group_alone():
    reads, writes = documents(ingress_group_id="sg-1")
    for resource in (GROUP, RULE):
        assert allowed(writes, "ec2:AuthorizeSecurityGroupIngress", resource)
        assert not allowed(reads, "ec2:AuthorizeSecurityGroupIngress", resource)
    assert not allowed(writes, "ec2:AuthorizeSecurityGroupIngress", GROUP.replace("sg-1", "sg-2"))
    assert not allowed(writes, "ec2:DeleteSecurityGroup", GROUP)
    assert not allowed(documents()[1], "ec2:AuthorizeSecurityGroupIngress", GROUP)


@pytest.mark.parametrize(
    ("sql", "rights"),
    [
        ("iam", {LOG_IN}),
        ("dataApi", {RUN_SQL, (READ, SECRET)}),
        ("master", {(READ, SECRET)}),
        ("script", set()),
    ],
)
def test_a_deployment_has_what_its_way_of_running_sql_asks_for(sql, rights):
    _, writes = documents(sql, secret_arn=SECRET)
    asked = {LOG_IN, RUN_SQL, (READ, SECRET), (READ, MANAGED), ("secretsmanager:CreateSecret", MANAGED)}
    assert {right for right in asked if allowed(writes, *right)} == rights


def test_without_a_secret_of_its_own_the_managed_one_is_read():
    assert allowed(documents("dataApi")[1], READ, MANAGED)
    assert not allowed(documents("dataApi")[0], READ, MANAGED)


@pytest.mark.parametrize(("sql", "reads_it"), [("iam", False), ("dataApi", False), ("master", True), ("script", False)])
def test_a_preview_reads_the_administrators_secret_with_master_alone(sql, reads_it):
    reads, _ = documents(sql, secret_arn=SECRET)
    assert allowed(reads, READ, SECRET) == reads_it
    assert not allowed(reads, READ, MANAGED)
