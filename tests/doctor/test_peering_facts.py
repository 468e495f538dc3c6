"""Each side of a peering as its account tells of it."""

import pytest
from moto import mock_aws

from doctor.facts.peering import RouteFacts, peering_facts
from tests.doctor.emulated_accounts import REGION, emulated_accounts

PIPELINES, DATABASE = "10.1.0.0/16", "10.90.0.0/24"


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    with mock_aws():
        yield emulated_accounts(tmp_path, monkeypatch)


@pytest.fixture
def peered(accounts):
    """A request that nobody has accepted yet, and the id of each VPC's main route table."""
    app, database = (account.client("ec2") for account in accounts)
    vpcs = [ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"] for ec2, cidr in ((app, PIPELINES), (database, DATABASE))]
    asked = app.create_vpc_peering_connection(
        VpcId=vpcs[0], PeerVpcId=vpcs[1], PeerOwnerId="222222222222", PeerRegion=REGION
    )
    tables = [
        ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]["RouteTableId"]
        for ec2, vpc in ((app, vpcs[0]), (database, vpcs[1]))
    ]
    return asked["VpcPeeringConnection"]["VpcPeeringConnectionId"], tables


def test_a_request_is_told_with_its_status_before_anybody_accepts_it(accounts, peered):
    connection, tables = peered
    for account, side, table in zip(accounts, ("requester", "accepter"), tables, strict=True):
        seen = peering_facts(account.facts, connection, side, [table])
        assert (seen.status, seen.message) == ("pending-acceptance", "Pending Acceptance by 222222222222")


def test_each_side_tells_of_its_own_option(accounts, peered):
    connection, tables = peered
    app, database = accounts
    database.client("ec2").accept_vpc_peering_connection(VpcPeeringConnectionId=connection)
    database.client("ec2").modify_vpc_peering_connection_options(
        VpcPeeringConnectionId=connection,
        AccepterPeeringConnectionOptions={"AllowDnsResolutionFromRemoteVpc": True},
    )
    accepter = peering_facts(database.facts, connection, "accepter", tables[1:])
    assert (accepter.status, accepter.names_resolve) == ("active", True)
    assert not peering_facts(app.facts, connection, "requester", tables[:1]).names_resolve


def test_routes_are_told_by_table_with_what_they_lead_to_and_a_table_that_is_gone_hides_no_other(accounts, peered):
    connection, (table, _) = peered
    ec2 = accounts[0].client("ec2")
    accounts[1].client("ec2").accept_vpc_peering_connection(VpcPeeringConnectionId=connection)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=DATABASE, VpcPeeringConnectionId=connection)
    seen = peering_facts(accounts[0].facts, connection, "requester", [table, "rtb-0123456789abcdef0"])
    assert seen.routes == {
        table: (
            RouteFacts(cidr=PIPELINES, target="local", state="active"),
            RouteFacts(cidr=DATABASE, target=connection, state="active"),
        )
    }


def test_a_connection_that_aws_does_not_know_is_none(accounts, peered):
    seen = peering_facts(accounts[0].facts, "pcx-0123456789abcdef0", "requester", peered[1][:1])
    assert (seen.status, seen.message, seen.names_resolve) == (None, "", False)
