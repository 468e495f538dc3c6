"""The RDS backends against moto: what Aurora refuses and moto would let pass."""

import pytest
from botocore.exceptions import ClientError

from lab.backends import aurora_server, rds
from lab.backends.backend import LabError
from tests.lab.aurora_account import AuroraAccount, FakeServer


@pytest.fixture(scope="module")
def account(database):
    return AuroraAccount(database)


@pytest.fixture(autouse=True)
def servers(monkeypatch, tmp_path):
    monkeypatch.setattr(aurora_server, "PostgresServer", FakeServer)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # LabPaths.runtime lies there
    FakeServer.calls.clear()
    return FakeServer.calls


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"engineVersion": "17.99"}, "InvalidParameterCombination: Cannot find version 17.99 for aurora-postgresql"),
        ({"engineVersion": "17"}, "Cannot find version 17 for"),
        ({"engineVersion": "9.6"}, "Cannot find version 9.6 for"),
        ({"engineVersion": "x.4"}, "Cannot find version x.4 for"),
        ({"engineVersion": None}, "engineVersion: got none"),
        ({"engineVersion": "16.4"}, "DBParameterGroupFamily aurora-postgresql17 can't be used for this instance"),
        ({"engine": "aurora-mysql"}, "engine: got 'aurora-mysql'"),
        ({"engineMode": "serverless"}, "The engine mode serverless you requested is currently unavailable"),
        ({"dbClusterParameterGroupName": "none"}, "DBClusterParameterGroup not found: none"),
        ({"dbSubnetGroupName": "none"}, "DB subnet group 'none' does not exist"),
        ({"vpcSecurityGroupIds": ["sg-none"]}, "Invalid security group , groupId= sg-none"),
        ({"manageMasterUserPassword": False}, "manageMasterUserPassword: got false"),
        ({"masterPassword": "x"}, "masterPassword: the lab's backend does not emulate"),
        ({"enabledCloudwatchLogsExports": ["audit", "postgresql"]}, "cannot use the log types 'audit'"),
        ({"clusterIdentifier": "a--b"}, "is not a valid identifier"),
        ({"clusterIdentifier": "1a"}, "is not a valid identifier"),
        ({"clusterIdentifier": "a" * 64}, "is not a valid identifier"),
    ],
)
def test_a_cluster_is_refused_in_the_services_words(account, changes, message):
    before = len(account.provider.client("rds").describe_db_clusters()["DBClusters"])
    with pytest.raises(LabError) as refusal:
        account.cluster(**changes)
    assert message in str(refusal.value)
    assert len(account.provider.client("rds").describe_db_clusters()["DBClusters"]) == before


@pytest.mark.parametrize(("minimum", "maximum"), [(0, 1), (0.5, 1), (0.5, 0.5 + 0.5), (256, 256), (8, 8)])
def test_capacity_in_steps_of_half_an_acu_is_taken(account, minimum, maximum):
    account.cluster(serverlessv2ScalingConfiguration={"minCapacity": minimum, "maxCapacity": maximum})


@pytest.mark.parametrize(("minimum", "maximum"), [(-0.5, 1), (0.3, 1), (0.5, 0.5), (0.5, 1.7), (1, 256.5), (4, 2)])
def test_any_other_capacity_is_refused(account, minimum, maximum):
    with pytest.raises(LabError, match="InvalidParameterValue: Serverless v2 m"):
        account.cluster(serverlessv2ScalingConfiguration={"minCapacity": minimum, "maxCapacity": maximum})


def test_a_security_group_of_another_network_is_refused(account):
    elsewhere = account.create("SecurityGroup", vpcId=account.create("Vpc", cidrBlock="10.31.0.0/24").id)
    with pytest.raises(LabError, match="are in different VPCs"):
        account.cluster(vpcSecurityGroupIds=[elsewhere.id])


