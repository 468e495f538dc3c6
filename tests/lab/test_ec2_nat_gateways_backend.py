"""NAT gateways against moto, and routes to them."""

import pytest

from lab.backends import ec2_nat_gateways, ec2_routes
from lab.backends.backend import LabError
from tests.lab.backend_life import Life

GATEWAY = ec2_nat_gateways.RESOURCES["aws:ec2/natGateway:NatGateway"]
INTERNET_GATEWAY, TABLE, ROUTE = (
    ec2_routes.RESOURCES[f"aws:ec2/{kind[0].lower()}{kind[1:]}:{kind}"]
    for kind in ("InternetGateway", "RouteTable", "Route")
)
ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.91.0.0/24")["Vpc"]["VpcId"]


@pytest.fixture
def private(ec2, vpc):
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.0.128/25")["Subnet"]["SubnetId"]


@pytest.fixture
def public(ec2, database, vpc):
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.91.0.0/25")["Subnet"]["SubnetId"]
    gateway, table = Life(INTERNET_GATEWAY, database, vpcId=vpc), Life(TABLE, database, vpcId=vpc)
    Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock=ANYWHERE, gatewayId=gateway.id)
    ec2.associate_route_table(RouteTableId=table.id, SubnetId=subnet)
    return subnet


@pytest.fixture
def address(ec2):
    return ec2.allocate_address(Domain="vpc")


@pytest.fixture
def gateway(database, public, address):
    return Life(GATEWAY, database, allocationId=address["AllocationId"], subnetId=public)


def test_a_gateway_has_the_address_that_it_was_given_and_leaves_it(ec2, gateway, address):
    assert gateway.outputs["publicIp"] == address["PublicIp"]
    assert gateway.drift() == {}
    gateway.update(tags={"a": "b"})
    assert gateway.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    gateway.delete()
    assert gateway.drift() == {"": None}
    assert ec2.describe_addresses(AllocationIds=[address["AllocationId"]])["Addresses"]


def test_another_address_or_subnet_is_another_gateway(gateway, private):
    assert gateway.replaced_by(allocationId="eipalloc-0") == {"allocationId"}
    assert gateway.replaced_by(subnetId=private) == {"subnetId"}


def test_a_gateway_in_a_subnet_without_a_way_out_fails(database, private, address):
    with pytest.raises(LabError, match=r"Gateway\.NotAttached"):
        Life(GATEWAY, database, allocationId=address["AllocationId"], subnetId=private)


def test_an_address_is_of_one_gateway(database, gateway, public, address):
    with pytest.raises(LabError, match=r"Resource\.AlreadyAssociated"):
        Life(GATEWAY, database, allocationId=address["AllocationId"], subnetId=public)


def test_a_route_leads_to_a_gateway_that_is_there(database, vpc, gateway):
    table = Life(TABLE, database, vpcId=vpc)
    route = Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock=ANYWHERE, natGatewayId=gateway.id)
    assert route.drift() == {}
    gateway.delete()
    with pytest.raises(LabError, match=r"InvalidNatGatewayID\.NotFound"):
        Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock="10.0.0.0/8", natGatewayId=gateway.id)
