"""A database that exists, under the real engine: its preview says what is missing, before anything is made."""

from dataclasses import replace

import pytest
from moto.rds.models import rds_backends

from lab.backends.backend import LabError
from tests.lab.engine_world import engine_world

PROGRAM = """
from components.database_preconditions import DatabasePreconditions

checked = DatabasePreconditions(
    "checked",
    "shop",
    is_cluster=True,
    pipelines=config.get_int("pipelines") or 1,
    profile="database",
    region="us-east-1",
    port=5432,
    sql="iam",
)
after = pulumi.ResourceOptions.merge(in_database, pulumi.ResourceOptions(depends_on=[checked]))
aws.iam.Role("role", assume_role_policy=TRUST, opts=after)
"""
REPLICATION = [
    {"ParameterName": "rds.iam_auth_for_replication", "ParameterValue": "1", "ApplyMethod": "immediate"},
    {"ParameterName": "rds.logical_replication", "ParameterValue": "1", "ApplyMethod": "pending-reboot"},
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with engine_world(tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture(scope="module")
def rds(world):
    """A cluster made outside Pulumi, without any of what a pipeline asks for."""
    rds = world.accounts.database().client("rds")
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName="shop-parameters", DBParameterGroupFamily="aurora-postgresql16", Description="shop"
    )
    rds.create_db_cluster(
        DBClusterIdentifier="shop",
        Engine="aurora-postgresql",
        EngineVersion="16.6",
        MasterUsername="postgres",
        MasterUserPassword="not-looked-at",
        DBClusterParameterGroupName="shop-parameters",
        Port=5432,
    )
    return rds


@pytest.fixture
def stack(world, rds):
    paths = world.accounts.paths
    profiles = {
        "AWS_CONFIG_FILE": str(paths.aws_config),
        "AWS_SHARED_CREDENTIALS_FILE": str(paths.aws_credentials),
    }
    return lambda program=PROGRAM, **config: replace(world.stack(program, **config), environment=profiles)


AN_INSTANCE = PROGRAM.replace('"shop"', '"store"').replace("is_cluster=True", "is_cluster=False")


@pytest.fixture(scope="module")
def instance(world):
    """An instance of RDS for PostgreSQL with nothing but what an instance has by itself."""
    world.accounts.database().client("rds").create_db_instance(
        DBInstanceIdentifier="store",
        DBInstanceClass="db.t4g.medium",
        Engine="postgres",
        EngineVersion="16.6",
        MasterUsername="postgres",
        MasterUserPassword="not-looked-at",
        AllocatedStorage=20,
        Port=5432,
    )


@pytest.mark.usefixtures("instance")
def test_a_preview_says_all_that_an_instance_lacks(world, stack):
    where = "--profile database --region us-east-1"
    with pytest.raises(LabError) as refusal:
        world.changes(stack(AN_INSTANCE).preview)
    said = str(refusal.value)
    assert (
        "store: IAM database authentication: got off, want on (pipelines log in by token); run (no restart): aws rds "
        "modify-db-instance --db-instance-identifier store --enable-iam-database-authentication --apply-immediately "
        f"{where}"
    ) in said
    assert (
        "store: parameter group: got 'default.postgres16', want one of its own with rds.iam_auth_for_replication 1, "
        "rds.logical_replication 1 (a default group cannot be changed); run (restarts the database): aws rds "
        "create-db-parameter-group --db-parameter-group-name store-cdc --db-parameter-group-family postgres16"
    ) in said
    assert roles(world) == []


def roles(world):
    return world.accounts.database().client("iam").list_roles()["Roles"]


@pytest.mark.parametrize("operation", ["preview", "up"])
def test_all_that_is_missing_stops_a_preview_and_an_update_before_anything_is_made(world, stack, operation):
    with pytest.raises(LabError) as refusal:
        world.changes(getattr(stack(), operation))
    said = str(refusal.value)
    assert "shop: IAM database authentication: got off, want on" in said
    assert "shop-parameters: rds.iam_auth_for_replication: got no value, want 1" in said
    assert "shop-parameters: rds.logical_replication: got no value, want 1" in said
    assert "; run (no restart): aws rds modify-db-cluster --db-cluster-identifier shop --enable-iam" in said
    assert "Traceback" not in said
    assert roles(world) == []


def test_what_the_commands_say_mends_it(world, stack, rds):
    account = rds_backends[world.accounts.database_account]["us-east-1"]
    account.clusters["shop"].iam_auth = True  # which moto's ModifyDBCluster leaves as it is
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName="shop-parameters", Parameters=REPLICATION)
    assert "role" in world.changes(stack().preview)
    world.changes(stack().up)
    assert len(roles(world)) == 1
    assert world.changes(stack().preview) == {}


def test_more_pipelines_than_there_are_slots_for_stop_the_next_preview(world, stack):
    with pytest.raises(LabError, match=r"max_replication_slots: got no value, want 22 or more \(0 in use, 2 for each"):
        world.changes(stack(pipelines=11).preview)
    assert world.changes(stack(pipelines=2).up) == {"default": ["update"], "checked": ["update"]}


def described(rds):
    (cluster,) = rds.describe_db_clusters()["DBClusters"]
    parameters = rds.describe_db_cluster_parameters(DBClusterParameterGroupName="shop-parameters")["Parameters"]
    timeless = {key: value for key, value in cluster.items() if not key.endswith("RestorableTime")}
    return timeless, parameters


def test_destroy_leaves_the_database_as_it_was(world, stack, rds):
    before = described(rds)
    world.changes(stack().destroy)
    assert described(rds) == before
    assert roles(world) == []
