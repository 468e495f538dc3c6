"""The RDS backends against moto: what a cluster and its instances give, and when PostgreSQL comes and goes."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends import aurora_server, rds, rds_lookups, secretsmanager
from lab.backends.backend import LabError
from lab.backends.values import plain
from tests.lab.aurora_account import PARAMETERS, AuroraAccount, FakeServer


@pytest.fixture(scope="module")
def account(database):
    return AuroraAccount(database)


@pytest.fixture(autouse=True)
def servers(monkeypatch, tmp_path):
    monkeypatch.setattr(aurora_server, "PostgresServer", FakeServer)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # LabPaths.runtime lies there
    FakeServer.calls.clear()
    return FakeServer.calls


def master_secret(account, cluster):
    secret_arn = cluster.outputs["masterUserSecrets"][0]["secretArn"]
    return plain(secretsmanager.get_secret_version(account.provider, {"secretId": secret_arn}))


def test_a_cluster_gives_what_the_program_builds_on(account):
    outputs = account.cluster(port=15432).outputs
    assert outputs["clusterResourceId"].startswith("cluster-")
    assert outputs["endpoint"].startswith(f"{outputs['clusterIdentifier']}.cluster-")
    assert "cluster-ro-" in outputs["readerEndpoint"]
    assert outputs["arn"].endswith(f":{account.provider.account_id}:cluster:{outputs['clusterIdentifier']}")
    assert (outputs["port"], outputs["engineVersionActual"], outputs["databaseName"]) == (15432, "17.4", "demo")
    assert outputs["tagsAll"] == {"stack": "lab"}
    assert set(outputs["masterUserSecrets"][0]) == {"kmsKeyId", "secretArn", "secretStatus"}


def test_each_cluster_has_a_master_password_of_its_own(account):
    first, second = (json.loads(master_secret(account, account.cluster())["secretString"]) for _ in range(2))
    assert first["username"] == "boss"
    assert len(first["password"]) == 28
    assert first["password"] != second["password"]


def test_the_first_instance_is_the_writer_and_brings_postgresql_up_once(account, servers):
    cluster = account.cluster()
    assert cluster.id not in servers
    writer, reader = account.instance(cluster), account.instance(cluster)
    assert (writer.outputs["writer"], reader.outputs["writer"]) == (True, False)
    password = json.loads(master_secret(account, cluster)["secretString"])["password"]
    assert servers[cluster.id] == [
        ("initialise",),
        ("start", {"wal_level": "logical", "max_replication_slots": "40"}),
        ("create_master", "boss", password, "demo"),
    ]


@pytest.mark.parametrize(
    "parameters", [[], [{"name": "rds.logical_replication", "value": "0", "applyMethod": "pending-reboot"}]]
)
def test_without_logical_replication_in_the_parameter_group_there_is_none(account, servers, parameters):
    cluster = account.cluster(dbClusterParameterGroupName=account.group("aurora-postgresql17", parameters))
    account.instance(cluster)
    assert servers[cluster.id][1] == ("start", {"wal_level": "replica"})


def test_an_instance_whose_postgresql_does_not_start_leaves_nothing_for_the_next_try(account, servers, monkeypatch):
    cluster = account.cluster()
    with monkeypatch.context() as refusing:
        refusing.setattr(FakeServer, "create_master", lambda *_: (_ for _ in ()).throw(LabError("no master")))
        with pytest.raises(LabError, match="no master"):
            account.instance(cluster, identifier="cdc-first")
    assert servers[cluster.id][-1] == ("remove",)
    writer = account.instance(cluster, identifier="cdc-first")
    assert writer.outputs["writer"] is True
    assert [call[0] for call in servers[cluster.id]][-3:] == ["initialise", "start", "create_master"]


def test_more_than_twenty_parameters_all_arrive(account, servers):
    many = [{"name": f"custom.p{n}", "value": "1"} for n in range(25)] + PARAMETERS
    cluster = account.cluster(dbClusterParameterGroupName=account.group("aurora-postgresql17", many))
    account.instance(cluster)
    assert servers[cluster.id][1] == ("start", {"wal_level": "logical", "max_replication_slots": "40"})


def test_postgresql_stops_with_the_last_instance_and_its_data_goes_with_the_cluster(account, servers):
    cluster = account.cluster()
    writer, reader = account.instance(cluster), account.instance(cluster)
    account.delete("ClusterInstance", reader, clusterIdentifier=cluster.id)
    assert servers[cluster.id][-1][0] == "create_master"
    account.delete("ClusterInstance", writer, clusterIdentifier=cluster.id)
    assert servers[cluster.id][-1] == ("stop",)
    account.delete("Cluster", cluster, skipFinalSnapshot=True)
    assert servers[cluster.id][-1] == ("remove",)


def test_an_instance_made_later_finds_the_data_again(account, servers):
    cluster = account.cluster()
    account.delete("ClusterInstance", account.instance(cluster), clusterIdentifier=cluster.id)
    account.instance(cluster)
    assert [call[0] for call in servers[cluster.id]] == ["initialise", "start", "create_master", "stop", "start"]


def test_a_cluster_with_instances_is_not_deleted(account, servers):
    cluster = account.cluster()
    account.instance(cluster)
    with pytest.raises(ClientError, match="InvalidDBClusterStateFault"):
        account.delete("Cluster", cluster, skipFinalSnapshot=True)
    assert servers[cluster.id][-1][0] == "create_master"


def test_a_protected_cluster_is_not_deleted(account):
    cluster = account.cluster(deletionProtection=True)
    with pytest.raises(ClientError, match="Cannot delete protected Cluster"):
        account.delete("Cluster", cluster, skipFinalSnapshot=True)


def test_the_final_snapshot_is_taken(account):
    cluster = account.cluster()
    account.delete("Cluster", cluster, finalSnapshotIdentifier="cdc-final-0a1b")
    snapshots = account.provider.client("rds").describe_db_cluster_snapshots(DBClusterIdentifier=cluster.id)
    assert "cdc-final-0a1b" in [found["DBClusterSnapshotIdentifier"] for found in snapshots["DBClusterSnapshots"]]


def test_a_refresh_finds_what_is_as_it_was_made(account):
    cluster = account.cluster(enabledCloudwatchLogsExports=["postgresql", "instance"], port=15432)
    instance = account.instance(cluster)
    group = account.create("SubnetGroup", subnetIds=account.subnets)
    parameters = account.create("ClusterParameterGroup", family="aurora-postgresql17", parameters=PARAMETERS)
    assert [made.drift() for made in (instance, group, parameters)] == [{}, {}, {}]
    assert cluster.drift() == {"clusterMembers": [instance.id]}


def test_a_cluster_changes_in_place(account):
    cluster = account.cluster()
    cluster.update(
        port=15433,
        serverlessv2ScalingConfiguration={"minCapacity": 1, "maxCapacity": 4},
        backupRetentionPeriod=9,
        deletionProtection=True,
        tags={"team": "shop"},
    )
    found = rds.describe_cluster(account.provider, cluster.id)
    assert (found["Port"], found["BackupRetentionPeriod"], found["DeletionProtection"]) == (15433, 9, True)
    assert found["ServerlessV2ScalingConfiguration"] == {"MinCapacity": 1.0, "MaxCapacity": 4.0}
    assert {tag["Key"]: tag["Value"] for tag in found["TagList"]} == {"stack": "lab", "team": "shop"}
    assert cluster.drift() == {}


def test_what_makes_another_cluster_is_what_its_provider_says(account):
    cluster = account.cluster()
    changes = {"databaseName": "other", "masterUsername": "other", "dbSubnetGroupName": "other"}
    assert cluster.replaced_by(**changes, port=5433, engineVersion="17.5") == set(changes)


def test_a_cluster_changed_or_deleted_by_hand_is_drift(account):
    cluster = account.cluster()
    client = account.provider.client("rds")
    client.modify_db_cluster(DBClusterIdentifier=cluster.id, BackupRetentionPeriod=3)
    assert cluster.drift() == {"backupRetentionPeriod": 3}
    client.delete_db_cluster(DBClusterIdentifier=cluster.id, SkipFinalSnapshot=True)
    assert cluster.drift() == {"": None}


def test_an_instance_changes_in_place_and_of_another_cluster_is_another(account):
    cluster = account.cluster()
    instance = account.instance(cluster)
    instance.update(publiclyAccessible=True, promotionTier=2)
    (found,) = account.provider.client("rds").describe_db_instances(DBInstanceIdentifier=instance.id)["DBInstances"]
    assert (found["PubliclyAccessible"], found["PromotionTier"]) == (True, 2)
    assert instance.replaced_by(clusterIdentifier="other") == {"clusterIdentifier"}
    account.provider.client("rds").delete_db_instance(DBInstanceIdentifier=instance.id, SkipFinalSnapshot=True)
    assert instance.drift() == {"": None}


def test_a_parameter_is_set_in_place_and_by_hand_it_is_drift(account):
    group = account.create("ClusterParameterGroup", family="aurora-postgresql17", parameters=PARAMETERS)
    group.update(parameters=[*PARAMETERS, {"name": "max_wal_senders", "value": "30", "applyMethod": "pending-reboot"}])
    assert group.drift() == {}
    account.provider.client("rds").modify_db_cluster_parameter_group(
        DBClusterParameterGroupName=group.id,
        Parameters=[{"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "immediate"}],
    )
    ((key, value),) = group.drift().items()
    assert key == "parameters"
    assert {"applyMethod": "immediate", "name": "rds.force_ssl", "value": "0"} in value
    assert group.replaced_by(family="aurora-postgresql16") == {"family"}


def test_a_secret_version_gives_every_declared_property_and_marks_the_text_secret(account):
    from pulumi_aws.secretsmanager.get_secret_version import GetSecretVersionResult

    cluster = account.cluster()
    secret_arn = cluster.outputs["masterUserSecrets"][0]["secretArn"]
    found = secretsmanager.get_secret_version(account.provider, {"secretId": secret_arn})
    declared = {
        getattr(value.fget, "_pulumi_name", name)
        for name, value in vars(GetSecretVersionResult).items()
        if isinstance(value, property)
    }
    assert set(found) == declared
    assert found["secretString"] != plain(found["secretString"])


def test_a_cluster_that_exists_is_found_as_it_was_made(account):
    cluster = account.cluster(port=15432)
    instance = account.instance(cluster)
    found = rds_lookups.get_cluster(account.provider, {"clusterIdentifier": cluster.id})
    same = ("arn", "endpoint", "readerEndpoint", "clusterResourceId", "masterUserSecrets", "vpcSecurityGroupIds")
    assert {key: found[key] for key in same} == {key: cluster.outputs[key] for key in same}
    assert (found["port"], found["clusterMembers"]) == (15432, [instance.id])
    by_instance = rds_lookups.get_instance(account.provider, {"dbInstanceIdentifier": instance.id})
    assert by_instance["resourceId"] == instance.outputs["dbiResourceId"]
    assert by_instance["dbClusterIdentifier"] == cluster.id


def test_a_cluster_that_does_not_exist_is_not_found(account):
    with pytest.raises(ClientError, match="DBClusterNotFoundFault"):
        rds_lookups.get_cluster(account.provider, {"clusterIdentifier": "none"})
