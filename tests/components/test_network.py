import pulumi
import pulumi_aws as aws
import pytest

from components.group_rules import GroupRule
from components.ingress_source import IngressSource
from components.network import ExistingVpc, Network, NetworkArgs, NewVpc

ZONES = ["us-east-2a", "us-east-2b"]
NAT = IngressSource(cidr="198.51.100.17/32", description="Redpanda cluster")


def made(engine, args):
    outputs = {}

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        network = Network("cdc", args, pulumi.ResourceOptions(provider=account))
        pulumi.Output.all(network.subnet_ids, network.security_group_id).apply(
            lambda known: outputs.update(subnets=known[0], group=known[1])
        )

    engine.run(program)
    return outputs


NEW = NewVpc(cidr="10.90.0.0/24", availability_zones=ZONES)
PRIVATE_CHILDREN = {
    "cdc-vpc": "aws:ec2/vpc:Vpc",
    "cdc-route-table": "aws:ec2/routeTable:RouteTable",
    "cdc-subnet-us-east-2a": "aws:ec2/subnet:Subnet",
    "cdc-subnet-us-east-2b": "aws:ec2/subnet:Subnet",
    "cdc-route-us-east-2a": "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "cdc-route-us-east-2b": "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "cdc-security-group": "aws:ec2/securityGroup:SecurityGroup",
}


def test_a_private_network_has_no_way_to_the_internet_and_lets_nobody_in(engine):
    outputs = made(engine, NetworkArgs(vpc=NEW))
    assert engine.types() == PRIVATE_CHILDREN
    assert outputs == {
        "subnets": ["cdc-subnet-us-east-2a-id", "cdc-subnet-us-east-2b-id"],
        "group": "cdc-security-group-id",
    }


def test_a_public_network_adds_the_internet_route_only(engine):
    made(engine, NetworkArgs(vpc=NEW, public=True))
    assert engine.types() == PRIVATE_CHILDREN | {
        "cdc-internet-gateway": "aws:ec2/internetGateway:InternetGateway",
        "cdc-internet-route": "aws:ec2/route:Route",
    }
    assert engine.inputs("cdc-vpc")["enableDnsHostnames"] is True


def test_each_zone_has_its_part_of_the_network(engine):
    made(engine, NetworkArgs(vpc=NEW))
    subnets = [engine.inputs(f"cdc-subnet-{zone}") for zone in ZONES]
    assert [(s["availabilityZone"], s["cidrBlock"]) for s in subnets] == [
        ("us-east-2a", "10.90.0.0/25"),
        ("us-east-2b", "10.90.0.128/25"),
    ]


def test_an_existing_vpc_gets_a_security_group_and_nothing_else(engine):
    outputs = made(engine, NetworkArgs(vpc=ExistingVpc(vpc_id="vpc-1", subnet_ids=["subnet-1", "subnet-2"])))
    assert engine.types() == {"cdc-security-group": "aws:ec2/securityGroup:SecurityGroup"}
    assert engine.inputs("cdc-security-group")["vpcId"] == "vpc-1"
    assert outputs["subnets"] == ["subnet-1", "subnet-2"]


def test_each_network_let_in_is_one_rule_that_says_whose_it_is(engine):
    made(engine, NetworkArgs(vpc=NEW, port=15432, ingress=[NAT]))
    assert engine.inputs("cdc-from-198.51.100.17-32") == {
        "securityGroupId": "cdc-security-group-id",
        "ipProtocol": "tcp",
        "fromPort": 15432,
        "toPort": 15432,
        "cidrIpv4": "198.51.100.17/32",
        "description": "Redpanda cluster",
    }
    assert {"egress", "ingress"}.isdisjoint(engine.inputs("cdc-security-group"))


def test_every_child_lands_in_the_callers_account(engine):
    made(engine, NetworkArgs(vpc=NEW, public=True, ingress=[NAT]))
    assert set(engine.provider_names().values()) == {"database-account"}


def test_whoever_gets_the_subnets_also_waits_for_their_routes(engine):
    waited_for = []

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        network = Network("cdc", NetworkArgs(vpc=NEW, public=True), pulumi.ResourceOptions(provider=account))
        return network.subnet_ids.resources()

    async def names():
        return {resource._name for resource in await program()}

    engine.run(lambda: pulumi.Output.from_input(names()).apply(waited_for.extend))
    assert {"cdc-internet-route", "cdc-route-us-east-2a", "cdc-route-us-east-2b"} <= set(waited_for)


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "10.0.0.1/24"])
def test_a_wrong_source_is_refused_when_it_is_named(cidr):
    with pytest.raises(ValueError, match=r"^cidr: got "):
        IngressSource(cidr=cidr, description="")


@pytest.mark.parametrize(
    "refused",
    [
        lambda text: IngressSource(cidr="203.0.113.7/32", description=text),
        lambda text: NetworkArgs(vpc=NEW, purpose=text),
        lambda text: GroupRule(group_id="sg-1", other_group="sg-2", port=5432, description=text),
    ],
)
def test_a_description_that_ec2_refuses_is_refused_before_anything_is_made(refused):
    with pytest.raises(ValueError, match=r"^description: got \"the service's pods\", want at most 255"):
        refused("the service's pods")


def test_one_zone_is_refused():
    with pytest.raises(ValueError, match=r"^availability_zones: got \['us-east-2a'\], want at least two"):
        NewVpc(cidr="10.0.0.0/24", availability_zones=["us-east-2a", "us-east-2a"][:1])


def test_a_new_vpc_has_room_for_a_subnet_in_each_zone():
    with pytest.raises(ValueError, match=r"^cidr: got '10\.90\.0\.0/27', want a network from /16 down to /26"):
        NewVpc(cidr="10.90.0.0/27", availability_zones=["a", "b", "c"])
