import math

import pytest
from moto import mock_aws
from moto.rds.models import DBCluster, rds_backends

from doctor.facts.aws_cluster import cluster_facts
from tests.doctor.emulated_accounts import REGION, emulated_accounts


@pytest.fixture
def database(tmp_path, monkeypatch):
    with mock_aws():
        yield emulated_accounts(tmp_path, monkeypatch)[1]


def test_a_cluster_is_told_with_its_writer_and_its_parameters(database):
    made = database.aurora()
    database.instance("writer", PubliclyAccessible=True)
    database.instance("reader", PubliclyAccessible=False)
    cluster = cluster_facts(database.facts, "cdc")
    assert (cluster.endpoint, cluster.reader_endpoint) == (made["Endpoint"], made["ReaderEndpoint"])
    assert (cluster.status, cluster.port, cluster.resource_id) == ("available", 15432, made["DbClusterResourceId"])
    assert (cluster.iam_authentication, cluster.min_acu, cluster.public) == (True, 0.5, True)
    assert cluster.parameters == {"rds.force_ssl": "1"}
    assert cluster.parameter_group == made["DBClusterParameterGroup"]
    assert (cluster.parameter_status, cluster.readers) == ("in-sync", 1)


def test_the_parameter_status_is_the_writers(database, monkeypatch):
    database.aurora()
    database.instance("writer")
    members = [
        {"DBInstanceIdentifier": "reader", "IsClusterWriter": False, "DBClusterParameterGroupStatus": "in-sync"},
        {"DBInstanceIdentifier": "writer", "IsClusterWriter": True, "DBClusterParameterGroupStatus": "pending-reboot"},
    ]
    monkeypatch.setattr(DBCluster, "db_cluster_members", members)
    assert cluster_facts(database.facts, "cdc").parameter_status == "pending-reboot"


def test_a_cluster_without_a_writer_is_not_available(database):
    database.aurora()
    cluster = cluster_facts(database.facts, "cdc")
    assert (cluster.status, cluster.parameter_status, cluster.public) == ("no writer", "no writer", False)
    assert cluster.readers == 0


@pytest.mark.parametrize(
    ("cluster_status", "writer_status", "status"),
    [
        ("available", "rebooting", "writer rebooting"),
        ("stopped", "stopped", "stopped"),
        ("modifying", "available", "modifying"),
    ],
)
def test_the_status_is_the_clusters_and_then_the_writers(database, cluster_status, writer_status, status):
    database.aurora()
    database.instance("writer")
    rds = rds_backends[database.account_id][REGION]
    rds.clusters["cdc"].status = cluster_status
    rds.databases["writer"].status = writer_status
    assert cluster_facts(database.facts, "cdc").status == status


def test_a_cluster_that_is_not_serverless_never_pauses(database):
    database.aurora(serverless=False)
    assert cluster_facts(database.facts, "cdc").min_acu == math.inf


def rule(protocol, *cidrs, ports=None):
    span = {"FromPort": ports[0], "ToPort": ports[1]} if ports else {}
    return {"IpProtocol": protocol, "IpRanges": [{"CidrIp": cidr} for cidr in cidrs], **span}


def test_only_ingress_that_covers_the_port_lets_in(database):
    database.aurora(
        rule("tcp", "192.0.2.1/32", "192.0.2.2/31", ports=(15432, 15432)),
        rule("tcp", "192.0.2.4/32", ports=(15000, 15432)),
        rule("tcp", "192.0.2.5/32", ports=(15432, 16000)),
        rule("-1", "192.0.2.6/32"),
        {"IpProtocol": "tcp", "FromPort": 15432, "ToPort": 15432, "Ipv6Ranges": [{"CidrIpv6": "2001:db8::/32"}]},
        rule("tcp", "198.51.100.1/32", ports=(15433, 16000)),
        rule("tcp", "198.51.100.2/32", ports=(22, 15431)),
        rule("udp", "198.51.100.3/32", ports=(15432, 15432)),
    )
    let_in = cluster_facts(database.facts, "cdc").let_in
    assert set(let_in) == {
        "192.0.2.1/32",
        "192.0.2.2/31",
        "192.0.2.4/32",
        "192.0.2.5/32",
        "192.0.2.6/32",
        "2001:db8::/32",
    }


def test_a_group_without_rules_lets_nobody_in(database):
    database.aurora()
    assert cluster_facts(database.facts, "cdc").let_in == ()
