"""A database that exists already: attached to, streamed, asked for one table more, and left, whoever runs the SQL."""

from dataclasses import replace

import pytest

from lab.prove.finding import Outcome
from lab.prove.links import walk_links
from lab.prove.surroundings import Surroundings
from lab.services.kafka_libraries import java_and_maven
from tests.engine.database_dump import dump
from tests.engine.program_world import program_world

pytestmark = [
    pytest.mark.skipif(java_and_maven() is not None, reason="without a broker nothing streams"),
    pytest.mark.timeout(600),  # a lab, and three operations of the engine
]

KEYS = {"orders": ["x"], "order_events": ["x", "day"], "shipments": ["x"]}
"""By table, the first one is written to."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("existing")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed, stack="lab-existing") as running:
        yield running


def asking(sql, *tables):
    """The stack file with these tables, and with who runs the SQL."""

    def change(sections):
        sections["database"]["sql"] = sql
        pipeline = sections["pipelines"][0]
        pipeline["tables"], pipeline["keyColumns"] = [*tables], {table: KEYS[table] for table in tables}

    return change


def assert_every_link_holds(world, outputs):
    """From the pod to a record of each change in the topic."""
    findings = list(walk_links(Surroundings(world.paths, replace(world.state, outputs=outputs))))
    assert [(finding.subject, finding.detail) for finding in findings if finding.outcome != Outcome.HOLDS] == []
    assert [finding.detail.split()[0] for finding in findings][-3:] == ["insert", "update", "delete"]


@pytest.mark.parametrize("sql", ["iam", "dataApi", "master"])
def test_it_streams_and_is_left_as_it_was(world, sql):
    before = dump(world)
    assert_every_link_holds(world, world.up(asking(sql, "orders", "order_events")))
    assert dump(world) != before
    assert world.changes(world.stack(asking(sql, "orders", "order_events")).preview, refresh=True) == {}
    assert_every_link_holds(world, world.up(asking(sql, "shipments", "orders", "order_events")))
    world.changes(world.stack(asking(sql, "shipments", "orders", "order_events")).destroy)
    assert world.made() == {}
    assert dump(world) == before
