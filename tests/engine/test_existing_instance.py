"""An instance of RDS for PostgreSQL that exists already: attached to, streamed and left, whoever runs the SQL."""

import pytest

from lab.backends.backend import LabError
from tests.engine.attached_database import (
    an_instance,
    asking,
    assert_every_link_holds,
    assert_it_streams_and_is_left_as_it_was,
    run_by_hand,
)
from tests.engine.database_dump import dump
from tests.engine.program_world import program_world
from tests.lab.kafka_world import LACKING

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(LACKING is not None, reason="without a broker nothing streams"),
    pytest.mark.timeout(600),  # a lab, and up to five operations of the engine
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("instance")
    with (
        pytest.MonkeyPatch.context() as changed,
        program_world(directory, changed, stack="lab-existing", answers=an_instance) as running,
    ):
        yield running


@pytest.mark.parametrize("sql", ["iam", "master"])
def test_it_streams_and_is_left_as_it_was(world, sql):
    outputs = assert_it_streams_and_is_left_as_it_was(world, sql)
    login = outputs["chain"]["pipelines"][0]["dbuser_arn"]
    assert login.startswith("arn:aws:rds-db:us-east-2:222222222222:dbuser:db-")


def test_by_hand_it_waits_for_one_script_before_it_streams_and_for_another_before_it_goes(world):
    before, asked = dump(world), asking("script", "orders", "order_events")
    with pytest.raises(LabError, match=r"missing: .*; have build/sql/lab/shop\.sql run by whoever administers"):
        world.up(asked)
    run_by_hand(world, "build/sql/lab/shop.sql")
    assert_every_link_holds(world, world.up(asked))
    with pytest.raises(LabError, match=r"cdc_shop still logs in; have build/sql/lab/shop\.end\.sql run"):
        world.changes(world.stack(asked).destroy)
    run_by_hand(world, "build/sql/lab/shop.end.sql")
    world.changes(world.stack(asked).destroy)
    assert dump(world) == before


def test_slots_of_others_are_counted_before_it_is_deployed(world):
    rds = world.account("database").client("rds")

    def slots(value):
        parameter = {"ParameterName": "max_replication_slots", "ParameterValue": value, "ApplyMethod": "pending-reboot"}
        rds.modify_db_parameter_group(DBParameterGroupName="shop", Parameters=[parameter])

    slots("2")  # of which lab/existing.sql's other consumer has one
    asked = world.stack(asking("iam", "orders"))
    assert "shop-objects" in world.changes(asked.preview)
    with pytest.raises(LabError) as refused:
        world.changes(asked.up)
    assert (
        "shop: max_replication_slots: got 2, want 3 or more (1 in use, 2 for each pipeline); run (restarts the "
        "database): aws rds modify-db-parameter-group --db-parameter-group-name shop --parameters "
        "ParameterName=max_replication_slots,ParameterValue=3,ApplyMethod=pending-reboot --profile lab-database "
        "--region us-east-2 && aws rds reboot-db-instance --db-instance-identifier shop --profile lab-database "
        "--region us-east-2"
    ) in str(refused.value)
    assert world.made().keys().isdisjoint({"shop-objects", "shop-pipeline"})
    slots("3")
    world.changes(asked.up)
    world.changes(asked.destroy)


def test_the_data_api_is_refused_before_anything_is_made(world):
    with pytest.raises(LabError, match=r"database.sql: got 'dataApi', want iam, master or script \(an RDS instance"):
        world.changes(world.stack(asking("dataApi", "orders")).preview)
    assert world.made() == {}
