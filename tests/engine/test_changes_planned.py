"""Each row of docs/changes.md against the plan of the real engine, one change at a time."""

from contextlib import ExitStack

import pytest

from docs.changes import CHANGES
from lab.backends.backend import LabError
from tests.engine.lab_values import LabValues, what_it_takes
from tests.engine.program_world import program_world
from tests.engine.stack_change import changed, expected, found, in_words, standing


def _from_nothing(change):
    """Whether no change leads to what stands under it: a cluster stays in its VPC, a slot has one reader."""
    return bool({"database.network", "database.sql", "runtime"} & change.under.keys())


IN_ORDER = sorted(CHANGES, key=lambda change: (change.stack, _from_nothing(change), repr(change.under)))
"""What stands is applied before what is planned on it, once for all rows under it."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """The world of a stack file; one at a time."""
    running = {}
    with pytest.MonkeyPatch.context() as patched, ExitStack() as last:

        def of(stack):
            if stack not in running:
                last.close()
                running.clear()
                running[stack] = last.enter_context(
                    program_world(tmp_path_factory.mktemp("plan"), patched, stack=stack, brokers=False)
                )
                running[stack].stands = None
                running[stack].values = LabValues(running[stack])
            return running[stack]

        yield of


@pytest.fixture
def world(worlds, change):
    return worlds(change.stack)


@pytest.fixture
def planned(world):
    """What a preview of a change says: a plan, or the refusal's own words."""

    def preview(change):
        before = standing(change, world.values)
        if world.stands != change.under:
            if _from_nothing(change):
                world.stack().destroy(lambda _: None)
            world.stack(before).up(lambda _: None)
            world.stands = change.under
        sections = {key.partition(":")[2]: value for key, value in world.config(before).items()}
        assert found(sections, change.key) == world.values.of(change.before)
        try:
            with what_it_takes(world, change):
                return in_words(world.changes(world.stack(changed([change], world.values)).preview))
        except LabError as error:
            return str(error)

    return preview


@pytest.mark.parametrize("change", IN_ORDER, ids=lambda change: f"{change.key}-{change.effect}")
def test_a_change_does_what_its_row_says(world, change, planned):
    if change.refusal and not change.plan:
        assert change.refusal in planned(change)
    else:
        assert planned(change) == expected(change, world.stack_file.section("pipelines")[0]["name"], world.values)
