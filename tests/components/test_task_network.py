import pulumi
import pulumi_aws as aws
import pytest

from components.task_network import TaskNetwork, TaskNetworkArgs

ARGS = TaskNetworkArgs(
    cidr="10.91.0.0/24", availability_zones=["us-east-2a", "us-east-2b"], nat_allocation_id="eipalloc-0a1b"
)
SUBNET, ASSOCIATION = "aws:ec2/subnet:Subnet", "aws:ec2/routeTableAssociation:RouteTableAssociation"


@pytest.fixture
def made(engine):
    engine.told = {}

    def program():
        account = pulumi.ResourceOptions(provider=aws.Provider("application-account", region="us-east-2"))
        network = TaskNetwork("cdc", ARGS, account)
        pulumi.Output.all(network.vpc_id, network.subnet_ids, network.nat_address).apply(
            lambda known: engine.told.update(zip(("vpc", "subnets", "address"), known, strict=True))
        )

    engine.run(program)
    return engine


def test_it_is_a_private_subnet_per_zone_and_a_public_one_for_the_gateway(made):
    assert made.types() == {
        "cdc-tasks-vpc": "aws:ec2/vpc:Vpc",
        "cdc-tasks-internet-gateway": "aws:ec2/internetGateway:InternetGateway",
        "cdc-tasks-internet-route": "aws:ec2/route:Route",
        "cdc-tasks-public-table": "aws:ec2/routeTable:RouteTable",
        "cdc-tasks-subnet-public": SUBNET,
        "cdc-tasks-route-public": ASSOCIATION,
        "cdc-tasks-nat": "aws:ec2/natGateway:NatGateway",
        "cdc-tasks-nat-route": "aws:ec2/route:Route",
        "cdc-tasks-route-table": "aws:ec2/routeTable:RouteTable",
        "cdc-tasks-subnet-us-east-2a": SUBNET,
        "cdc-tasks-subnet-us-east-2b": SUBNET,
        "cdc-tasks-route-us-east-2a": ASSOCIATION,
        "cdc-tasks-route-us-east-2b": ASSOCIATION,
    }
    assert set(made.provider_names().values()) == {"application-account"}


def test_tasks_are_in_private_subnets_and_leave_by_the_given_address(made):
    assert made.told == {
        "vpc": "cdc-tasks-vpc-id",
        "subnets": ["cdc-tasks-subnet-us-east-2a-id", "cdc-tasks-subnet-us-east-2b-id"],
        "address": "198.51.100.17",
    }
    assert made.inputs("cdc-tasks-nat")["allocationId"] == "eipalloc-0a1b"
    for zone in ARGS.availability_zones:
        assert made.inputs(f"cdc-tasks-route-{zone}")["routeTableId"] == "cdc-tasks-route-table-id"
        assert "mapPublicIpOnLaunch" not in made.inputs(f"cdc-tasks-subnet-{zone}")
    route = made.inputs("cdc-tasks-nat-route")
    assert (route["routeTableId"], route["natGatewayId"]) == ("cdc-tasks-route-table-id", "cdc-tasks-nat-id")
    assert "gatewayId" not in route


def test_the_gateway_is_in_the_public_subnet_and_waits_for_its_way_out(made):
    assert made.inputs("cdc-tasks-nat")["subnetId"] == "cdc-tasks-subnet-public-id"
    assert made.inputs("cdc-tasks-route-public")["routeTableId"] == "cdc-tasks-public-table-id"
    assert made.inputs("cdc-tasks-internet-route")["routeTableId"] == "cdc-tasks-public-table-id"
    assert {"cdc-tasks-internet-route", "cdc-tasks-route-public"} <= made.waits_for("cdc-tasks-nat")


def test_no_two_subnets_share_an_address(made):
    subnets = [name for name, kind in made.types().items() if kind == SUBNET]
    assert {made.inputs(name)["cidrBlock"] for name in subnets} == {"10.91.0.0/27", "10.91.0.32/27", "10.91.0.64/27"}
