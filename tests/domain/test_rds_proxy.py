import pytest

from domain import rds_proxy

PROXY = "arn:aws:rds:us-east-2:222222222222:db-proxy:prx-0abc"
AT_CLUSTER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/reader"


def test_the_resource_id_is_the_last_part_of_the_arn():
    assert rds_proxy.resource_id(PROXY) == "prx-0abc"
    with pytest.raises(ValueError, match=r"proxy ARN: got '.*:cluster:shop', want one that ends in prx-"):
        rds_proxy.resource_id("arn:aws:rds:us-east-2:222222222222:cluster:shop")


@pytest.mark.parametrize("zone", ["use1-az3", "usw1-az2"])
def test_zones_without_rds_proxy_are_refused(zone):
    with pytest.raises(ValueError, match=f"the one with the id {zone}"):
        rds_proxy.check_zones(["use1-az1", zone])
    rds_proxy.check_zones(["use1-az1", "use2-az3"])


def test_a_read_only_endpoint_needs_a_reader():
    with pytest.raises(ValueError, match="needs a reader"):
        rds_proxy.check_readers(["READ_WRITE", "READ_ONLY"], 0)
    rds_proxy.check_readers(["READ_WRITE"], 0)
    rds_proxy.check_readers(["READ_ONLY"], 1)


def test_the_proxy_logs_in_to_a_cluster():
    rds_proxy.check_cluster_users([AT_CLUSTER])
    with pytest.raises(ValueError, match=r"dbuser_arns: got '.*dbuser:prx-0abc/reader'"):
        rds_proxy.check_cluster_users([AT_CLUSTER, AT_CLUSTER.replace("cluster-ABC", "prx-0abc")])


def test_an_endpoints_name_ends_with_its_role():
    assert [rds_proxy.endpoint_suffix(role) for role in rds_proxy.TARGET_ROLES] == ["read-write", "read-only"]
