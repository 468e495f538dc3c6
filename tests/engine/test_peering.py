"""The private way by the real engine: made from both accounts, repaired after a hand, and taken away."""

import pytest

from tests.engine.lab_values import LabValues
from tests.engine.program_world import program_world

PEERING = {"vpcId": "vpc-0c1", "vpcCidr": "10.70.0.0/16", "routeTableIds": ["rtb-0c1", "rtb-0c2"], "allowlist": "print"}
DATABASE_NETWORK = "10.90.0.0/24"  # settings/database.py, the default of vpcCidr
WAY = {
    *("pipelines-peering", "pipelines-peering-route-rtb-0c1", "pipelines-peering-route-rtb-0c2"),
    *("pipelines-peering-names", "cdc-peering-accepted", "cdc-peering-route-0", "cdc-peering-names"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with (
        pytest.MonkeyPatch.context() as patched,
        program_world(tmp_path_factory.mktemp("peering"), patched, brokers=False) as running,
    ):
        running.values = LabValues(running)
        running.way = {running.values.named(name) for name in WAY}
        running.changes(private(running).up)
        yield running


def private(world, **changes):
    """The program's stack with a database that only a peering leads to."""

    def edit(sections):
        sections["database"]["network"]["exposure"] = "private"
        sections["peering"] = world.values.of(PEERING | changes)

    return world.stack(edit)


def connections(world):
    """What is active, by id, as each account sees it."""
    active = [{"Name": "status-code", "Values": ["active"]}]
    return [
        {
            found["VpcPeeringConnectionId"]: (found["RequesterVpcInfo"]["VpcId"], found["AccepterVpcInfo"]["VpcId"])
            for found in world.account(section)
            .client("ec2")
            .describe_vpc_peering_connections(Filters=active)["VpcPeeringConnections"]
            if found["Status"]["Code"] == "active"  # moto lets every one through
        }
        for section in ("redpanda", "database")
    ]


def routes(world, section):
    """Every route through a peering: table, network and connection."""
    tables = world.account(section).client("ec2").describe_route_tables()["RouteTables"]
    return {
        (table["RouteTableId"], route["DestinationCidrBlock"], route["VpcPeeringConnectionId"])
        for table in tables
        for route in table["Routes"]
        if "VpcPeeringConnectionId" in route
    }


def test_both_accounts_have_the_connection_and_their_routes(world):
    made = {name: resource.get("id") for name, resource in world.made().items()}
    there, back = connections(world)
    (connection,) = there
    assert there == back == {connection: (world.values.of("vpc-0c1"), made["cdc-vpc"])}
    assert routes(world, "redpanda") == {
        (world.values.of(table), DATABASE_NETWORK, connection) for table in ("rtb-0c1", "rtb-0c2")
    }
    assert routes(world, "database") == {(made["cdc-route-table"], PEERING["vpcCidr"], connection)}
    assert "cdc-from-10.70.0.0-16" in made


def test_there_is_nothing_left_to_do(world):
    assert world.changes(private(world).preview, refresh=True) == {}


def named_by_place(world):
    """The state as an earlier release wrote it, which named a route by its table's place in the list."""
    (file,) = (world.paths.stack / "backend" / ".pulumi" / "stacks").glob("*/lab.json")
    text = file.read_text()
    for place, table in enumerate(PEERING["routeTableIds"]):
        new = world.values.named(f"pipelines-peering-route-{table}")
        assert text.count(f'::{new}"')
        text = text.replace(f'::{new}"', f'::pipelines-peering-route-{place}"')
    file.write_text(text)


def test_routes_of_an_earlier_release_are_kept_and_take_their_new_names(world):
    before = routes(world, "redpanda")
    ids = {world.made()[name]["id"] for name in world.way if name.startswith("pipelines-peering-route-")}
    named_by_place(world)
    assert {"pipelines-peering-route-0", "pipelines-peering-route-1"} <= world.made().keys()
    assert world.changes(private(world).preview) == {}
    assert world.changes(private(world).up) == {}
    assert world.way <= world.made().keys()
    assert {world.made()[name]["id"] for name in world.way if name.startswith("pipelines-peering-route-")} == ids
    assert routes(world, "redpanda") == before


def test_a_connection_that_somebody_deleted_is_made_again_and_the_routes_follow(world):
    ((connection,), _) = connections(world)
    world.account("database").client("ec2").delete_vpc_peering_connection(VpcPeeringConnectionId=connection)
    seen = world.changes(private(world).up, refresh=True)
    assert seen == {name: ["update" if "-route-" in name else "create"] for name in world.way}
    assert connection not in connections(world)[0]
    assert world.changes(private(world).preview, refresh=True) == {}


def test_a_route_table_may_leave_from_the_head_of_the_list(world):
    left = private(world, routeTableIds=["rtb-0c2"])
    assert world.changes(left.up) == {world.values.named("pipelines-peering-route-rtb-0c1"): ["delete"]}
    assert {table for table, _, _ in routes(world, "redpanda")} == {world.values.of("rtb-0c2")}


def test_all_of_it_goes_with_the_stack(world):
    made = world.way & world.made().keys()
    deleted = world.changes(private(world).destroy)
    assert made
    assert made <= deleted.keys()
    assert connections(world) == [{}, {}]
    assert (routes(world, "redpanda"), routes(world, "database")) == (set(), set())
