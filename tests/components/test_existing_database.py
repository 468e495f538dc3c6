from dataclasses import replace
from functools import partial

import pulumi
import pulumi_aws as aws
import pytest

from components import database_sql, rds_description
from components.database_preconditions import PreconditionsProvider
from components.existing_database import ExistingDatabase, ExistingDatabaseArgs, FoundDatabase
from components.ingress_source import IngressSource
from components.sql_session import SqlRefused
from domain.slots_in_use import in_use_query
from tests.domain.described_databases import READY as DESCRIBED

FOUND = FoundDatabase(
    arn="arn:aws:rds:us-east-2:222222222222:cluster:shop",
    endpoint="shop.cluster-x.us-east-2.rds.amazonaws.com",
    resource_id="cluster-ABC",
    parameter_group_name="shop-parameters",
    master_secret_arn="arn:managed",
)
ARGS = {
    "found": FOUND,
    "identifier": "shop",
    "is_cluster": True,
    "slots": ["rpcn_a", "rpcn_b"],
    "users": ["cdc_a", "cdc_b"],
    "profile": "database",
    "region": "us-east-2",
    "port": 5433,
    "sql": "master",
}
PROPS = {key: value for key, value in ARGS.items() if key != "found"} | {"secret_arn": "", "pipelines": 2, "login": {}}
SOURCES = [IngressSource(cidr="198.51.100.17/32", description="Redpanda")]


def made(engine, read=lambda database: database.endpoint, **args):
    values = []

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        database = ExistingDatabase(
            "cdc", ExistingDatabaseArgs(**ARGS | args), pulumi.ResourceOptions(provider=account)
        )
        pulumi.Output.from_input(read(database)).apply(values.append)

    engine.run(program)
    return values[0]


def test_nothing_is_made_but_the_check(engine):
    made(engine, ingress=SOURCES)
    assert engine.types() == {"cdc-preconditions": "pulumi-python:dynamic/rpcn:DatabasePreconditions"}
    inputs = engine.inputs("cdc-preconditions")
    assert {key: value for key, value in inputs.items() if key != "__provider"} == PROPS


def test_one_rule_for_each_source_on_the_group_that_is_named(engine):
    made(engine, ingress=SOURCES, ingress_group_id="sg-1")
    assert engine.inputs("cdc-from-198.51.100.17-32") == {
        "securityGroupId": "sg-1",
        "ipProtocol": "tcp",
        "fromPort": 5433,
        "toPort": 5433,
        "cidrIpv4": "198.51.100.17/32",
        "description": "Redpanda",
    }
    assert engine.waits_for("cdc-from-198.51.100.17-32") == {"cdc-preconditions"}
    assert engine.provider_names()["cdc-from-198.51.100.17-32"] == "database-account"
    assert len(engine.types()) == 2


@pytest.mark.parametrize(
    ("output", "value"),
    [
        ("arn", "arn:aws:rds:us-east-2:222222222222:cluster:shop"),
        ("endpoint", "shop.cluster-x.us-east-2.rds.amazonaws.com"),
        ("resource_id", "cluster-ABC"),
        ("cluster_identifier", "shop"),
        ("parameter_group_name", "shop-parameters"),
        ("master_secret_arn", "arn:managed"),
    ],
)
def test_it_tells_what_a_new_cluster_tells(engine, output, value):
    assert made(engine, lambda database: getattr(database, output)) == value


@pytest.mark.parametrize(("managed", "named", "told"), [("a", "b", "b"), (None, "b", "b"), (None, None, "")])
def test_the_secret_is_the_one_that_is_named_or_the_managed_one(engine, managed, named, told):
    found = replace(FOUND, master_secret_arn=managed)
    assert made(engine, lambda database: database.master_secret_arn, found=found, secret_arn=named) == told


def test_a_dbuser_arn_is_built_from_the_resource_id_of_a_cluster_or_an_instance(engine):
    instance = replace(FOUND, arn="arn:aws:rds:us-east-2:222222222222:db:shop", resource_id="db-ABC")
    arn = made(engine, lambda database: database.dbuser_arn("cdc_orders"), found=instance, is_cluster=False)
    assert arn == "arn:aws:rds-db:us-east-2:222222222222:dbuser:db-ABC/cdc_orders"


