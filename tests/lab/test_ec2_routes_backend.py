"""Gateways, route tables, routes and associations against moto."""

import pytest
from botocore.exceptions import ClientError

from lab.backends import ec2_associations, ec2_routes
from lab.backends.backend import LabError
from tests.lab.backend_life import Life

GATEWAY = ec2_routes.RESOURCES["aws:ec2/internetGateway:InternetGateway"]
TABLE = ec2_routes.RESOURCES["aws:ec2/routeTable:RouteTable"]
ROUTE = ec2_routes.RESOURCES["aws:ec2/route:Route"]
ASSOCIATION = ec2_associations.RESOURCES["aws:ec2/routeTableAssociation:RouteTableAssociation"]
ANYWHERE = "0.0.0.0/0"


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.20.0.0/24")["Vpc"]["VpcId"]


@pytest.fixture
def gateway(database, vpc):
    return Life(GATEWAY, database, vpcId=vpc)


@pytest.fixture
def table(database, vpc):
    return Life(TABLE, database, vpcId=vpc)


@pytest.fixture
def route(database, gateway, table):
    return Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock=ANYWHERE, gatewayId=gateway.id)


@pytest.fixture
def subnet(ec2, vpc):
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.20.0.0/25")["Subnet"]["SubnetId"]


def targets(ec2, table):
    (found,) = ec2.describe_route_tables(RouteTableIds=[table.id])["RouteTables"]
    return {route["DestinationCidrBlock"]: route["GatewayId"] for route in found["Routes"]}


def on(ec2, table):
    (found,) = ec2.describe_route_tables(RouteTableIds=[table.id])["RouteTables"]
    return [association["SubnetId"] for association in found["Associations"]]


def test_a_gateway_moves_to_another_vpc_in_place(ec2, vpc, gateway):
    elsewhere = ec2.create_vpc(CidrBlock="10.21.0.0/24")["Vpc"]["VpcId"]
    assert gateway.drift() == {}
    gateway.update(vpcId=elsewhere, tags={"a": "b"})
    (stored,) = ec2.describe_internet_gateways(InternetGatewayIds=[gateway.id])["InternetGateways"]
    assert [attachment["VpcId"] for attachment in stored["Attachments"]] == [elsewhere]
    assert gateway.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    gateway.update(vpcId=None)
    assert gateway.drift() == {}
    gateway.delete()
    assert gateway.drift() == {"": None}


def test_a_gateway_detached_or_deleted_by_hand_is_seen(ec2, vpc, gateway):
    ec2.detach_internet_gateway(InternetGatewayId=gateway.id, VpcId=vpc)
    assert gateway.drift() == {"vpcId": None}
    ec2.delete_internet_gateway(InternetGatewayId=gateway.id)
    assert gateway.drift() == {"": None}
    gateway.delete()


def test_a_gateway_that_was_detached_by_hand_is_still_deleted(ec2, vpc, gateway):
    ec2.detach_internet_gateway(InternetGatewayId=gateway.id, VpcId=vpc)
    gateway.delete()
    assert gateway.drift() == {"": None}


def test_a_gateway_that_cannot_be_attached_does_not_stay_behind(database, ec2):
    before = ec2.describe_internet_gateways()["InternetGateways"]
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        Life(GATEWAY, database, vpcId="vpc-none")
    assert ec2.describe_internet_gateways()["InternetGateways"] == before


def test_a_route_goes_through_another_gateway_in_place(ec2, vpc, gateway, table, route):
    assert targets(ec2, table)[ANYWHERE] == gateway.id
    assert (route.outputs["state"], route.outputs["origin"]) == ("active", "CreateRoute")
    assert route.drift() == {}
    ec2.detach_internet_gateway(InternetGatewayId=gateway.id, VpcId=vpc)
    other = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    with pytest.raises(LabError, match="belong to different networks"):
        route.update(gatewayId=other)
    ec2.attach_internet_gateway(InternetGatewayId=other, VpcId=vpc)
    route.update(gatewayId=other)
    assert targets(ec2, table)[ANYWHERE] == other
    assert route.drift() == {}


def test_a_route_is_known_by_table_and_destination(route):
    assert route.replaced_by(routeTableId="rtb-1") == {"routeTableId"}
    assert route.replaced_by(destinationCidrBlock="10.0.0.0/8") == {"destinationCidrBlock"}


def test_a_route_changed_or_deleted_by_hand_is_seen(ec2, table, route):
    other = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.replace_route(RouteTableId=table.id, DestinationCidrBlock=ANYWHERE, GatewayId=other)
    assert route.drift() == {"gatewayId": other}
    ec2.delete_route(RouteTableId=table.id, DestinationCidrBlock=ANYWHERE)
    assert route.drift() == {"": None}
    route.delete()


def test_a_route_is_gone_with_its_table(ec2, table, route):
    ec2.delete_route_table(RouteTableId=table.id)
    assert route.drift() == {"": None}
    assert table.drift() == {"": None}
    route.delete()
    table.delete()


def test_a_destination_that_is_no_network_is_refused(database, gateway, table):
    with pytest.raises(LabError, match=r"destinationCidrBlock: '10\.0\.0\.1/8' is not a valid"):
        Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock="10.0.0.1/8", gatewayId=gateway.id)


def test_a_route_to_the_gateway_of_another_network_is_refused(database, table):
    elsewhere = Life(GATEWAY, database)
    with pytest.raises(LabError, match="belong to different networks"):
        Life(ROUTE, database, routeTableId=table.id, destinationCidrBlock=ANYWHERE, gatewayId=elsewhere.id)


def test_tags_of_a_route_table_change_in_place_and_another_vpc_is_another_table(table):
    assert table.drift() == {}
    table.update(tags={"a": "b"})
    assert table.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    assert table.replaced_by(vpcId="vpc-1") == {"vpcId"}


def test_a_subnet_moves_to_another_table_in_place(database, ec2, vpc, table, subnet):
    association = Life(ASSOCIATION, database, routeTableId=table.id, subnetId=subnet)
    other = Life(TABLE, database, vpcId=vpc)
    assert association.drift() == {}
    association.update(routeTableId=other.id)
    assert (on(ec2, table), on(ec2, other)) == ([], [subnet])
    assert association.drift() == {}
    assert association.replaced_by(subnetId="subnet-1") == {"subnetId"}
    with pytest.raises(ClientError, match="DependencyViolation"):
        other.delete()
    association.delete()
    assert on(ec2, other) == []


def test_a_subnet_moved_by_hand_is_seen_and_one_taken_off_is_put_back(database, ec2, vpc, table, subnet):
    association = Life(ASSOCIATION, database, routeTableId=table.id, subnetId=subnet)
    other = Life(TABLE, database, vpcId=vpc)
    moved = ec2.replace_route_table_association(AssociationId=association.id, RouteTableId=other.id)
    assert association.drift() == {"routeTableId": other.id}
    ec2.disassociate_route_table(AssociationId=moved["NewAssociationId"])
    assert association.drift() == {"": None}
    association.delete()
    association.update(routeTableId=other.id)
    assert on(ec2, other) == [subnet]
