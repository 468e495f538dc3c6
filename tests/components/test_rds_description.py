import boto3
import pytest
from botocore.stub import Stubber

from components import rds_description
from domain.described_database import DescribedDatabase

PARAMETERS = [
    {"ParameterName": "rds.logical_replication", "ParameterValue": "1"},
    {"ParameterName": "max_wal_senders"},
]
CLUSTER = {
    "DBClusterArn": "arn:aws:rds:us-east-2:222222222222:cluster:shop",
    "Port": 5433,
    "HttpEndpointEnabled": True,
    "MasterUserSecret": {"SecretArn": "arn:secret"},
    "Engine": "aurora-postgresql",
    "EngineVersion": "16.6",
    "IAMDatabaseAuthenticationEnabled": True,
    "DBClusterParameterGroup": "shop-parameters",
    "DBClusterMembers": [
        {"DBInstanceIdentifier": "shop-2", "IsClusterWriter": False, "DBClusterParameterGroupStatus": "pending-reboot"},
        {"DBInstanceIdentifier": "shop-1", "IsClusterWriter": True, "DBClusterParameterGroupStatus": "in-sync"},
    ],
    "ReplicationSourceIdentifier": "",
}
INSTANCE = {
    "DBInstanceArn": "arn:aws:rds:us-east-2:222222222222:db:shop",
    "Endpoint": {"Address": "shop.x.us-east-2.rds.amazonaws.com", "Port": 5434},
    "Engine": "postgres",
    "EngineVersion": "16.4",
    "IAMDatabaseAuthenticationEnabled": False,
    "DBParameterGroups": [{"DBParameterGroupName": "default.postgres16", "ParameterApplyStatus": "pending-reboot"}],
}


@pytest.fixture
def api(monkeypatch):
    """The real client, which checks each call against the API's own model, with answers in place of AWS."""
    client = boto3.client("rds", region_name="us-east-2", aws_access_key_id="a", aws_secret_access_key="b")

    class Session:
        def __init__(self, *, profile_name, region_name):
            assert (profile_name, region_name) == ("database", "us-east-2")

        def client(self, service):
            assert service == "rds"
            return client

    monkeypatch.setattr(boto3, "Session", Session)
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def described(identifier, is_cluster):
    return rds_description.describe(identifier, is_cluster=is_cluster, profile="database", region="us-east-2")


def of_cluster(api, **facts):
    api.add_response("describe_db_clusters", {"DBClusters": [CLUSTER | facts]}, {"DBClusterIdentifier": "shop"})
    asked = {"DBClusterParameterGroupName": "shop-parameters"}
    api.add_response("describe_db_cluster_parameters", {"Parameters": PARAMETERS[1:], "Marker": "m"}, asked)
    api.add_response("describe_db_cluster_parameters", {"Parameters": PARAMETERS[:1]}, {**asked, "Marker": "m"})
    return described("shop", True)


def test_a_cluster_is_its_writer_and_every_page_of_its_group(api):
    assert of_cluster(api) == DescribedDatabase(
        identifier="shop",
        arn="arn:aws:rds:us-east-2:222222222222:cluster:shop",
        is_cluster=True,
        profile="database",
        region="us-east-2",
        port=5433,
        engine="aurora-postgresql",
        engine_version="16.6",
        iam_login=True,
        has_data_api=True,
        has_managed_secret=True,
        parameter_group="shop-parameters",
        parameters={"rds.logical_replication": "1"},
        pending_reboot=False,
        writer="shop-1",
    )


def test_a_cluster_whose_writer_waits_for_a_restart_says_so(api):
    member = CLUSTER["DBClusterMembers"][1] | {"DBClusterParameterGroupStatus": "pending-reboot"}
    assert of_cluster(api, DBClusterMembers=[member]).pending_reboot is True


def test_a_cluster_without_instances_and_one_that_copies_another(api):
    facts = of_cluster(api, DBClusterMembers=[], ReplicationSourceIdentifier="arn:aws:rds:eu-west-1:1:cluster:shop")
    assert (facts.writer, facts.pending_reboot) == ("shop", False)
    assert facts.source == "arn:aws:rds:eu-west-1:1:cluster:shop"


def of_instance(api, **facts):
    answer = {"DBInstances": [INSTANCE | facts]}
    api.add_response("describe_db_instances", answer, {"DBInstanceIdentifier": "shop"})
    asked = {"DBParameterGroupName": "default.postgres16"}
    api.add_response("describe_db_parameters", {"Parameters": PARAMETERS}, asked)
    return described("shop", False)


def test_an_instance_has_a_db_parameter_group_of_its_own(api):
    facts = of_instance(api)
    assert (facts.is_cluster, facts.writer, facts.iam_login) == (False, "shop", False)
    assert (facts.parameter_group, facts.pending_reboot) == ("default.postgres16", True)
    assert (facts.cluster, facts.source) == (None, None)
    assert (facts.arn, facts.port) == ("arn:aws:rds:us-east-2:222222222222:db:shop", 5434)
    assert (facts.has_data_api, facts.has_managed_secret) == (False, False)


def test_an_instance_of_a_cluster_and_a_replica_say_whose(api):
    facts = of_instance(api, DBClusterIdentifier="shop-cluster", ReadReplicaSourceDBInstanceIdentifier="shop-1")
    assert (facts.cluster, facts.source) == ("shop-cluster", "shop-1")


@pytest.mark.parametrize(
    ("call", "is_cluster", "key"),
    [("describe_db_clusters", True, "clusterIdentifier"), ("describe_db_instances", False, "instanceIdentifier")],
)
def test_a_database_that_is_not_there_is_named_by_the_key_of_the_stack_file(api, call, is_cluster, key):
    api.add_client_error(call, "DBClusterNotFoundFault", "DBCluster shop not found.")
    with pytest.raises(
        LookupError,
        match=rf"^database.existing.{key}: got 'shop', want a database that profile database may describe in "
        r"us-east-2 \(.*DBCluster shop not found",
    ):
        described("shop", is_cluster)