def test_whoever_logs_in_waits_for_the_check(engine):
    async def names(output):
        return {resource._name for resource in await output.resources()}

    assert "cdc-preconditions" in made(engine, lambda database: names(database.endpoint))


@pytest.fixture
def described(monkeypatch):
    def install(answer):
        def describe(identifier, **how):
            assert (identifier, how) == (
                "shop",
                {"is_cluster": True, "profile": "database", "region": "us-east-2"},
            )
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(rds_description, "describe", describe)

    return install


def reasons(olds=()):
    return [failure.reason for failure in PreconditionsProvider().check(dict(olds), PROPS).failures]


def test_a_database_that_has_everything_passes(described):
    described(DESCRIBED)
    assert reasons() == []
    assert PreconditionsProvider().create(PROPS).id == "shop"


def test_all_that_is_missing_is_said_in_a_preview_already(described):
    described(replace(DESCRIBED, iam_login=False, parameters={}))
    assert [line.partition(":")[0] for line in reasons()] == ["shop", "shop-parameters", "shop-parameters"]


def test_a_stack_file_that_speaks_of_something_else_is_told_in_the_same_list(described):
    described(replace(DESCRIBED, iam_login=False, port=5432, has_managed_secret=False))
    assert [line.partition(":")[0] for line in reasons()] == [
        "shop",
        "database.port",
        "database.existing.secretArn",
    ]


def test_a_database_that_cannot_be_described_is_one_sentence(described):
    described(LookupError("database.existing.clusterIdentifier: got 'shop', want a database"))
    assert reasons() == ["database.existing.clusterIdentifier: got 'shop', want a database"]


@pytest.fixture
def told(monkeypatch, described):
    """What the database says of its slots and senders."""

    def install(answer):
        def run(login, statement):
            assert (login, statement) == (LOGIN, in_use_query(["rpcn_a", "rpcn_b"], ["cdc_a", "cdc_b"]))
            if isinstance(answer, Exception):
                raise answer
            return [answer]

        described(replace(DESCRIBED, pending_reboot=True))
        monkeypatch.setattr(database_sql, "run", run)

    return install


LOGIN = {"host": "shop"}
WITH_A_LOGIN = PROPS | {"login": LOGIN}


@pytest.mark.parametrize(
    "operation",
    [PreconditionsProvider().create, partial(PreconditionsProvider().update, "id", WITH_A_LOGIN)],
    ids=["create", "update"],
)
def test_slots_and_senders_of_others_are_asked_for_when_it_is_deployed(told, operation):
    told([17, 1])
    with pytest.raises(SqlRefused) as refused:
        operation(WITH_A_LOGIN)
    assert [line.partition(";")[0] for line in str(refused.value).splitlines()] == [
        "shop-parameters: max_replication_slots: got no value, want 21 or more (17 in use, 2 for each pipeline)",
        "shop-parameters: max_wal_senders: got 4, want 5 or more (1 in use, 2 for each pipeline)",
    ]
    told([16, 0])
    operation(WITH_A_LOGIN)


def test_who_cannot_log_in_is_told_so_by_what_is_made_next(told):
    told(SqlRefused("no route"))
    assert PreconditionsProvider().create(WITH_A_LOGIN).id == "shop"


def test_a_restart_that_others_wait_for_stops_the_first_deployment_only(described):
    described(replace(DESCRIBED, pending_reboot=True))
    assert len(reasons()) == 1
    assert reasons(olds=PROPS) == []


def test_another_database_is_another_check_and_another_number_of_pipelines_is_remembered():
    provider = PreconditionsProvider()
    assert provider.diff("id", PROPS, PROPS).changes is False
    assert provider.diff("id", PROPS, PROPS | {"identifier": "other"}).replaces == ["identifier"]
    difference = provider.diff("id", PROPS, PROPS | {"pipelines": 3})
    assert (difference.changes, difference.replaces) == (True, [])
    assert provider.update("id", PROPS, PROPS | {"pipelines": 3}).outs == PROPS | {"pipelines": 3}
