"""VPCs and subnets against moto: what is really made, changed, seen, and what EC2 or its provider refuses."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.ec2 import RESOURCES
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

VPC = RESOURCES["aws:ec2/vpc:Vpc"]
SUBNET = RESOURCES["aws:ec2/subnet:Subnet"]


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def database(accounts):
    return accounts.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture(scope="module")
def ec2(database):
    return database.client("ec2")


@pytest.fixture
def vpc(database):
    return Life(VPC, database, cidrBlock="10.20.0.0/24", enableDnsHostnames=True, tags={"Name": "cdc"})


@pytest.fixture
def subnet(database, vpc):
    return Life(SUBNET, database, vpcId=vpc.id, cidrBlock="10.20.0.0/25", availabilityZone="us-east-1a")


def has(ec2, vpc, attribute):
    answer = ec2.describe_vpc_attribute(VpcId=vpc.id, Attribute=attribute)
    return answer[attribute[0].upper() + attribute[1:]]["Value"]


def test_a_vpc_has_dns_names_tags_and_its_own_defaults(database, ec2, vpc):
    assert has(ec2, vpc, "enableDnsHostnames") is True
    stored = ec2.describe_vpcs(VpcIds=[vpc.id])["Vpcs"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in stored} == {"stack": "lab", "Name": "cdc"} == vpc.outputs["tagsAll"]
    assert vpc.outputs["arn"] == f"arn:aws:ec2:us-east-1:{database.account_id}:vpc/{vpc.id}"
    other = ec2.create_route_table(VpcId=vpc.id)["RouteTable"]["RouteTableId"]
    assert vpc.outputs["mainRouteTableId"].startswith("rtb-")
    assert vpc.outputs["mainRouteTableId"] != other
    assert vpc.outputs["defaultSecurityGroupId"].startswith("sg-")
    assert vpc.outputs["defaultNetworkAclId"].startswith("acl-")
    assert vpc.drift() == {}


def test_dns_hostnames_are_off_unless_asked_for(database, ec2):
    plain = Life(VPC, database, cidrBlock="10.21.0.0/24")
    assert (plain.outputs["enableDnsHostnames"], plain.outputs["enableDnsSupport"]) == (False, True)
    assert has(ec2, plain, "enableDnsHostnames") is False
    assert plain.drift() == {}


def test_dns_and_tags_of_a_vpc_change_in_place_and_another_network_is_another_vpc(ec2, vpc):
    vpc.update(enableDnsHostnames=False, enableDnsSupport=False, tags={"a": "b"})
    assert (has(ec2, vpc, "enableDnsHostnames"), has(ec2, vpc, "enableDnsSupport")) == (False, False)
    assert vpc.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    vpc.update(enableDnsSupport=None)
    assert has(ec2, vpc, "enableDnsSupport") is True
    assert vpc.drift() == {}
    assert vpc.replaced_by(cidrBlock="10.22.0.0/24") == {"cidrBlock"}


def test_a_vpc_changed_by_hand_is_seen(ec2, vpc):
    ec2.modify_vpc_attribute(VpcId=vpc.id, EnableDnsHostnames={"Value": False})
    assert vpc.drift() == {"enableDnsHostnames": False}


def test_a_vpc_deleted_by_hand_is_gone(ec2, vpc):
    ec2.delete_vpc(VpcId=vpc.id)
    assert vpc.drift() == {"": None}
    vpc.delete()


def test_a_vpc_in_use_is_not_deleted(vpc, subnet):
    with pytest.raises(ClientError, match="DependencyViolation"):
        vpc.delete()
    subnet.delete()
    vpc.delete()
    assert vpc.drift() == {"": None}


def test_a_subnet_is_in_its_zone_and_gives_public_addresses_when_asked(ec2, vpc, subnet):
    assert (subnet.outputs["availabilityZone"], subnet.outputs["mapPublicIpOnLaunch"]) == ("us-east-1a", False)
    assert subnet.outputs["availabilityZoneId"] == "use1-az6"
    assert subnet.drift() == {}
    subnet.update(mapPublicIpOnLaunch=True)
    (stored,) = ec2.describe_subnets(SubnetIds=[subnet.id])["Subnets"]
    assert stored["MapPublicIpOnLaunch"] is True
    assert subnet.replaced_by(availabilityZone="us-east-1b", cidrBlock="10.20.0.128/25", vpcId="vpc-1") == {
        "availabilityZone",
        "cidrBlock",
        "vpcId",
    }


def test_a_subnet_changed_or_deleted_by_hand_is_seen(ec2, subnet):
    ec2.create_tags(Resources=[subnet.id], Tags=[{"Key": "by", "Value": "hand"}])
    assert subnet.drift() == {"tags": {"by": "hand"}, "tagsAll": {"stack": "lab", "by": "hand"}}
    ec2.delete_subnet(SubnetId=subnet.id)
    assert subnet.drift() == {"": None}
    subnet.delete()


@pytest.mark.parametrize(
    ("backend", "inputs", "message"),
    [
        (VPC, {"cidrBlock": "10.0.0.0/8"}, "between 16 and 28 significant bits, got: 8"),
        (VPC, {"cidrBlock": "10.0.0.1/24"}, "cidrBlock: '10.0.0.1/24' is not a valid IPv4 CIDR block"),
        (VPC, {"cidrBlock": "10.0.0.0/24", "ipv6CidrBlock": "x"}, "ipv6CidrBlock: the lab's backend does not"),
        (SUBNET, {"cidrBlock": "10.20.0.1/25"}, "cidrBlock: '10.20.0.1/25' is not a valid IPv4 CIDR block"),
        (SUBNET, {"availabilityZone": "us-west-2a"}, r"Value \(us-west-2a\) for parameter"),
    ],
)
def test_refused(database, vpc, backend, inputs, message):
    base = {"vpcId": vpc.id, "cidrBlock": "10.20.0.0/25"} if backend is SUBNET else {}
    with pytest.raises(LabError, match=message):
        Life(backend, database, **{**base, **inputs})


@pytest.mark.parametrize(
    ("inputs", "message"),
    [({"cidrBlock": "10.99.0.0/25"}, r"InvalidSubnet\.Range"), ({"vpcId": "vpc-none"}, r"InvalidVpcID\.NotFound")],
)
def test_what_only_ec2_knows_it_refuses_itself(database, vpc, inputs, message):
    with pytest.raises(ClientError, match=message):
        Life(SUBNET, database, **{"vpcId": vpc.id, "cidrBlock": "10.20.0.0/25", **inputs})


def test_overlapping_subnets_are_refused(database, vpc, subnet):
    with pytest.raises(ClientError, match=r"InvalidSubnet\.Conflict"):
        Life(SUBNET, database, vpcId=vpc.id, cidrBlock="10.20.0.64/26", availabilityZone="us-east-1b")


def test_nothing_is_seen_from_the_other_account(accounts, vpc):
    found = accounts.redpanda().client("ec2").describe_vpcs()["Vpcs"]
    assert vpc.id not in [other["VpcId"] for other in found]
