"""What a stack file asks of the database that exists in the lab, and what a DBA does to it."""

from dataclasses import replace

import psycopg

from lab.paths import REPOSITORY
from lab.prove.finding import Outcome
from lab.prove.links import walk_links
from lab.prove.surroundings import Surroundings
from lab.services.postgres import PostgresServer
from tests.engine.database_dump import dump

KEYS = {"orders": ["x"], "order_events": ["x", "day"], "shipments": ["x"], "invoices": ["x"]}
"""By table, the first one is written to."""
TABLES = ("orders", "order_events")


def an_instance(sections):
    """The stack file's answers for an instance in place of the cluster."""
    existing = sections["database"]["existing"]
    existing["instanceIdentifier"] = existing.pop("clusterIdentifier")
    sections["database"]["sql"] = "iam"  # an instance has no Data API


def asking(sql, *tables):
    """The stack file with these tables, and with who runs the SQL."""

    def change(sections):
        sections["database"]["sql"] = sql
        pipeline = sections["pipelines"][0]
        pipeline["tables"], pipeline["keyColumns"] = [*tables], {table: KEYS[table] for table in tables}

    return change


def assert_it_streams_and_is_left_as_it_was(world, sql):
    """Attached to, streamed, asked for one table more, and destroyed: the exports of the first update."""
    before, asked, more = dump(world), asking(sql, *TABLES), asking(sql, "shipments", *TABLES)
    outputs = world.up(asked)
    assert_every_link_holds(world, outputs)
    assert dump(world) != before
    assert world.changes(world.stack(asked).preview, refresh=True) == {}
    assert_every_link_holds(world, world.up(more))
    world.changes(world.stack(more).destroy)
    assert world.made() == {}
    assert dump(world) == before
    return outputs


def run_by_hand(world, script):
    """As whoever administers the database would, with psql."""
    (directory,) = world.paths.databases.glob("[!.]*")
    server = PostgresServer(directory)
    login = {"user": "postgres", "dbname": world.stack_file.section("database")["name"], "autocommit": True}
    with psycopg.connect(host=str(server.socket_directory), port=server.port, **login) as connection:
        connection.execute((REPOSITORY / script).read_bytes())


def assert_every_link_holds(world, outputs):
    """From the pod to a record of each change in the topic."""
    findings = list(walk_links(Surroundings(world.paths, replace(world.state, outputs=outputs))))
    assert [(finding.subject, finding.detail) for finding in findings if finding.outcome != Outcome.HOLDS] == []
    assert [finding.detail.split()[0] for finding in findings][-3:] == ["insert", "update", "delete"]
