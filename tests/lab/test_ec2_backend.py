"""The network's backends against moto: what is really made, what comes back, and what EC2 refuses."""

import json

import pytest

from lab.backends.backend import LabError
from lab.backends.ec2 import RESOURCES as NETWORK
from lab.backends.ec2_group_rules import RESOURCES as RULES
from lab.backends.ec2_security_groups import RESOURCES as SECURITY_GROUPS
from lab.engine.configured_providers import naming
from tests.lab.aws_accounts import running_accounts

TYPES = {token.rpartition(":")[2]: backend for token, backend in {**NETWORK, **SECURITY_GROUPS, **RULES}.items()}


class Account:
    """Creates and deletes by short type name."""

    def __init__(self, provider):
        self.provider = provider
        self.ec2 = provider.client("ec2")

    def create(self, kind, **inputs):
        return TYPES[kind].create(self.provider, "cdc", inputs)

    def delete(self, kind, created, **inputs):
        TYPES[kind].delete(self.provider, created.id, {**inputs, **created.outputs})


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def account(accounts):
    return Account(accounts.database(defaultTags=json.dumps({"tags": {"stack": "lab"}})))


@pytest.fixture
def vpc(account):
    return account.create("Vpc", cidrBlock="10.20.0.0/24", enableDnsHostnames=True, tags={"Name": "cdc"})


def test_a_vpc_has_dns_names_tags_and_its_own_defaults(account, vpc):
    hostnames = account.ec2.describe_vpc_attribute(VpcId=vpc.id, Attribute="enableDnsHostnames")
    assert hostnames["EnableDnsHostnames"]["Value"] is True
    stored = account.ec2.describe_vpcs(VpcIds=[vpc.id])["Vpcs"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in stored} == {"stack": "lab", "Name": "cdc"} == vpc.outputs["tagsAll"]
    assert vpc.outputs["arn"] == f"arn:aws:ec2:us-east-1:{account.provider.account_id}:vpc/{vpc.id}"
    assert vpc.outputs["mainRouteTableId"].startswith("rtb-")
    assert vpc.outputs["defaultSecurityGroupId"].startswith("sg-")


def test_dns_hostnames_are_off_unless_asked_for(account):
    plain = account.create("Vpc", cidrBlock="10.21.0.0/24")
    assert (plain.outputs["enableDnsHostnames"], plain.outputs["enableDnsSupport"]) == (False, True)
    hostnames = account.ec2.describe_vpc_attribute(VpcId=plain.id, Attribute="enableDnsHostnames")
    assert hostnames["EnableDnsHostnames"]["Value"] is False


def test_a_public_network_is_made_and_taken_down_again(account, vpc):
    gateway = account.create("InternetGateway", vpcId=vpc.id)
    table = account.create("RouteTable", vpcId=vpc.id)
    to_internet = {"routeTableId": table.id, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway.id}
    route = account.create("Route", **to_internet)
    subnet = account.create("Subnet", vpcId=vpc.id, cidrBlock="10.20.0.0/25", availabilityZone="us-east-1a")
    association = account.create("RouteTableAssociation", routeTableId=table.id, subnetId=subnet.id)
    described = account.ec2.describe_route_tables(RouteTableIds=[table.id])["RouteTables"][0]
    assert {"0.0.0.0/0": gateway.id}.items() <= {
        found["DestinationCidrBlock"]: found["GatewayId"] for found in described["Routes"]
    }.items()
    assert [found["SubnetId"] for found in described["Associations"]] == [subnet.id]
    assert subnet.outputs["availabilityZone"] == "us-east-1a"
    account.delete("RouteTableAssociation", association)
    account.delete("Subnet", subnet)
    account.delete("Route", route, **to_internet)
    account.delete("RouteTable", table)
    account.delete("InternetGateway", gateway, vpcId=vpc.id)
    account.delete("Vpc", vpc)
    assert account.ec2.describe_vpcs(Filters=[{"Name": "vpc-id", "Values": [vpc.id]}])["Vpcs"] == []


def test_a_security_group_has_no_egress_rule(account, vpc):
    group = account.create("SecurityGroup", vpcId=vpc.id)
    stored = account.ec2.describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]
    assert stored["IpPermissionsEgress"] == []
    assert (stored["GroupName"], stored["Description"]) == (group.outputs["name"], "Managed by Pulumi")


