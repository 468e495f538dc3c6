"""The whole program, run as the engine runs it, on mocks: what it makes, where, and what it tells."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from domain import resource_actions, secret_versions

REPOSITORY = Path(__file__).resolve().parent.parent
SECRET = "4dabf18193072939515e22adb298388d"  # how the engine marks a secret
BY_POD = '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}]}'
ANSWERS = {
    "redpanda:index/getCluster:getCluster": {
        "id": "c",
        "clusterApiUrl": "https://api-x.example",
        "kafkaApi": {"seedBrokers": ["seed-0.example:9092"]},
    },
    "aws:iam/getRole:getRole": {"assumeRolePolicy": BY_POD, "permissionsBoundary": ""},
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {"secretString": '{"password": "master-password"}'},
}


@pytest.fixture
def run(stack_config, run_main):
    """One run of the program for a stack: the engine that saw it, and what it exported."""

    def program(stack, preview=False, change=lambda config: None):
        config = stack_config(stack)
        change(config)
        return run_main(config, ANSWERS, preview)

    return program


def families(engine):
    """How many resources of each kind each provider makes."""
    providers = engine.provider_names()
    return Counter(
        (providers[name], ":".join(kind.split(":")[:2]).split("/")[0]) for name, kind in engine.types().items()
    )


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
@pytest.mark.parametrize("stack", ["dev", "lab"])
def test_no_resource_falls_back_to_a_default_provider(run, stack, preview):
    engine = run(stack, preview)
    assert engine.types()
    for name, provider in engine.provider_names().items():
        assert provider or engine.types()[name].startswith("pulumi-python:dynamic")


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_each_account_gets_only_what_belongs_there(run, preview):
    assert families(run("dev", preview)) == {
        ("database-account", "aws:ec2"): 9,
        ("database-account", "aws:vpc"): 2,
        ("database-account", "aws:rds"): 4,
        ("database-account", "aws:iam"): 2,
        ("database-account", "aws:cloudwatch"): 12,
        ("database-account", "aws:sns"): 2,
        ("redpanda-account", "aws:iam"): 1,
        ("redpanda-cloud", "redpanda:index"): 10,
        ("random", "random:index"): 2,
        (None, "pulumi-python:dynamic"): 3,
    }


@pytest.mark.parametrize("stack", ["dev", "cloud-key", "ecs", "own"])
def test_a_workflow_may_deploy_every_aws_resource(run, stack):
    types = {kind for kind in run(stack).types().values() if kind.startswith("aws:")}
    assert types
    assert types <= set(resource_actions.ACTIONS)


def test_a_first_preview_looks_up_nothing_that_does_not_exist_yet(run, monkeypatch):
    monkeypatch.delitem(ANSWERS, "aws:secretsmanager/getSecretVersion:getSecretVersion")
    assert run("dev", preview=True).types()


def test_preview_shows_every_resource_that_up_makes(run):
    assert run("lab", preview=True).types() == run("lab").types()


def test_each_provider_refuses_every_account_but_its_own(run):
    providers = {a.name: a.inputs for a in run("dev").seen if a.typ == "pulumi:providers:aws"}
    assert {name: (i["allowedAccountIds"], i["profile"], i["region"]) for name, i in providers.items()} == {
        "redpanda-account": ('["111111111111"]', "redpanda", "us-east-2"),
        "database-account": ('["222222222222"]', "database", "us-east-2"),
    }


def test_the_master_logs_in_over_verified_tls_and_its_password_is_a_secret(run, ca_bundle):
    engine = run("dev", change=lambda config: config["database"].update(sql="master"))
    (provider,) = [a.inputs for a in engine.seen if a.typ == "pulumi:providers:postgresql"]
    assert provider["sslmode"] == "verify-full"
    assert provider["sslrootcert"] == str(ca_bundle)
    assert provider["superuser"] == "false"
    assert provider["password"] == {SECRET: "1b47061264138c4ac30d75fd1eb44270", "value": "master-password"}


def test_the_stack_files_disable_the_default_providers():
    for stack in ("dev", "lab"):
        config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text())["config"]
        assert config["pulumi:disable-default-providers"] == ["aws", "postgresql", "redpanda", "random"]


def test_the_pipeline_waits_for_role_policy_and_grants(run):
    assert {"cdc", "orders"} <= run("dev").waits_for("orders-pipeline")


def test_users_are_granted_one_after_the_other_and_after_their_tables_exist(run):
    def second(config):
        first = config["pipelines"][0]
        config["pipelines"].append(first | {"name": "second", "user": "second", "topic": "second"})

    order = [args.name for args in run("lab", change=second).seen]
    assert order.index("iam_test-bootstrap") < order.index("iam_test-role")
    assert order.index("iam_test-publication") < order.index("second-bootstrap") < order.index("second-connect")


def test_the_chain_tells_the_doctor_everything_and_no_secret(run):
    outputs = run("dev").outputs
    assert set(outputs) == {"endpoint", "connect_role_arn", "alarm_topic_arn", "topics", "pipeline_ids", "chain"}
    chain = outputs["chain"]
    assert chain["kind"] == "aurora-postgresql-cdc"
    assert chain["redpanda"]["pipeline_role_arn"] == (
        "arn:aws:iam::111111111111:role/redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline"
    )
    assert chain["redpanda"]["cluster_api_url"] == "https://api-x.example"
    assert chain["database"]["resource_id"] == "cluster-ABC"
    assert chain["trust"] == {
        "principal": "account",
        "external_id": "shop-cdc-dev",
        "connect_role_arn": "arn:aws:iam::222222222222:role/cdc-role",
    }
    (pipeline,) = chain["pipelines"]
    assert pipeline["dbuser_arn"] == "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
    assert pipeline["publication"] == "pglog_stream_rpcn_orders"
    version = pipeline.pop("password_version")
    assert version == secret_versions.secret_version("generated-password")
    assert {"name": "cdc-alarm-slot-lag", "cause": "L9"} in chain["alarms"]
    assert chain["slot_lag"] == {"bytes": 10 * 2**30, "seconds": 15 * 60}
    assert outputs["alarm_topic_arn"] == "arn:aws:sns:us-east-2:222222222222:cdc-alarm-topic"
    assert "password" not in str({**chain, "database": {**chain["database"], "master_secret_arn": ""}})


def test_the_program_is_short_and_wires_only():
    lines = (REPOSITORY / "__main__.py").read_text().splitlines()
    assert len(lines) <= 80


def test_logical_names_stay_as_they_are(run):
    """A renamed resource is a replaced one; who means it changes this list and adds an alias."""
    assert sorted(run("lab").types()) == [
        "cdc-alarm-capacity-high",
        "cdc-alarm-login-server-errors",
        "cdc-alarm-logins-throttled",
        "cdc-alarm-memory-low",
        "cdc-alarm-no-login-succeeds",
        "cdc-alarm-permission-refused",
        "cdc-alarm-replication-off",
        "cdc-alarm-slot-disk",
        "cdc-alarm-slot-lag",
        "cdc-alarm-token-refused",
        "cdc-alarm-topic",
        "cdc-alarm-topic-policy",
        "cdc-alarm-transaction-logs",
        "cdc-assume",
        "cdc-cluster",
        "cdc-dashboard",
        "cdc-database-login",
        "cdc-final-snapshot",
        "cdc-from-198.51.100.17-32",
        "cdc-from-203.0.113.24-32",
        "cdc-internet-gateway",
        "cdc-internet-route",
        "cdc-parameters",
        "cdc-role",
        "cdc-route-table",
        "cdc-route-us-east-2a",
        "cdc-route-us-east-2b",
        "cdc-security-group",
        "cdc-subnet-us-east-2a",
        "cdc-subnet-us-east-2b",
        "cdc-subnets",
        "cdc-vpc",
        "cdc-writer",
        "iam_test-bootstrap",
        "iam_test-cluster-idempotent-write",
        "iam_test-connect",
        "iam_test-dead-letter-topic",
        "iam_test-dead-letter-topic-describe",
        "iam_test-dead-letter-topic-write",
        "iam_test-password",
        "iam_test-password-secret",
        "iam_test-pipeline",
        "iam_test-publication",
        "iam_test-role",
        "iam_test-select",
        "iam_test-slot",
        "iam_test-topic",
        "iam_test-topic-describe",
        "iam_test-topic-write",
        "iam_test-usage",
        "iam_test-user",
    ]
