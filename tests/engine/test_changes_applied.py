"""The changes of docs/changes.md made, in a few groups: what was planned is done, and nothing is left to do."""

import re

import pytest

from docs.changes import CHANGES
from lab.backends.backend import LabError
from tests.engine.lab_values import LabValues
from tests.engine.program_world import program_world
from tests.engine.stack_change import changed, expected

GROUPS = {
    "how the database is reached": ("database.port", "database.caBundle", "database.profile"),
    "in place": (
        "redpanda.natCidrs",
        "redpanda.scopeTag",
        "database.minAcu",
        "database.maxAcu",
        "database.readers",
        "database.deletionProtection",
        "database.backupRetentionDays",
        "database.adminCidrs",
        "peering",
        "trust.externalId",
        "pipelines[].tables",
        "pipelines[].partitions",
        "pipelines[].snapshot",
        "pipelines[].cpu",
        "pipelines[].bootstrapSql",
        "alarms.slotLagGib",
        "alarms.slotDiskGib",
        "alarms.transactionLogsGib",
        "alarms.freeableMemoryGib",
        "alarms.capacityPercent",
        "alarms.loginFailures",
        "alarms.lastingMinutes",
        "alarms.silentMinutes",
    ),
    "replaced, or for good": (
        "database.engineVersion",
        "redpanda.pipelineRoleName",
        "pipelines[].schema",
        "pipelines[].user",
        "pipelines[].slot",
        "pipelines[].topic",
        "pipelines[].replicationFactor",
        "alarms.topicArn",
    ),
}
"""Each is made where the one before it stands, and undoes that."""
HALF_WAY = [
    change
    for change in CHANGES
    if change.refusal and change.plan and change.key in ("database.engineVersion", "database.network.availabilityZones")
]
NEEDED = """
CREATE TABLE iamuser_more (x integer PRIMARY KEY);
CREATE SCHEMA shop;
CREATE TABLE shop.iamuser_test (x integer PRIMARY KEY);
ALTER TABLE iamuser_more OWNER TO postgres;
ALTER SCHEMA shop OWNER TO postgres;
ALTER TABLE shop.iamuser_test OWNER TO postgres;
"""


def made_by(keys):
    """The first row of each key that makes something and asks for nothing special before."""
    return [next(c for c in CHANGES if c.key == key and c.plan and not c.refusal and not c.under) for key in keys]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched, program_world(tmp_path_factory.mktemp("apply"), patched) as running:
        running.values = LabValues(running)
        running.stack().up(lambda _: None)
        with running.database() as connection:
            connection.execute(NEEDED)
        yield running


@pytest.mark.parametrize("change", HALF_WAY, ids=lambda change: change.key)
def test_a_change_that_is_refused_half_way_is_undone(world, change):
    with pytest.raises(LabError, match=re.escape(change.refusal)):
        world.stack(changed([change], world.values)).up(lambda _: None)
    world.stack().up(lambda _: None)
    assert world.changes(world.stack().preview, refresh=True) == {}


@pytest.mark.parametrize("group", GROUPS)
def test_changes_that_are_made_leave_nothing_to_do(world, group):
    changes = made_by(GROUPS[group])
    planned = {name for c in changes for names in expected(c, "iam_test", world.values).values() for name in names}
    stack = world.stack(changed(changes, world.values))
    assert planned <= set(world.changes(stack.up))
    assert world.changes(stack.preview, refresh=True) == {}
