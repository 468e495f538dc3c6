"""Every program that has a lab, from nothing to nothing by the real engine."""

import pytest

from tests.engine.program_world import program_world
from tests.test_structure import REPOSITORY

PROGRAMS = [None, *sorted(file.parent.name for file in REPOSITORY.glob("examples/*/Pulumi.lab.yaml"))]


@pytest.fixture(params=PROGRAMS, ids=lambda name: name or "root", scope="module")
def world(request, tmp_path_factory):
    directory = tmp_path_factory.mktemp("life")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed, request.param) as running:
        yield running


def what_is_there(world):
    """What an operator finds in each account, and what of PostgreSQL runs."""
    found = {}
    for section in world.stack_file.accounts:
        account = world.account(section)
        found[section] = {
            "clusters": [c["DBClusterIdentifier"] for c in account.client("rds").describe_db_clusters()["DBClusters"]],
            "roles": sorted(role["RoleName"] for role in account.client("iam").list_roles()["Roles"]),
            "vpcs": sorted(v["VpcId"] for v in account.client("ec2").describe_vpcs()["Vpcs"] if not v["IsDefault"]),
            "topics": account.client("sns").list_topics()["Topics"],
            "alarms": [a["AlarmName"] for a in account.client("cloudwatch").describe_alarms()["MetricAlarms"]],
        }
    return {**found, "servers": sorted(path.name for path in world.paths.databases.glob("[!.]*"))}


@pytest.fixture(scope="module")
def before(world):
    return what_is_there(world)


def test_a_preview_from_nothing_shows_what_an_up_makes_and_makes_nothing(world, before):
    planned = world.changes(world.stack().preview)
    assert {step for steps in planned.values() for step in steps} == {"create"}
    assert what_is_there(world) == before
    made = world.changes(world.stack().up)
    assert made == planned
    assert what_is_there(world) != before


@pytest.mark.parametrize("options", [{}, {"refresh": True}], ids=["preview", "preview --refresh"])
def test_a_second_preview_finds_nothing_to_do(world, before, options):
    assert world.changes(world.stack().preview, **options) == {}


def test_a_refresh_finds_nothing_changed(world, before):
    assert world.changes(world.stack().refresh) == {}
    assert world.changes(world.stack().preview) == {}


def test_a_destroy_takes_everything_away_the_slot_before_its_database(world, before):
    made = set(world.made())
    deleted = world.changes(world.stack().destroy)
    assert made <= set(deleted)
    order = list(deleted)
    for slot in (name for name in order if name.endswith("-slot")):
        pipeline = slot.removesuffix("-slot") + "-pipeline"
        assert order.index(pipeline) < order.index(slot) < order.index("cdc-writer")
    assert world.made() == {}
    assert what_is_there(world) == before
