"""What somebody did behind the program's back: `preview --refresh` shows it, `up --refresh` takes it back."""

import pytest

from lab.connect.pipelines import pipelines_of
from tests.engine.by_hand import ByHand
from tests.engine.changed_by_hand import CHANGED, change
from tests.engine.deleted_by_hand import CREATED, TOLD_OF_THE_NEW_TOPIC, delete
from tests.engine.program_world import program_world

pytestmark = pytest.mark.timeout(600)
"""A test is two operations that ask every service, and two more."""

REPLACED = ["delete-replaced", "create-replacement"]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("drift")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed) as running:
        running.changes(running.stack().up)
        yield running


def test_each_thing_changed_by_hand_is_shown_and_set_back_in_place(world):
    change(ByHand(world))
    shown = {name: ["update"] for name in CHANGED}
    assert_shown_and_repaired(world, shown)


def test_each_thing_deleted_by_hand_is_shown_and_made_again(world):
    delete(ByHand(world))
    shown = {name: ["create"] for name in CREATED}
    told = {name: ["update"] for name in TOLD_OF_THE_NEW_TOPIC}
    assert_shown_and_repaired(world, shown | told)


def test_partitions_added_by_hand_cost_the_topic_and_a_deleted_writer_nothing_but_itself(world):
    hand = ByHand(world)
    hand.add_partitions("iam_test-dead-letter-topic", 3)
    hand.database_account("rds").delete_db_instance(DBInstanceIdentifier=hand.id("cdc-writer"), SkipFinalSnapshot=True)
    repaired = world.changes(world.stack().up, refresh=True)
    assert repaired == {"iam_test-dead-letter-topic": REPLACED, "cdc-writer": ["create"]}
    assert world.changes(world.stack().preview, refresh=True) == {}


def assert_shown_and_repaired(world, expected):
    assert world.changes(world.stack().preview) == {}, "without --refresh the state is taken for the truth"
    assert world.changes(world.stack().preview, refresh=True) == expected
    assert world.changes(world.stack().up, refresh=True) == expected
    assert world.changes(world.stack().preview, refresh=True) == {}
    pipelines_of(world.paths).await_running(world.made()["iam_test-pipeline"]["id"])
