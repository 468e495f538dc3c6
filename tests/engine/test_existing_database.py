"""A database that exists already: attached to, streamed, asked for one table more, and left, whoever runs the SQL."""

import pytest

from lab.backends.backend import LabError
from tests.engine.attached_database import (
    asking,
    assert_every_link_holds,
    assert_it_streams_and_is_left_as_it_was,
    run_by_hand,
)
from tests.engine.database_dump import dump
from tests.engine.program_world import program_world
from tests.lab.kafka_world import LACKING

pytestmark = [
    pytest.mark.skipif(LACKING is not None, reason="without a broker nothing streams"),
    pytest.mark.timeout(600),  # a lab, and up to five operations of the engine
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("existing")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed, stack="lab-existing") as running:
        yield running


@pytest.mark.parametrize("sql", ["iam", "dataApi", "master"])
def test_it_streams_and_is_left_as_it_was(world, sql):
    assert_it_streams_and_is_left_as_it_was(world, sql)


def test_by_hand_it_waits_for_one_script_before_it_streams_and_for_another_before_it_goes(world):
    before = dump(world)
    for tables in (["orders", "order_events"], ["shipments", "orders", "order_events"]):
        asked = asking("script", *tables)
        with pytest.raises(LabError, match=r"missing: .*; have build/sql/lab/shop\.sql run by whoever administers"):
            world.up(asked)
        run_by_hand(world, "build/sql/lab/shop.sql")
        assert_every_link_holds(world, world.up(asked))
    with pytest.raises(LabError, match=r"cdc_shop still logs in; have build/sql/lab/shop\.end\.sql run"):
        world.changes(world.stack(asked).destroy)
    run_by_hand(world, "build/sql/lab/shop.end.sql")
    world.changes(world.stack(asked).destroy)
    assert world.made() == {}
    assert dump(world) == before


@pytest.mark.parametrize(("sql", "login"), [("iam", "rpcn_administrator"), ("dataApi", "postgres")])
def test_a_table_of_a_stranger_is_refused_with_the_grant_that_is_missing_and_nothing_stays(world, sql, login):
    def asked(sections):
        asking(sql, "invoices")(sections)
        sections["pipelines"][0]["schema"] = "billing"

    before = dump(world)
    with pytest.raises(LabError) as refused:
        world.up(asked)
    assert (
        f'table "billing"."invoices": got the owner "billing_owner", want one that "{login}" is a member of (only an '
        f'owner may publish a table); run as an administrator: GRANT "billing_owner" TO "{login}"'
    ) in str(refused.value)
    assert "shop-pipeline" not in world.made()
    world.changes(world.stack(asked).destroy)
    assert dump(world) == before
