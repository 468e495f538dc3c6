"""Faults inside the database: users, publications, tables and slots (links 5 and 6)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from lab.faults.fault import Fault, FaultContext
from lab.pipelines import Pipelines
from lab.postgres import PostgresServer
from lab.up import pipelines_of

SUPERFLUOUS_TABLE = "lab_superfluous"
FILLER = "lab_filler_"

Connection = psycopg.Connection[tuple[Any, ...]]
Work = Callable[[FaultContext, Connection], None]


@contextmanager
def as_master(context: FaultContext) -> Iterator[Connection]:
    """A session with the master's rights, though not by its login: that may be what is broken."""
    with _superuser(context) as connection:
        master = sql.Identifier(context.chain["database"]["master_username"])
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(master))
        yield connection


def fill_slots(context: FaultContext) -> None:
    """L4: every replication slot is taken, and the pipeline's own is gone."""
    context.remember("L4", None)
    with _stopped_without_slot(context), as_master(context) as connection:
        connection.execute(
            """
            SELECT pg_create_physical_replication_slot(%s || number, false)
            FROM generate_series(
                1, current_setting('max_replication_slots')::bigint - (SELECT count(*) FROM pg_replication_slots)
            ) AS number
            """,
            [FILLER],
        )


def drop_fillers(context: FaultContext) -> None:
    """Undoes L4."""
    with context.recalled("L4"):
        with _stopped_without_slot(context), as_master(context) as connection:
            connection.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE starts_with(slot_name, %s)",
                [FILLER],
            )
        _await_stream(context)


def leave_slot_idle(context: FaultContext) -> None:
    """L9: the pipeline stopped and left its slot behind."""
    context.remember("L9", None)
    _pipelines(context).stop(_pipeline(context)["id"])


def consume_slot(context: FaultContext) -> None:
    """Undoes L9."""
    with context.recalled("L9"):
        _pipelines(context).start(_pipeline(context)["id"])
        _await_stream(context)


def take_slot_name(context: FaultContext) -> None:
    """L20: a slot without the plugin has the pipeline's name; a physical one, as the lab has one plugin only."""
    context.remember("L20", None)
    with _stopped_without_slot(context), as_master(context) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, false)", [_pipeline(context)["slot"]])


def free_slot_name(context: FaultContext) -> None:
    """Undoes L20."""
    with context.recalled("L20"):
        with _stopped_without_slot(context):
            pass
        _await_stream(context)


def publish_all_tables(context: FaultContext) -> None:
    """L14: the publication is FOR ALL TABLES, which takes a superuser here and a member of rds_superuser on Aurora."""
    context.remember("L14", None)
    publication = _names(context)["publication"]
    with _superuser(context) as connection, connection.transaction():
        connection.execute(sql.SQL("DROP PUBLICATION {}").format(publication))
        connection.execute(sql.SQL("CREATE PUBLICATION {} FOR ALL TABLES").format(publication))


def publish_the_tables(context: FaultContext) -> None:
    """Undoes L14."""
    with context.recalled("L14"), _superuser(context) as connection, connection.transaction():
        _run(connection, context, "DROP PUBLICATION {publication}", "SET LOCAL SESSION AUTHORIZATION {master}")
        _run(connection, context, "CREATE PUBLICATION {publication} FOR TABLE {table}")


