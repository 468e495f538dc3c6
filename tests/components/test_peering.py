import pulumi
import pulumi_aws as aws
import pytest

from components.peering_acceptance import PeeringAcceptance, PeeringAcceptanceArgs
from components.peering_request import PeeringRequest, PeeringRequestArgs
from components.peering_side import PeeringSide, PeeringSideArgs

REQUEST = PeeringRequestArgs(
    vpc_id="vpc-1", database_vpc_id="vpc-2", database_account_id="222222222222", database_region="us-east-2"
)


@pytest.fixture
def made(engine):
    ready = []

    def program():
        application = pulumi.ResourceOptions(provider=aws.Provider("application-account", region="us-east-1"))
        database = pulumi.ResourceOptions(provider=aws.Provider("database-account", region="us-east-2"))
        request = PeeringRequest("application", REQUEST, application)
        accepted = PeeringAcceptance("cdc", PeeringAcceptanceArgs(connection_id=request.connection_id), database)
        there = PeeringSideArgs(
            role="requester",
            connection_id=accepted.connection_id,
            route_table_ids=["rtb-1", "rtb-2"],
            other_cidr="10.90.0.0/24",
        )
        back = PeeringSideArgs(
            role="accepter",
            connection_id=accepted.connection_id,
            route_table_ids=[pulumi.Output.from_input("rtb-3")],
            other_cidr="10.1.0.0/16",
        )
        PeeringSide("application", there, application).ready.apply(ready.append)
        PeeringSide("cdc", back, database).ready.apply(ready.append)

    engine.run(program)
    assert ready == ["cdc-peering-accepted-id"] * 2
    return engine


def test_the_application_asks_the_database_accepts_and_each_side_has_its_routes(made):
    assert made.types() == {
        "application-peering": "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        "application-peering-route-rtb-1": "aws:ec2/route:Route",
        "application-peering-route-rtb-2": "aws:ec2/route:Route",
        "application-peering-names": "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
        "cdc-peering-accepted": "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        "cdc-peering-route-0": "aws:ec2/route:Route",
        "cdc-peering-names": "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",
    }


def test_each_resource_lies_in_the_account_it_is_named_after(made):
    for name, provider in made.provider_names().items():
        assert provider == f"{name.split('-')[0].replace('cdc', 'database')}-account"


def test_the_request_names_the_other_account_and_its_region(made):
    assert made.inputs("application-peering") == {
        "vpcId": "vpc-1",
        "peerVpcId": "vpc-2",
        "peerOwnerId": "222222222222",
        "peerRegion": "us-east-2",
        "tags": {"Name": "application"},
    }
    assert made.inputs("cdc-peering-accepted") == {
        "vpcPeeringConnectionId": "application-peering-id",
        "autoAccept": True,
        "tags": {"Name": "cdc"},
    }


def test_routes_and_names_wait_until_it_is_accepted(made):
    accepted = {"vpcPeeringConnectionId": "cdc-peering-accepted-id"}
    assert made.inputs("application-peering-route-rtb-2") == accepted | {
        "routeTableId": "rtb-2",
        "destinationCidrBlock": "10.90.0.0/24",
    }
    assert made.inputs("cdc-peering-route-0") == accepted | {
        "routeTableId": "rtb-3",
        "destinationCidrBlock": "10.1.0.0/16",
    }
    names = {"allowRemoteVpcDnsResolution": True}
    assert made.inputs("application-peering-names") == accepted | {"requester": names}
    assert made.inputs("cdc-peering-names") == accepted | {"accepter": names}


def test_a_side_without_a_route_is_refused():
    with pytest.raises(ValueError, match=r"^route_table_ids: got none, want at least one"):
        PeeringSideArgs(role="accepter", connection_id="pcx-1", route_table_ids=[], other_cidr="10.1.0.0/16")
