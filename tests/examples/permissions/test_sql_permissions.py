"""What the workflows' roles may do for the SQL, by who runs it: a preview needs no secret unless the master does."""

from dataclasses import replace

import pytest

from domain.iam_evaluation import Principal, may
from preview_roles.permissions import workflow
from preview_roles.permissions.workflow_scopes import DatabaseScope

SECRET = "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-1-AbCdEf"
CLUSTER = "arn:aws:rds:us-east-2:222222222222:cluster:cdc-cluster-1"
USERS = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-1"
SCOPE = DatabaseScope(account_id="222222222222", region="us-east-2", project="shop-stream", component="cdc")
READ_SECRET, RUN_SQL, LOG_IN = "secretsmanager:GetSecretValue", "rds-data:ExecuteStatement", "rds-db:connect"


def with_sql(sql, **changes):
    return replace(SCOPE, sql=sql, **changes)


def allowed(document, action, resource):
    caller = Principal(
        arn="arn:aws:iam::222222222222:role/r",
        account="222222222222",
        kind="role",
        identity_policies={"p": document},
    )
    return may(caller, action, resource, {}).allowed


def of_secrets(document):
    actions = {action for statement in document["Statement"] for action in statement["Action"]}
    return {action for action in actions if action.startswith("secretsmanager:")}


@pytest.mark.parametrize("sql", ["iam", "dataApi", "script"])
def test_a_preview_has_no_right_to_a_secret_even_if_one_is_named(sql):
    document = workflow.database_reads(with_sql(sql, master_secret_arns=[SECRET]))
    assert of_secrets(document) == set()


def test_no_password_is_the_default():
    assert of_secrets(workflow.database_reads(replace(SCOPE, master_secret_arns=[SECRET]))) == set()


def test_with_master_a_preview_reads_the_secrets_that_are_named_and_no_other():
    assert of_secrets(workflow.database_reads(with_sql("master"))) == set()
    document = workflow.database_reads(with_sql("master", master_secret_arns=[SECRET]))
    assert allowed(document, READ_SECRET, SECRET)
    assert not allowed(document, READ_SECRET, SECRET.replace("cluster-1", "cluster-2"))


@pytest.mark.parametrize("sql", ["iam", "dataApi", "master", "script"])
def test_a_preview_runs_no_sql_and_logs_in_as_nobody(sql):
    document = workflow.database_reads(with_sql(sql, master_secret_arns=[SECRET]))
    assert not allowed(document, RUN_SQL, CLUSTER)
    assert not allowed(document, LOG_IN, f"{USERS}/rpcn_administrator")


@pytest.mark.parametrize(
    ("sql", "rights"),
    [
        ("iam", {READ_SECRET, RUN_SQL, LOG_IN}),
        ("dataApi", {READ_SECRET, RUN_SQL}),
        ("master", {READ_SECRET}),
        ("script", set()),
    ],
)
def test_a_deployment_has_what_its_way_of_running_sql_asks_for(sql, rights):
    document = workflow.database_writes(with_sql(sql, resource_ids=["cluster-1"]))
    asked = {READ_SECRET: SECRET, RUN_SQL: CLUSTER, LOG_IN: f"{USERS}/rpcn_administrator"}
    assert {action for action, resource in asked.items() if allowed(document, action, resource)} == rights
    assert allowed(document, "secretsmanager:CreateSecret", SECRET)


def test_a_deployment_runs_no_sql_in_clusters_of_others_and_logs_in_as_the_administrator_alone():
    scope = with_sql("iam", administrator="owner_of_roles", resource_ids=["cluster-1"])
    document = workflow.database_writes(scope)
    assert not allowed(document, RUN_SQL, CLUSTER.replace("cdc-", "payroll-"))
    assert allowed(document, LOG_IN, f"{USERS}/owner_of_roles")
    for user in ("rpcn_administrator", "postgres", "orders_cdc"):
        assert not allowed(document, LOG_IN, f"{USERS}/{user}")


def test_with_a_script_a_deployment_looks_as_the_pipelines_users_and_runs_nothing():
    scope = with_sql("script", resource_ids=["cluster-1"], pipeline_users=["cdc_orders"])
    document = workflow.database_writes(scope)
    assert allowed(document, LOG_IN, f"{USERS}/cdc_orders")
    for user in ("rpcn_administrator", "postgres", "cdc_lines"):
        assert not allowed(document, LOG_IN, f"{USERS}/{user}")
    assert not allowed(document, RUN_SQL, CLUSTER)
    assert not allowed(document, READ_SECRET, SECRET)


def test_a_deployment_logs_in_to_the_databases_that_are_named_and_no_other():
    document = workflow.database_writes(with_sql("iam", resource_ids=["cluster-2"]))
    assert not allowed(document, LOG_IN, f"{USERS}/rpcn_administrator")
    assert "rds-db:connect" not in str(workflow.database_writes(with_sql("iam")))
