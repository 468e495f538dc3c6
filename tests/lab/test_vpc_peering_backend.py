"""A peering of two accounts against moto: who asks, who accepts, what leads through it, and what EC2 refuses."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends import ec2, ec2_routes, vpc_peering
from lab.backends.backend import LabError
from tests.lab.aws_accounts import REGION, running_accounts
from tests.lab.backend_life import Life

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (ec2, ec2_routes, vpc_peering)
    for token, backend in module.RESOURCES.items()
}
DNS = {"allowRemoteVpcDnsResolution": True}


class Account:
    def __init__(self, provider, network):
        self.provider = provider
        self.id = provider.account_id
        self.ec2 = provider.client("ec2")
        self.vpc = self.create("Vpc", cidrBlock=f"{network}.0.0/16").id
        self.table = self.create("RouteTable", vpcId=self.vpc).id

    def create(self, kind, **inputs):
        return Life(TYPES[kind], self.provider, "test", **inputs)

    def route(self, connection, network, table=None):
        inputs = {"routeTableId": table or self.table, "destinationCidrBlock": f"{network}.0.0/16"}
        return self.create("Route", **inputs, vpcPeeringConnectionId=connection)


@pytest.fixture(scope="module")
def providers(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.redpanda(defaultTags=json.dumps({"tags": {"stack": "lab"}})), running.database()


@pytest.fixture
def pipelines(providers):
    return Account(providers[0], "10.1")


@pytest.fixture
def database(providers):
    return Account(providers[1], "10.2")


def ask(pipelines, database, **changes):
    ends = {"vpcId": pipelines.vpc, "peerVpcId": database.vpc, "peerOwnerId": database.id, "peerRegion": REGION}
    return pipelines.create("VpcPeeringConnection", **{**ends, **changes})


@pytest.fixture
def request_(pipelines, database):
    return ask(pipelines, database, tags={"Name": "asked"})


def accept(database, request, **changes):
    inputs = {"vpcPeeringConnectionId": request.id, "autoAccept": True, **changes}
    return database.create("VpcPeeringConnectionAccepter", **inputs)


def status(account, connection):
    (found,) = account.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[connection.id])[
        "VpcPeeringConnections"
    ]
    return found["Status"]["Code"]


def test_a_request_waits_until_the_other_account_accepts(pipelines, database, request_):
    assert request_.outputs["acceptStatus"] == "pending-acceptance"
    assert request_.drift() == {}
    accepted = accept(database, request_, tags={"Name": "accepted"})
    seen = {"acceptStatus": "active", "peerOwnerId": pipelines.id, "peerVpcId": pipelines.vpc, "vpcId": database.vpc}
    assert seen.items() <= accepted.outputs.items()
    assert request_.drift() == {"acceptStatus": "active"}
    assert accepted.drift() == {}


def test_each_account_tags_the_connection_for_itself(database, request_):
    accepted = accept(database, request_, tags={"Name": "accepted"})
    assert request_.outputs["tagsAll"] == {"stack": "lab", "Name": "asked"}
    assert accepted.outputs["tagsAll"] == {"Name": "accepted"}
    accepted.update(tags={"Name": "other"})
    request_.update(tags={})
    assert accepted.outputs["tagsAll"] == {"Name": "other"}
    assert request_.outputs["tagsAll"] == {"stack": "lab"}


def test_one_that_is_not_to_be_accepted_waits_and_may_be_later(database, request_):
    accepted = accept(database, request_, autoAccept=False)
    assert accepted.outputs["acceptStatus"] == "pending-acceptance"
    accepted.update(autoAccept=True)
    assert status(database, request_) == "active"


def test_whose_vpcs_they_are_is_for_good(request_, database):
    others = {"vpcId": "vpc-1", "peerVpcId": "vpc-2", "peerOwnerId": "333333333333"}
    assert request_.replaced_by(**others) == set(others)
    assert accept(database, request_).replaced_by(vpcPeeringConnectionId="pcx-1") == {"vpcPeeringConnectionId"}


def test_it_ends_with_the_request_and_not_with_the_acceptance(pipelines, database, request_):
    accepted = accept(database, request_)
    accepted.delete()
    assert status(pipelines, request_) == "active"
    request_.delete()
    assert status(database, request_) == "deleted"
    request_.delete()


@pytest.mark.parametrize("by_hand", ["delete_vpc_peering_connection", "reject_vpc_peering_connection"])
def test_one_that_somebody_ended_is_gone(pipelines, database, request_, by_hand):
    accepted = accept(database, request_, autoAccept=False)
    getattr(database.ec2, by_hand)(VpcPeeringConnectionId=request_.id)
    assert (request_.drift(), accepted.drift()) == ({"": None}, {"": None})
    request_.delete()
    with pytest.raises(LabError, match=r"InvalidVpcPeeringConnectionID\.NotFound"):
        accept(database, request_)


@pytest.mark.parametrize("wrong", ["overlapping", "of nobody", "of another account"])
def test_a_vpc_that_cannot_be_the_peer_makes_a_failed_request(pipelines, database, wrong):
    changes = {
        "overlapping": {"peerVpcId": database.create("Vpc", cidrBlock="10.1.128.0/24").id},
        "of nobody": {"peerVpcId": "vpc-00000000"},
        "of another account": {"peerVpcId": pipelines.create("Vpc", cidrBlock="10.3.0.0/24").id},
    }
    before = pipelines.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"]
    with pytest.raises(LabError, match=r"unexpected state 'failed'.* overlapping CIDR range"):
        ask(pipelines, database, **changes[wrong])
    assert pipelines.ec2.describe_vpc_peering_connections()["VpcPeeringConnections"] == before


def test_a_vpc_of_ones_own_that_is_not_there_is_refused_at_once(pipelines, database):
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        ask(pipelines, database, vpcId="vpc-00000000")


def test_who_asked_cannot_accept(pipelines, request_):
    with pytest.raises(ClientError, match="OperationNotPermitted"):
        accept(pipelines, request_)


def test_what_the_lab_has_not_got_is_refused(pipelines, database):
    with pytest.raises(LabError, match="peerOwnerId: got none, want one"):
        ask(pipelines, database, peerOwnerId=None)
    with pytest.raises(LabError, match="peerRegion: got 'eu-west-1', want 'us-east-1'"):
        ask(pipelines, database, peerRegion="eu-west-1")


def options(account, request, side, **changes):
    return account.create("PeeringConnectionOptions", vpcPeeringConnectionId=request.id, **{side: DNS | changes})


def test_each_account_sets_the_names_of_its_side(pipelines, database, request_):
    accept(database, request_)
    own, other = options(pipelines, request_, "requester"), options(database, request_, "accepter")
    (found,) = pipelines.ec2.describe_vpc_peering_connections(VpcPeeringConnectionIds=[request_.id])[
        "VpcPeeringConnections"
    ]
    for info in ("RequesterVpcInfo", "AccepterVpcInfo"):
        assert found[info]["PeeringOptions"]["AllowDnsResolutionFromRemoteVpc"] is True
    assert (own.drift(), other.drift()) == ({}, {})
    own.update(requester={"allowRemoteVpcDnsResolution": False})
    assert (own.drift(), other.drift()) == ({}, {})
    assert own.replaced_by(vpcPeeringConnectionId="pcx-1") == {"vpcPeeringConnectionId"}


def test_names_that_somebody_changed_are_seen_and_go_with_the_connection(pipelines, database, request_):
    accept(database, request_)
    own = options(pipelines, request_, "requester")
    off = {"AllowDnsResolutionFromRemoteVpc": False}
    pipelines.ec2.modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=request_.id, RequesterPeeringConnectionOptions=off
    )
    assert own.drift() == {"requester": {"allowRemoteVpcDnsResolution": False}}
    own.delete()
    request_.delete()
    assert own.drift() == {"": None}


def test_options_that_ec2_refuses(pipelines, database, request_):
    with pytest.raises(LabError, match=r"OperationNotPermitted: Peering pcx-\w+ is not active"):
        options(pipelines, request_, "requester")
    accept(database, request_)
    with pytest.raises(LabError, match=r"OperationNotPermitted: User \d+ cannot modify the accepter's"):
        options(pipelines, request_, "accepter")
    with pytest.raises(LabError, match="allowClassicLink: the lab's backend does not emulate"):
        options(pipelines, request_, "requester", allowClassicLink=True)
    request_.delete()
    with pytest.raises(LabError, match=r"InvalidVpcPeeringConnectionID\.NotFound"):
        options(pipelines, request_, "requester")


def test_a_route_leads_nowhere_until_the_connection_is_active_and_again_after_it(pipelines, database, request_):
    route = pipelines.route(request_.id, "10.2")
    assert route.outputs["state"] == "blackhole"
    accept(database, request_)
    assert route.drift() == {"state": "active"}
    back = database.route(request_.id, "10.1")
    assert back.outputs["state"] == "active"
    request_.delete()
    assert back.drift() == {"state": "blackhole"}
    back.delete()
    assert back.drift() == {"": None}


def test_a_route_takes_another_way_in_place(pipelines, database, request_):
    route = pipelines.route(request_.id, "10.2")
    request_.delete()
    again = ask(pipelines, database)
    route.update(vpcPeeringConnectionId=again.id)
    assert route.drift() == {}
    gateway = pipelines.create("InternetGateway", vpcId=pipelines.vpc)
    route.update(vpcPeeringConnectionId=None, gatewayId=gateway.id)
    (table,) = pipelines.ec2.describe_route_tables(RouteTableIds=[pipelines.table])["RouteTables"]
    (held,) = [held for held in table["Routes"] if held["DestinationCidrBlock"] == "10.2.0.0/16"]
    assert (held["GatewayId"], held.get("VpcPeeringConnectionId")) == (gateway.id, None)
    assert route.drift() == {}


def test_routes_that_ec2_refuses(pipelines, database, request_):
    elsewhere = pipelines.create("RouteTable", vpcId=pipelines.create("Vpc", cidrBlock="10.4.0.0/16").id)
    with pytest.raises(LabError, match="belong to different networks"):
        pipelines.route(request_.id, "10.2", table=elsewhere.id)
    request_.delete()
    for connection in (request_.id, "pcx-00000000"):
        with pytest.raises(LabError, match=r"InvalidVpcPeeringConnectionID\.NotFound"):
            pipelines.route(connection, "10.2")
    for targets in ({}, {"gatewayId": "igw-1", "vpcPeeringConnectionId": "pcx-1"}):
        with pytest.raises(LabError, match="exactly one of them must be specified"):
            pipelines.create("Route", routeTableId=pipelines.table, destinationCidrBlock="10.2.0.0/16", **targets)
