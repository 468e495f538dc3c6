"""Proxies, their targets and endpoints: what is kept, and what RDS refuses."""

import json

import pytest

from lab.backends import rds_proxies, rds_proxy_endpoints
from lab.backends.aurora_server import AuroraServer
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.cloud.kept_resources import Proxy, ProxyEndpoint, ProxyTarget
from tests.lab.aurora_account import TYPES as AURORA
from tests.lab.aurora_account import AuroraAccount, made
from tests.lab.aws_accounts import running_accounts

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (rds_proxies, rds_proxy_endpoints)
    for token, backend in module.RESOURCES.items()
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "rds.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


class Account(AuroraAccount):
    def __init__(self, provider):
        super().__init__(provider)
        role = provider.client("iam").create_role(RoleName="proxy", AssumeRolePolicyDocument=json.dumps(TRUST))
        self.proxy_inputs = {
            "engineFamily": "POSTGRESQL",
            "requireTls": True,
            "roleArn": role["Role"]["Arn"],
            "defaultAuthScheme": "IAM_AUTH",
            "vpcSubnetIds": self.subnets[1:],
            "vpcSecurityGroupIds": self.base["vpcSecurityGroupIds"],
        }

    def create(self, kind, **inputs):
        return made({**AURORA, **TYPES}[kind], self.provider, inputs)

    def proxy(self, **changes):
        inputs = {key: value for key, value in {**self.proxy_inputs, **changes}.items() if value is not None}
        return self.create("Proxy", **inputs)

    def target(self, proxy, cluster):
        behind = {"targetGroupName": "default", "dbClusterIdentifier": cluster.id}
        return self.create("ProxyTarget", dbProxyName=proxy.id, **behind)

    def endpoint(self, proxy, **changes):
        where = {key: self.proxy_inputs[key] for key in ("vpcSubnetIds", "vpcSecurityGroupIds")}
        named = {"dbProxyName": proxy.id, "dbProxyEndpointName": f"{proxy.id}-ro", "targetRole": "READ_ONLY"}
        return self.create("ProxyEndpoint", **{**where, **named, **changes})


@pytest.fixture
def account(tmp_path, monkeypatch):
    monkeypatch.setattr(AuroraServer, "start", lambda server: None)
    with running_accounts(tmp_path / "lab") as accounts:
        yield Account(accounts.database())


def test_a_proxy_goes_by_an_id_of_its_own(account):
    made = account.proxy()
    assert made.drift() == {}
    assert made.replaced_by(vpcSubnetIds=account.subnets[:2]) == {"vpcSubnetIds"}
    (proxy,) = kept(account.provider).all(Proxy)
    assert made.outputs["arn"] == account.provider.arn("rds", f"db-proxy:{proxy.resource_id}")
    assert proxy.resource_id.startswith("prx-")
    assert (proxy.name, proxy.vpc_id, proxy.default_auth_scheme) == (made.id, account.vpc, "IAM_AUTH")
    made.delete()
    assert kept(account.provider).all(Proxy) == []


def test_its_target_is_a_cluster_with_an_instance(account):
    proxy, cluster = account.proxy(), account.cluster()
    with pytest.raises(LabError, match="has no instances"):
        account.target(proxy, cluster)
    account.instance(cluster)
    target = account.target(proxy, cluster)
    (behind,) = kept(account.provider).all(ProxyTarget)
    assert behind.cluster_identifier == cluster.id
    assert target.drift() == {}
    target.delete()
    assert target.drift() == {"": None}
    assert kept(account.provider).all(ProxyTarget) == []


def test_an_endpoint_has_a_host_of_its_own(account):
    proxy = account.proxy()
    made = account.endpoint(proxy)
    (endpoint,) = kept(account.provider).all(ProxyEndpoint)
    assert made.outputs["endpoint"] == endpoint.host != proxy.outputs["endpoint"]
    assert (endpoint.target_role, made.outputs["vpcId"]) == ("READ_ONLY", account.vpc)
    assert made.drift() == {}
    assert made.replaced_by(targetRole="READ_WRITE") == {"targetRole"}
    made.delete()
    assert made.drift() == {"": None}
    assert kept(account.provider).all(ProxyEndpoint) == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"defaultAuthScheme": "NONE"}, "defaultAuthScheme: got 'NONE', want IAM_AUTH; the lab's hold no"),
        ({"auths": [{"secretArn": "x"}]}, "auths: the lab's backend does not emulate"),
        ({"requireTls": False}, "requireTls: got false"),
        ({"engineFamily": "MYSQL"}, "engineFamily: got 'MYSQL'"),
        ({"roleArn": "arn:aws:iam::222222222222:role/none"}, "IAM role ARN value .*role/none is invalid"),
        ({"vpcSecurityGroupIds": ["sg-00000000"]}, "InvalidGroup"),
    ],
)
def test_what_rds_refuses_of_a_proxy(account, changed, why):
    with pytest.raises(LabError, match=why):
        account.proxy(**changed)
    assert kept(account.provider).all(Proxy) == []


def test_a_proxy_spans_two_zones_of_one_vpc_that_have_rds_proxy(account):
    with pytest.raises(LabError, match="two zones at least"):
        account.proxy(vpcSubnetIds=account.subnets[:2])  # both in the first zone
    zones = account.provider.client("ec2").describe_availability_zones()["AvailabilityZones"]
    excluded = next(zone["ZoneName"] for zone in zones if zone["ZoneId"] == "use1-az3")
    last = account.create("Subnet", vpcId=account.vpc, cidrBlock="10.30.0.192/26", availabilityZone=excluded).id
    with pytest.raises(LabError, match="the one with the id use1-az3"):
        account.proxy(vpcSubnetIds=[account.subnets[0], last])
    elsewhere = account.create("SecurityGroup", vpcId=account.create("Vpc", cidrBlock="10.31.0.0/24").id).id
    with pytest.raises(LabError, match="are in several VPCs"):
        account.proxy(vpcSecurityGroupIds=[elsewhere])


def test_an_endpoint_needs_a_proxy_and_a_role_there_is(account):
    proxy = account.proxy()
    with pytest.raises(LabError, match="DBProxyNotFoundFault"):
        account.endpoint(proxy, dbProxyName="none")
    with pytest.raises(LabError, match="TargetRole is one of"):
        account.endpoint(proxy, targetRole="READ")
