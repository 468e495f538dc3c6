"""The changes of docs/changes.md that only one runtime has, made there: what was planned is done, nothing is left."""

from dataclasses import replace

import pytest

from docs.changes import CHANGES
from docs.changes.pods import ON_PODS, WITHOUT_OPERATOR
from docs.changes.runtimes import ON_ECS, ON_HOST, ON_KEY
from tests.engine.lab_values import LabValues
from tests.engine.program_world import program_world
from tests.engine.stack_change import changed, expected, standing

pytestmark = pytest.mark.slow

IMAGE = ("imageVersion", "imageDigest")
STEPS = {
    "runtime.cloud": (ON_KEY, ("userName",)),
    "runtime.ecs": (ON_ECS, ("vpcId", "roleName", "licenseSecretArn", *IMAGE)),
    "runtime.kubernetes": (ON_PODS, ("serviceAccount", "roleName", *IMAGE)),
    "runtime.kubernetes.licenseSecret": (WITHOUT_OPERATOR, ("name",)),
    "runtime.own": (ON_HOST, ("arn",)),
}
"""By section: where the pipelines run, and the section's keys that change there at once."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched, program_world(tmp_path_factory.mktemp("apply"), patched) as running:
        running.values = LabValues(running)
        yield running


@pytest.fixture
def stands(world, section):
    """Its stack file, up on its runtime: from nothing, since a slot has one reader."""
    under, _ = STEPS[section]
    edit = standing(rows_of(under)[0], world.values)
    world.stack().destroy(lambda _: None)
    world.stack(edit).up(lambda _: None)
    return edit


def named(section, keys):
    return [f"{section}.{key}" for key in keys]


def rows_of(under):
    return [change for change in CHANGES if change.under == under and change.plan]


@pytest.mark.parametrize("section", STEPS)
def test_changes_on_their_runtime_leave_nothing_to_do(world, section, stands):
    under, keys = STEPS[section]
    changes = [replace(change, under={}) for change in rows_of(under) if change.key in named(section, keys)]
    assert [change.key for change in changes] == named(section, keys)
    planned = {name for c in changes for names in expected(c, "iam_test", world.values).values() for name in names}

    def edit(sections):
        stands(sections)
        changed(changes, world.values)(sections)

    stack = world.stack(edit)
    assert planned <= set(world.changes(stack.up))
    assert world.changes(stack.preview, refresh=True) == {}
