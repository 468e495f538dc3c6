"""Which host names lead to a cluster, and what a login there depends on."""

import itertools

import pytest
from moto.rds.models import rds_backends

from lab.backends.backend import LabError
from lab.cloud.aurora import AuroraClusters
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.cloud_world import DATABASE, REDPANDA, running_world

numbers = itertools.count(1)
ON = {"rds.logical_replication": "1", "rds.iam_auth_for_replication": "1"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture
def running(monkeypatch):
    """Directories whose server runs, by the port it has; the others do not run."""
    ports = {}

    def port(server):
        if server.socket_directory not in ports:
            raise LabError("not running")
        return ports[server.socket_directory]

    monkeypatch.setattr(PostgresServer, "port", property(port))
    return ports


@pytest.fixture
def paths(tmp_path):
    return LabPaths(tmp_path)


@pytest.fixture
def create(world, running, paths):
    def create(account=DATABASE, parameters=ON, **settings):
        rds = world.client(world.administrators[account], "rds")
        number = next(numbers)
        name, group = f"cdc-{number}", f"group-{number}"
        rds.create_db_cluster_parameter_group(
            DBClusterParameterGroupName=group, DBParameterGroupFamily="aurora-postgresql17", Description="test"
        )
        rds.modify_db_cluster_parameter_group(
            DBClusterParameterGroupName=group,
            Parameters=[{"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()],
        )
        settings = {
            "Engine": "aurora-postgresql",
            "EngineVersion": "17.4",
            "DBClusterParameterGroupName": group,
            "MasterUsername": "master",
            "ManageMasterUserPassword": True,
            "EnableIAMDatabaseAuthentication": True,
            **settings,
        }
        cluster = rds.create_db_cluster(DBClusterIdentifier=name, **settings)["DBCluster"]
        running[PostgresServer(paths.databases / name).socket_directory] = 40_000 + number
        return cluster

    return create


@pytest.fixture
def at(paths):
    return AuroraClusters(paths).cluster_at


def test_writer_and_reader_endpoint_lead_to_the_cluster(create, at, paths, running):
    made = create(Port=15432)
    for host in (made["Endpoint"], made["ReaderEndpoint"]):
        cluster = at(host)
        assert (cluster.endpoint, cluster.port) == (host, 15432)
        assert (cluster.account, cluster.region) == (DATABASE, "us-east-2")
        assert cluster.resource_id == made["DbClusterResourceId"]
        assert cluster.status == "available"
        assert cluster.socket_directory.is_relative_to(paths.databases / made["DBClusterIdentifier"])
        assert cluster.postgres_port == running[cluster.socket_directory]
        arn = f"arn:aws:rds-db:us-east-2:{DATABASE}:dbuser:{made['DbClusterResourceId']}/user"
        assert cluster.dbuser_arn("user") == arn


def test_every_account_has_its_own_clusters(create, at):
    both = {account: create(account) for account in (REDPANDA, DATABASE)}
    assert {account: at(made["Endpoint"]).account for account, made in both.items()} == {
        REDPANDA: REDPANDA,
        DATABASE: DATABASE,
    }


def test_any_other_name_leads_nowhere(create, at):
    made = create()
    for host in ("", "cdc", "localhost", made["Endpoint"] + ".", made["Endpoint"].replace("us-east-2", "us-east-1")):
        assert at(host) is None


def test_a_cluster_without_a_running_server_is_not_there(create, at, running):
    made = create()
    running.clear()
    assert at(made["Endpoint"]) is None


def test_another_engine_is_not_ours(create, at):
    assert at(create(Engine="aurora-mysql", EngineVersion="8.0")["Endpoint"]) is None


def test_the_status_is_the_clusters_own(create, at):
    made = create()
    rds_backends[DATABASE]["us-east-2"].clusters[made["DBClusterIdentifier"]].status = "stopped"
    assert at(made["Endpoint"]).status == "stopped"


@pytest.mark.parametrize("enabled", [True, False])
def test_iam_authentication_is_as_the_cluster_was_made(create, at, enabled):
    made = create(EnableIAMDatabaseAuthentication=enabled)
    assert at(made["Endpoint"]).iam_authentication is enabled


@pytest.mark.parametrize(
    ("parameters", "allowed"),
    [
        (ON, True),
        ({}, False),
        ({**ON, "rds.logical_replication": "0"}, False),
        ({**ON, "rds.iam_auth_for_replication": "0"}, False),
        ({"rds.iam_auth_for_replication": "1"}, False),
        ({"rds.logical_replication": "1"}, False),
    ],
)
def test_replication_with_a_token_takes_both_parameters(create, at, parameters, allowed):
    assert at(create(parameters=parameters)["Endpoint"]).iam_auth_for_replication is allowed


def test_a_parameter_group_that_is_not_there_sets_nothing(create, at):
    made = create(DBClusterParameterGroupName="absent")
    assert at(made["Endpoint"]).iam_auth_for_replication is False
