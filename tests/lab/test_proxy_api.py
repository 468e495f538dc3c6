"""What RDS tells of proxies, as boto3 reads it, and where the gate finds them."""

import json

import pytest
from botocore.exceptions import ClientError

from domain import iam_documents
from lab.cloud.aurora import AuroraClusters
from lab.cloud.kept_resources import KeptResources, Proxy, ProxyEndpoint, ProxyTarget
from lab.cloud.record_store import RecordStore
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, error_of, running_world

HOST = "shop.proxy-1.us-east-2.rds.amazonaws.com"
READ_ONLY = "shop-ro.endpoint.proxy-1.us-east-2.rds.amazonaws.com"


class Lab:
    """A cluster with a writer and a reader, and a proxy in front of it."""

    def __init__(self, world, paths):
        self.rds = world.client(world.administrators[DATABASE], "rds")
        self.elsewhere = world.client(world.administrators[REDPANDA], "rds")
        self.clusters = AuroraClusters(paths)
        trust = iam_documents.service_trust("rds.amazonaws.com")
        policy = iam_documents.database_login(["arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-A/reader"])
        self.role = world.role(DATABASE, trust, policy=policy)
        self.kept = KeptResources(RecordStore(paths.kept))
        proxy = Proxy(
            resource_id="prx-1",
            name="shop",
            account=DATABASE,
            region=REGION,
            role_arn=self.role,
            default_auth_scheme="IAM_AUTH",
            endpoint=HOST,
            vpc_id="vpc-1",
        )
        self.kept.keep("prx-1", proxy)
        endpoint = ProxyEndpoint(proxy="prx-1", name="shop-ro", host=READ_ONLY, target_role="READ_ONLY")
        self.kept.keep("shop/shop-ro", endpoint)
        self.kept.keep("prx-1", ProxyTarget(proxy="prx-1", cluster_identifier="behind"))

    def health(self):
        targets = self.rds.describe_db_proxy_targets(DBProxyName="shop")["Targets"]
        return [target["TargetHealth"] for target in targets if target["Type"] == "RDS_SERVERLESS_ENDPOINT"]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def world(directory):
    with running_world(directory) as world:
        rds = world.client(world.administrators[DATABASE], "rds")
        asked = {"Engine": "aurora-postgresql", "EngineVersion": "17.4", "EnableIAMDatabaseAuthentication": True}
        login = {"MasterUsername": "master", "ManageMasterUserPassword": True}
        rds.create_db_cluster(DBClusterIdentifier="behind", **asked, **login)
        for name in ("writer", "reader"):
            instance = {"DBInstanceClass": "db.r6g.large", "Engine": "aurora-postgresql"}
            rds.create_db_instance(DBInstanceIdentifier=name, DBClusterIdentifier="behind", **instance)
        yield world
        for name in ("writer", "reader"):
            rds.delete_db_instance(DBInstanceIdentifier=name, SkipFinalSnapshot=True)
        rds.delete_db_cluster(DBClusterIdentifier="behind", SkipFinalSnapshot=True)


@pytest.fixture
def lab(world, directory, monkeypatch):
    monkeypatch.setattr(PostgresServer, "port", property(lambda _server: 40_000))
    return Lab(world, LabPaths(directory))


def test_boto3_reads_the_proxy_and_its_endpoints(lab):
    (proxy,) = lab.rds.describe_db_proxies(DBProxyName="shop")["DBProxies"]
    assert (proxy["DefaultAuthScheme"], proxy["RoleArn"], proxy["RequireTLS"]) == ("IAM_AUTH", lab.role, True)
    assert proxy["DBProxyArn"].endswith(":db-proxy:prx-1")
    (endpoint,) = lab.rds.describe_db_proxy_endpoints(DBProxyName="shop")["DBProxyEndpoints"]
    assert (endpoint["Endpoint"], endpoint["TargetRole"]) == (READ_ONLY, "READ_ONLY")


def test_an_account_sees_its_own_proxies_alone_and_moto_answers_all_else(lab):
    assert lab.elsewhere.describe_db_proxies()["DBProxies"] == []
    with pytest.raises(ClientError) as refused:
        lab.elsewhere.describe_db_proxy_targets(DBProxyName="shop")
    assert error_of(refused.value)[0] == "DBProxyNotFoundFault"
    clusters = lab.rds.describe_db_clusters(DBClusterIdentifier="behind")["DBClusters"]
    assert [cluster["DBClusterIdentifier"] for cluster in clusters] == ["behind"]


def test_a_target_is_available_as_long_as_the_gate_gets_there(lab, world, monkeypatch):
    assert lab.health() == [{"State": "AVAILABLE"}]
    nobody = json.dumps(iam_documents.service_trust("ec2.amazonaws.com"))
    world.iam(DATABASE).update_assume_role_policy(RoleName=lab.role.rpartition("/")[2], PolicyDocument=nobody)
    (health,) = lab.health()
    assert (health["State"], health["Reason"]) == ("UNAVAILABLE", "AUTH_FAILURE")
    monkeypatch.undo()
    (health,) = lab.health()
    assert (health["State"], health["Reason"]) == ("UNAVAILABLE", "UNREACHABLE")


def test_a_host_leads_through_its_proxy_to_the_cluster(lab):
    cluster = lab.clusters.cluster_at(READ_ONLY)
    assert (cluster.endpoint, cluster.port, cluster.account) == (READ_ONLY, 5432, DATABASE)
    front = cluster.proxy
    assert (front.resource_id, front.target_role, front.readers) == ("prx-1", "READ_ONLY", 1)
    assert front.role.arn == lab.role
    assert cluster.dbuser_arn("reader").endswith(":dbuser:prx-1/reader")
    assert cluster.behind_proxy.dbuser_arn("reader").endswith(f":dbuser:{cluster.resource_id}/reader")
    assert lab.clusters.cluster_at(HOST).proxy.target_role == "READ_WRITE"


def test_a_proxy_without_a_target_leads_nowhere(lab):
    lab.kept.forget(ProxyTarget, "prx-1")
    assert lab.clusters.cluster_at(HOST) is None
    assert lab.clusters.cluster_at(f"other-{HOST}") is None