def test_subnets_in_one_zone_are_refused(account):
    with pytest.raises(LabError, match=r"DBSubnetGroupDoesNotCoverEnoughAZs: .*Current AZ coverage: us-east-1a\."):
        account.create("SubnetGroup", subnetIds=account.subnets[:2])


def test_an_unknown_subnet_is_refused(account):
    with pytest.raises(ClientError, match="InvalidSubnetID"):
        account.create("SubnetGroup", subnetIds=[*account.subnets, "subnet-none"])


@pytest.mark.parametrize("name", ["rds.logical_replication", "max_replication_slots", "max_wal_senders"])
def test_a_static_parameter_cannot_be_applied_at_once(account, name):
    for method in ({}, {"applyMethod": "immediate"}):
        with pytest.raises(LabError, match="cannot use immediate apply method for static parameter"):
            account.group("aurora-postgresql17", [{"name": name, "value": "1", **method}])


def test_an_unknown_parameter_group_family_is_refused(account):
    with pytest.raises(LabError, match="aurora-postgresql99 is not a valid parameter group family"):
        account.group("aurora-postgresql99", [])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"clusterIdentifier": "nobody"}, "DBClusterNotFound"),
        ({"instanceClass": "db.t4g.medium"}, "instanceClass: got 'db.t4g.medium'"),
        ({"engineVersion": "17.5"}, "engineVersion requested for your DB instance (17.5) is incompatible"),
        ({"engine": "postgres"}, "engine requested for your DB instance (postgres) is incompatible"),
    ],
)
def test_an_instance_is_refused(account, changes, message):
    inputs = {
        "clusterIdentifier": account.cluster().id,
        "engine": "aurora-postgresql",
        "instanceClass": "db.serverless",
    }
    with pytest.raises((LabError, ClientError)) as refusal:
        account.create("ClusterInstance", **{**inputs, **changes})
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, "final_snapshot_identifier is required when skip_final_snapshot is false"),
        ({"finalSnapshotIdentifier": "a--b"}, "finalSnapshotIdentifier: got 'a--b'"),
        ({"finalSnapshotIdentifier": "a-"}, "finalSnapshotIdentifier: got 'a-'"),
        ({"finalSnapshotIdentifier": "1a"}, "finalSnapshotIdentifier: got '1a'"),
        ({"finalSnapshotIdentifier": "a_b"}, "finalSnapshotIdentifier: got 'a_b'"),
    ],
)
def test_an_illegal_final_snapshot_keeps_the_cluster(account, state, message):
    cluster = account.cluster()
    with pytest.raises(LabError) as refusal:
        account.delete("Cluster", cluster, **state)
    assert message in str(refusal.value)
    assert rds.describe_cluster(account.provider, cluster.id)["Status"] == "available"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("17.4", "InvalidParameterCombination: Cannot upgrade aurora-postgresql from 17.5 to 17.4"),
        ("16.9", "InvalidParameterCombination: Cannot upgrade aurora-postgresql from 17.5 to 16.9"),
        ("18.3", "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."),
    ],
)
def test_a_cluster_stays_within_its_major_version_and_goes_forward(account, version, message):
    cluster = account.cluster(engineVersion="17.5")
    family = f"aurora-postgresql{version.partition('.')[0]}"
    with pytest.raises(LabError) as refusal:
        cluster.update(engineVersion=version, dbClusterParameterGroupName=account.group(family, []))
    assert message in str(refusal.value)
    cluster.update(engineVersion="17.6")


def test_a_subnet_group_stays_in_its_vpc(account):
    group = account.create("SubnetGroup", subnetIds=account.subnets)
    other = account.create("Vpc", cidrBlock="10.31.0.0/24").id
    elsewhere = [
        account.create("Subnet", vpcId=other, cidrBlock=f"10.31.0.{n * 64}/26", availabilityZone=f"us-east-1{z}").id
        for n, z in enumerate("ab")
    ]
    with pytest.raises(LabError, match="The new Subnets are not in the same Vpc as the existing subnet group"):
        group.update(subnetIds=elsewhere)
