import pulumi
import pulumi_aws as aws
import pulumi_random
import pytest

from components.aurora_iam_cluster import AuroraIamCluster, AuroraIamClusterArgs

REQUIRED = {
    "subnet_ids": ["subnet-1", "subnet-2"],
    "security_group_id": "sg-1",
    "database_name": "shop",
    "master_username": "postgres",
    "pipelines": 1,
}


def made(engine, read=lambda cluster: cluster.endpoint, **args):
    values = []

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        options = pulumi.ResourceOptions(providers=[account, pulumi_random.Provider("random")])
        cluster = AuroraIamCluster("cdc", AuroraIamClusterArgs(**REQUIRED | args), options)
        pulumi.Output.from_input(read(cluster)).apply(values.append)

    engine.run(program)
    return values[0]


def test_the_children_are_a_parameter_group_a_subnet_group_a_cluster_and_its_writer(engine):
    made(engine)
    assert engine.types() == {
        "cdc-parameters": "aws:rds/clusterParameterGroup:ClusterParameterGroup",
        "cdc-subnets": "aws:rds/subnetGroup:SubnetGroup",
        "cdc-final-snapshot": "random:index/randomId:RandomId",
        "cdc-cluster": "aws:rds/cluster:Cluster",
        "cdc-writer": "aws:rds/clusterInstance:ClusterInstance",
    }


def test_who_sets_only_what_is_required_gets_a_protected_encrypted_private_cluster(engine):
    made(engine)
    assert engine.inputs("cdc-cluster") == {
        "engine": "aurora-postgresql",
        "engineMode": "provisioned",
        "engineVersion": "17.4",
        "databaseName": "shop",
        "port": 5432,
        "masterUsername": "postgres",
        "manageMasterUserPassword": True,
        "iamDatabaseAuthenticationEnabled": True,
        "storageEncrypted": True,
        "dbClusterParameterGroupName": "cdc-parameters",
        "dbSubnetGroupName": "cdc-subnets",
        "vpcSecurityGroupIds": ["sg-1"],
        "serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 2},
        "enabledCloudwatchLogsExports": ["postgresql", "iam-db-auth-error"],
        "databaseInsightsMode": "standard",
        "backupRetentionPeriod": 7,
        "copyTagsToSnapshot": True,
        "deletionProtection": True,
        "skipFinalSnapshot": False,
        "finalSnapshotIdentifier": "cdc-final-0badcafe",
        "applyImmediately": True,
    }
    assert engine.inputs("cdc-writer") == {
        "clusterIdentifier": "cdc-cluster-id",
        "engine": "aurora-postgresql",
        "instanceClass": "db.serverless",
        "dbSubnetGroupName": "cdc-subnets",
        "publiclyAccessible": False,
        "autoMinorVersionUpgrade": False,
        "promotionTier": 0,
        "copyTagsToSnapshot": True,
        "applyImmediately": True,
    }


def test_the_parameter_group_has_the_family_of_the_engine_and_the_parameters_of_replication(engine):
    made(engine, engine_version="16.6", pipelines=11)
    group = engine.inputs("cdc-parameters")
    assert group["family"] == "aurora-postgresql16"
    assert {p["name"]: (p["value"], p["applyMethod"]) for p in group["parameters"]} == {
        "max_replication_slots": ("60", "pending-reboot"),
        "max_wal_senders": ("60", "pending-reboot"),
        "rds.force_ssl": ("1", "immediate"),
        "rds.iam_auth_for_replication": ("1", "immediate"),
        "rds.logical_replication": ("1", "pending-reboot"),
    }


def test_the_data_api_is_on_where_sql_is_to_run_over_it_and_is_not_mentioned_elsewhere(engine):
    arn = made(engine, lambda cluster: cluster.arn, data_api=True)
    assert engine.inputs("cdc-cluster")["enableHttpEndpoint"] is True
    assert arn == "arn:aws:rds:us-east-2:222222222222:cluster:cdc-cluster"


def test_readers_stand_behind_the_writer(engine):
    made(engine, readers=2, public=True)
    instances = {name: engine.inputs(name) for name in ("cdc-writer", "cdc-reader-1", "cdc-reader-2")}
    assert [i["promotionTier"] for i in instances.values()] == [0, 1, 2]
    assert {i["publiclyAccessible"] for i in instances.values()} == {True}
    assert "cdc-reader-3" not in engine.types()


@pytest.mark.parametrize("protected", [True, False])
def test_pulumi_protects_the_cluster_as_aws_does(engine, protected):
    made(engine, deletion_protection=protected)
    assert engine.options["cdc-cluster"].protect is protected
    assert engine.inputs("cdc-cluster")["deletionProtection"] is protected


@pytest.mark.parametrize("output", ["endpoint", "master_secret_arn"])
def test_who_logs_in_waits_for_the_writer_and_for_no_reader(engine, output):
    async def names(output):
        return {resource._name for resource in await output.resources()}

    waited_for = made(engine, lambda cluster: names(getattr(cluster, output)), readers=2)
    assert waited_for & {"cdc-writer", "cdc-reader-1", "cdc-reader-2"} == {"cdc-writer"}


def test_a_dbuser_arn_is_built_from_the_resource_id(engine):
    arn = made(engine, lambda cluster: cluster.dbuser_arn("cdc_orders"))
    assert arn == "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"


def test_the_managed_secret_is_the_clusters_own(engine):
    arn = made(engine, lambda cluster: cluster.master_secret_arn)
    assert arn == "arn:aws:secretsmanager:us-east-2:222222222222:secret:master"


def test_each_child_has_the_provider_of_its_package(engine):
    made(engine, readers=1)
    providers = engine.provider_names()
    assert providers.pop("cdc-final-snapshot") == "random"
    assert set(providers.values()) == {"database-account"}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"min_acu": 0}, r"^min_acu: got 0, want 0\.5 or more"),
        ({"engine_version": "17.3"}, r"^engine_version: got '17\.3', want one of"),
    ],
)
def test_what_would_silently_not_work_is_refused(args, words):
    with pytest.raises(ValueError, match=words):
        AuroraIamClusterArgs(**REQUIRED | args)
