"""A private way: one account asks, the other accepts, and nobody peers or routes anything else."""

import json

import pytest

from domain.iam_evaluation import Principal, may
from preview_roles.permissions import workflow
from preview_roles.permissions.existing_scopes import ExistingScope
from preview_roles.permissions.peering_scopes import AcceptScope, RequestScope
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope

APP, DATABASE = "arn:aws:ec2:us-east-2:111111111111", "arn:aws:ec2:us-east-2:222222222222"
PIPELINES = f"{APP}:vpc/vpc-a"
OURS = {"aws:RequestedRegion": "us-east-2", "aws:ResourceTag/pulumi-project": "shop-stream"}
HERE = {"aws:RequestedRegion": "us-east-2"}
ASKED = HERE | {"ec2:RequesterVpc": PIPELINES}
READS = ("ec2:DescribeRouteTables", "ec2:DescribeVpcPeeringConnections")
ROUTES = ("ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ReplaceRoute")
CHANGES = ("ec2:DeleteVpcPeeringConnection", "ec2:ModifyVpcPeeringConnectionOptions", "ec2:CreateTags")


def application(peering=True):
    scope = ApplicationScope(
        account_id="111111111111",
        region="us-east-2",
        policy_roles=["pipeline"],
        project="shop-stream",
        peering=RequestScope(vpc_id="vpc-a", route_table_ids=["rtb-a", "rtb-b"]) if peering else None,
    )
    return workflow.application_reads(scope), workflow.application_writes(scope)


def database(peering=True, **network):
    scope = DatabaseScope(
        account_id="222222222222",
        region="us-east-2",
        project="shop-stream",
        component="cdc",
        existing=ExistingScope(identifier="shop") if network else None,
        peering=AcceptScope(requester_vpc_arn=PIPELINES, **network) if peering else None,
    )
    return workflow.database_reads(scope), workflow.database_writes(scope)


def existing(peering=True):
    return database(peering, vpc_id="vpc-d", route_table_ids=["rtb-d"])


def allowed(document, action, resource, context=HERE):
    account = "111111111111" if ":111111111111:" in resource else "222222222222"
    caller = Principal(
        arn=f"arn:aws:iam::{account}:role/r", account=account, kind="role", identity_policies={"p": document}
    )
    return may(caller, action, resource, context).allowed


@pytest.mark.parametrize("action", READS)
def test_both_roles_of_both_accounts_read_connections_and_routes_in_their_region(action):
    for document in (*application(), *database(), *existing()):
        assert allowed(document, action, "*")
        assert not allowed(document, action, "*", {"aws:RequestedRegion": "eu-west-1"})
    assert not allowed(application(peering=False)[0], action, "*")


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ec2:CreateVpcPeeringConnection", PIPELINES, HERE),
        ("ec2:CreateVpcPeeringConnection", f"{APP}:vpc-peering-connection/pcx-1", HERE),
        (
            "ec2:CreateTags",
            f"{APP}:vpc-peering-connection/pcx-1",
            {"ec2:CreateAction": "CreateVpcPeeringConnection"},
        ),
        *((action, f"{APP}:vpc-peering-connection/pcx-1", OURS) for action in CHANGES),
        *((action, f"{APP}:route-table/{table}", HERE) for action in ROUTES for table in ("rtb-a", "rtb-b")),
    ],
)
def test_the_pipelines_account_asks_and_routes(action, resource, context):
    reads, writes = application()
    assert allowed(writes, action, resource, context)
    assert not allowed(reads, action, resource, context)
    assert not allowed(application(peering=False)[1], action, resource, context)


@pytest.mark.parametrize(
    ("action", "resource", "context"),
    [
        ("ec2:CreateVpcPeeringConnection", f"{APP}:vpc/vpc-other", OURS),
        ("ec2:AcceptVpcPeeringConnection", f"{APP}:vpc-peering-connection/pcx-1", OURS),
        ("ec2:CreateTags", f"{APP}:vpc-peering-connection/pcx-1", HERE),
        *((action, f"{APP}:vpc-peering-connection/pcx-1", HERE) for action in CHANGES),
        *((action, f"{APP}:route-table/rtb-other", OURS) for action in ROUTES),
    ],
)
def test_what_others_peered_and_route_there_stays_theirs(action, resource, context):
    assert not allowed(application()[1], action, resource, context)


@pytest.mark.parametrize("action", ["ec2:AcceptVpcPeeringConnection", *CHANGES, "ec2:DeleteTags"])
def test_the_databases_account_accepts_what_the_pipelines_vpc_asks_and_nobody_elses(action):
    connection = f"{DATABASE}:vpc-peering-connection/pcx-1"
    for reads, writes in (database(), existing()):
        assert allowed(writes, action, connection, ASKED)
        assert not allowed(reads, action, connection, ASKED)
        assert not allowed(writes, action, connection, ASKED | {"ec2:RequesterVpc": f"{APP}:vpc/vpc-other"})
        assert not allowed(writes, action, connection, OURS)
    assert not allowed(existing(peering=False)[1], action, connection, ASKED)


def test_the_vpc_that_is_asked_and_its_tables_are_those_named_or_made():
    accept, route = "ec2:AcceptVpcPeeringConnection", "ec2:CreateRoute"
    assert allowed(existing()[1], accept, f"{DATABASE}:vpc/vpc-d")
    assert allowed(existing()[1], route, f"{DATABASE}:route-table/rtb-d")
    assert not allowed(existing()[1], accept, f"{DATABASE}:vpc/vpc-other", OURS)
    assert not allowed(existing()[1], route, f"{DATABASE}:route-table/rtb-other", OURS)
    assert allowed(database()[1], accept, f"{DATABASE}:vpc/vpc-d", OURS)
    assert allowed(database()[1], route, f"{DATABASE}:route-table/rtb-d", OURS)
    assert not allowed(database()[1], accept, f"{DATABASE}:vpc/vpc-d")
    assert not allowed(database()[1], route, f"{DATABASE}:route-table/rtb-d")


def test_the_databases_account_never_asks():
    for _, writes in (database(), existing(), database(peering=False)):
        for resource in (f"{DATABASE}:vpc/vpc-d", f"{DATABASE}:vpc-peering-connection/pcx-1"):
            assert not allowed(writes, "ec2:CreateVpcPeeringConnection", resource, OURS)
            assert not allowed(writes, "ec2:CreateTags", resource, {"ec2:CreateAction": "CreateVpcPeeringConnection"})


def test_each_document_fits_a_role_and_names_each_action_in_full():
    for document in (*application(), *database(), *existing()):
        assert len(json.dumps(document, separators=(",", ":"))) <= 10_240  # IAM quotas, inline policies of a role
        assert "*" not in "".join(action for statement in document["Statement"] for action in statement["Action"])
        assert len({statement["Sid"] for statement in document["Statement"]}) == len(document["Statement"])
