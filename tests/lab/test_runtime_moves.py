"""A pipeline moved from one runtime to the next by the words of docs/changes.md, and not a change lost between."""

import secrets

import pytest

from docs.changes.runtimes import ENDS
from lab.lifecycle.state import LabState
from lab.paths import REPOSITORY
from lab.prove.records import KEY_SPACE, TopicEnd
from lab.prove.surroundings import Surroundings
from tests.lab.ended_pipeline import end_pipeline

pytestmark = pytest.mark.slow

PAGE = REPOSITORY / "docs" / "runtimes.md"
MOVES = ("ecs", "kubernetes", "own", "cloud-role")


@pytest.fixture(scope="module")
def lab(runtime_lab, with_brokers):
    return runtime_lab("cloud-role")


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def end(lab):
    """One of your own is stopped by you, here by the lab."""
    around = surroundings(lab)
    kind = around.state.chain["runtime"]["kind"]
    if kind in ENDS:
        end_pipeline(lab, ENDS[kind])
    else:
        around.process.stop()


def write(lab):
    """A row written by the application; its key."""
    around, key = surroundings(lab), secrets.randbelow(KEY_SPACE)
    with around.workload.login(*around.master_login) as connection:
        connection.execute("INSERT INTO iamuser_test VALUES (%s, 'between')", [key])
    return str(key)


@pytest.mark.parametrize("runtime", MOVES)
def test_a_pipeline_that_moves_goes_on_where_it_ended_and_nothing_is_left_to_do(lab, runtime):
    end(lab)
    with TopicEnd(surroundings(lab), surroundings(lab).pipeline["topic"]) as topic:
        written = write(lab)
        lab.runtime = runtime
        lab.up()
        assert topic.next_with(written)[:2] == ("insert", written)
    assert lab.chain()["runtime"]["kind"] == runtime
    assert "  no change" in lab.run("up", "--refresh").stdout


@pytest.mark.parametrize("runtime", ["cloud-key", "cloud-role"])
def test_a_pipeline_of_redpanda_cloud_becomes_somebody_else_where_it_is(lab, runtime):
    before = surroundings(lab).pipeline["id"]
    lab.runtime = runtime
    lab.up()
    assert (lab.chain()["runtime"]["kind"], surroundings(lab).pipeline["id"]) == (runtime, before)
    assert "  no change" in lab.run("up", "--refresh").stdout


@pytest.mark.parametrize("runtime", ENDS)
def test_the_page_of_runtimes_has_the_command_for_each(runtime):
    assert f"`pulumi destroy --target '{ENDS[runtime]}'`" in PAGE.read_text()