def test_an_ingress_rule_lets_one_network_in_until_it_is_deleted(account, vpc):
    group = account.create("SecurityGroup", vpcId=vpc.id)
    opening = {
        "securityGroupId": group.id,
        "ipProtocol": "tcp",
        "fromPort": 5432,
        "toPort": 5432,
        "cidrIpv4": "198.51.100.7/32",
        "description": "Redpanda",
    }
    rule = account.create("SecurityGroupIngressRule", **opening)
    stored = account.ec2.describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]["IpPermissions"]
    assert stored[0]["IpRanges"] == [{"CidrIp": "198.51.100.7/32", "Description": "Redpanda"}]
    assert (stored[0]["FromPort"], stored[0]["ToPort"]) == (5432, 5432)
    with pytest.raises(LabError, match=r"InvalidPermission\.Duplicate"), naming("rule"):
        account.create("SecurityGroupIngressRule", **opening)
    account.delete("SecurityGroupIngressRule", rule, **opening)
    assert account.ec2.describe_security_groups(GroupIds=[group.id])["SecurityGroups"][0]["IpPermissions"] == []


@pytest.mark.parametrize(
    ("kind", "inputs", "message"),
    [
        ("Vpc", {"cidrBlock": "10.0.0.0/8"}, "InvalidVpc.Range"),
        ("Vpc", {"cidrBlock": "10.0.0.0/24", "ipv6CidrBlock": "x"}, "ipv6CidrBlock: the lab's backend does not"),
        ("Subnet", {"cidrBlock": "10.99.0.0/25"}, "InvalidSubnet.Range"),
        ("Subnet", {"cidrBlock": "10.20.0.0/25", "availabilityZone": "us-west-2a"}, "Value (us-west-2a) for parameter"),
        ("Subnet", {"cidrBlock": "10.20.0.0/25", "vpcId": "vpc-none"}, "InvalidVpcID.NotFound"),
        ("SecurityGroup", {"vpcId": "vpc-none"}, "InvalidVpcID.NotFound"),
        ("SecurityGroupIngressRule", {"cidrIpv4": "198.51.100/24"}, "InvalidParameterValue: CIDR block"),
        ("SecurityGroupIngressRule", {"cidrIpv4": "198.51.100.7/24"}, "InvalidParameterValue: CIDR block"),
        ("SecurityGroupIngressRule", {"securityGroupId": "sg-none"}, "InvalidGroup"),
        ("SecurityGroupIngressRule", {"description": "the pods' own"}, "InvalidParameterValue: description: got"),
        ("SecurityGroup", {"description": "the pods' own"}, "InvalidParameterValue: description: got"),
    ],
)
def test_refused(account, vpc, kind, inputs, message):
    rule = {
        "securityGroupId": vpc.outputs["defaultSecurityGroupId"],
        "ipProtocol": "tcp",
        "fromPort": 1,
        "toPort": 1,
        "cidrIpv4": "198.51.100.7/32",
    }
    in_vpc = {"vpcId": vpc.id}
    base = {"Subnet": in_vpc, "SecurityGroup": in_vpc, "SecurityGroupIngressRule": rule}.get(kind, {})
    with pytest.raises(LabError) as refusal, naming(kind):
        account.create(kind, **{**base, **inputs})
    assert message in str(refusal.value)


def test_overlapping_subnets_are_refused(account, vpc):
    account.create("Subnet", vpcId=vpc.id, cidrBlock="10.20.0.0/25", availabilityZone="us-east-1a")
    with pytest.raises(LabError, match=r"InvalidSubnet\.Conflict"), naming("subnet"):
        account.create("Subnet", vpcId=vpc.id, cidrBlock="10.20.0.64/26", availabilityZone="us-east-1b")


def test_a_route_to_the_gateway_of_another_network_is_refused(account, vpc):
    elsewhere = account.create("InternetGateway")
    table = account.create("RouteTable", vpcId=vpc.id)
    with pytest.raises(LabError, match="belong to different networks"):
        account.create("Route", routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", gatewayId=elsewhere.id)


def test_a_vpc_in_use_is_not_deleted(account, vpc):
    account.create("Subnet", vpcId=vpc.id, cidrBlock="10.20.0.0/25", availabilityZone="us-east-1a")
    with pytest.raises(LabError, match="DependencyViolation"), naming("vpc"):
        account.delete("Vpc", vpc)


def test_nothing_is_seen_from_the_other_account(accounts, account, vpc):
    found = accounts.redpanda().client("ec2").describe_vpcs()["Vpcs"]
    assert vpc.id not in [other["VpcId"] for other in found]