def drop_primary_key(context: FaultContext) -> None:
    """L18: a published table has lost its primary key."""
    with as_master(context) as connection:
        pipeline = _pipeline(context)
        row = connection.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE contype = 'p' AND conrelid = to_regclass(quote_ident(%s) || '.' || quote_ident(%s))
            """,
            [pipeline["schema"], pipeline["tables"][0]],
        ).fetchone()
        (constraint,) = row or (None,)
        context.remember("L18", constraint)
        _run(connection, context, "ALTER TABLE {table} DROP CONSTRAINT {constraint}", constraint=str(constraint))


def restore_primary_key(context: FaultContext) -> None:
    """Undoes L18."""
    with context.recalled("L18") as constraint, as_master(context) as connection:
        statement = "ALTER TABLE {table} ADD CONSTRAINT {constraint} PRIMARY KEY ({key_columns})"
        _run(connection, context, statement, constraint=constraint)


def statement_fault(fault_id: str, title: str, breaking: list[str], mending: list[str]) -> Fault:
    """Statements as the master that break, and others that mend.

    Names in them: `{user}`, `{master}`, `{publication}`, `{table}`, `{key_columns}`, `{superfluous}`.
    """

    def breaks(context: FaultContext) -> None:
        context.remember(fault_id, None)
        with as_master(context) as connection:
            _run(connection, context, *breaking)

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id), as_master(context) as connection:
            _run(connection, context, *mending)

    return Fault(fault_id, title, breaks, mends)


FAULTS = {
    fault.id: fault
    for fault in (
        statement_fault(
            "I2", "the user is not in rds_iam", ["REVOKE rds_iam FROM {user}"], ["GRANT rds_iam TO {user}"]
        ),
        statement_fault(
            "I10", "the master is in rds_iam", ["GRANT rds_iam TO {master}"], ["REVOKE rds_iam FROM {master}"]
        ),
        statement_fault(
            "L3",
            "the user may not replicate",
            ["REVOKE rds_replication FROM {user}"],
            ["GRANT rds_replication TO {user}"],
        ),
        Fault("L4", "every replication slot is taken", fill_slots, drop_fillers),
        statement_fault(
            "L7",
            "the publication holds another table too",
            [
                "CREATE TABLE {superfluous} (x integer PRIMARY KEY)",
                "ALTER PUBLICATION {publication} ADD TABLE {superfluous}",
            ],
            ["DROP TABLE {superfluous}"],
        ),
        statement_fault(
            "L8",
            "the user may not read a table",
            ["REVOKE SELECT ON {table} FROM {user}"],
            ["GRANT SELECT ON {table} TO {user}"],
        ),
        Fault("L9", "the pipeline stopped and left its slot", leave_slot_idle, consume_slot),
        statement_fault(
            "L13",
            "the publication is empty",
            ["ALTER PUBLICATION {publication} DROP TABLE {table}"],
            ["ALTER PUBLICATION {publication} ADD TABLE {table}"],
        ),
        Fault("L14", "the publication is for all tables", publish_all_tables, publish_the_tables),
        Fault("L18", "a published table has no key", drop_primary_key, restore_primary_key),
        Fault("L20", "a slot of another kind has the name", take_slot_name, free_slot_name),
    )
}


@contextmanager
def _stopped_without_slot(context: FaultContext) -> Iterator[None]:
    """While the pipeline is stopped and its slot dropped; afterwards the pipeline tries again."""
    pipeline, pipelines = _pipeline(context), _pipelines(context)
    pipelines.stop(pipeline["id"])
    with as_master(context) as connection:
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
            [pipeline["slot"]],
        )
    yield
    pipelines.start(pipeline["id"])


def _await_stream(context: FaultContext) -> None:
    _pipelines(context).await_running(_pipeline(context)["id"])


def _run(connection: Connection, context: FaultContext, *statements: str, **more: str) -> None:
    names = {**_names(context), **{name: sql.Identifier(value) for name, value in more.items()}}
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**names))


def _names(context: FaultContext) -> Mapping[str, sql.Composable]:
    pipeline = _pipeline(context)
    table = pipeline["tables"][0]
    return {
        "user": sql.Identifier(pipeline["user"]),
        "master": sql.Identifier(context.chain["database"]["master_username"]),
        "publication": sql.Identifier(pipeline["publication"]),
        "table": sql.Identifier(pipeline["schema"], table),
        "key_columns": sql.SQL(", ").join(map(sql.Identifier, pipeline["key_columns"][table])),
        "superfluous": sql.Identifier(pipeline["schema"], SUPERFLUOUS_TABLE),
    }


def _superuser(context: FaultContext) -> Connection:
    database = context.chain["database"]
    server = PostgresServer(context.paths.databases / database["cluster_identifier"])
    return server.superuser_connection(database["name"])


def _pipelines(context: FaultContext) -> Pipelines:
    return pipelines_of(context.paths, context.state)


def _pipeline(context: FaultContext) -> Mapping[str, Any]:
    return context.surroundings.pipeline
