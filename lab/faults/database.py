"""Faults inside the database: users, publications, tables and slots (links 5 and 6)."""

from collections.abc import Mapping

from psycopg import sql

from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import (
    Connection,
    as_master,
    await_stream,
    pipeline,
    pipelines,
    stopped_without_slot,
    stream_from_new_slot,
    superuser,
)

SUPERFLUOUS_TABLE = "lab_superfluous"
TABLE_ASIDE = "lab_aside"
PARTITION = "lab_partition"
COLUMN = "lab_column"
TEAM = "lab_team"
APPLICATION = "lab_application"
LEFT_SLOT = "rpcn_lab_left_behind"
FILLER = "lab_filler_"
BY_ROOT = "CREATE PUBLICATION {publication} FOR TABLE {table} WITH (publish_via_partition_root = true)"


def fill_slots(context: FaultContext) -> None:
    """L4: every replication slot is taken, and the pipeline's own is gone."""
    context.remember("L4", None)
    with stopped_without_slot(context), as_master(context) as connection:
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
        with stopped_without_slot(context), as_master(context) as connection:
            connection.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE starts_with(slot_name, %s)",
                [FILLER],
            )
        await_stream(context)


def leave_slot_idle(context: FaultContext) -> None:
    """L9: the pipeline stopped and left its slot behind."""
    context.remember("L9", None)
    pipelines(context).stop(pipeline(context)["id"])


def consume_slot(context: FaultContext) -> None:
    """Undoes L9."""
    with context.recalled("L9"):
        pipelines(context).start(pipeline(context)["id"])
        await_stream(context)


def take_slot_name(context: FaultContext) -> None:
    """L20: a slot without the plugin has the pipeline's name; a physical one, as the lab has one plugin only."""
    context.remember("L20", None)
    with stopped_without_slot(context), as_master(context) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot(%s, false)", [pipeline(context)["slot"]])


def free_slot_name(context: FaultContext) -> None:
    """Undoes L20."""
    with context.recalled("L20"):
        stream_from_new_slot(context)


def publish_all_tables(context: FaultContext) -> None:
    """L14: the publication is FOR ALL TABLES, and there are others than the pipeline's.

    It takes a superuser here, and a member of rds_superuser on Aurora.
    """
    context.remember("L14", None)
    publication = _names(context)["publication"]
    with superuser(context) as connection, connection.transaction():
        connection.execute(sql.SQL("DROP PUBLICATION {}").format(publication))
        connection.execute(sql.SQL("CREATE PUBLICATION {} FOR ALL TABLES").format(publication))
        run(connection, context, "CREATE TABLE {superfluous} (x integer PRIMARY KEY)")
        # On Aurora its owner would be the master; PostgreSQL itself gives one to superusers only.
        run(connection, context, "UPDATE pg_publication SET pubowner = {master_name}::regrole WHERE puballtables")


def publish_the_tables(context: FaultContext) -> None:
    """Undoes L14."""
    with context.recalled("L14"), superuser(context) as connection, connection.transaction():
        run(
            connection,
            context,
            "DROP TABLE {superfluous}",
            "DROP PUBLICATION {publication}",
            "SET LOCAL SESSION AUTHORIZATION {master}",
        )
        run(connection, context, BY_ROOT)


def drop_primary_key(context: FaultContext) -> None:
    """L18: a published table has lost its primary key."""
    with as_master(context) as connection:
        broken = pipeline(context)
        row = connection.execute(
            """
            SELECT conname FROM pg_constraint
            WHERE contype = 'p' AND conrelid = to_regclass(quote_ident(%s) || '.' || quote_ident(%s))
            """,
            [broken["schema"], broken["tables"][0]],
        ).fetchone()
        (constraint,) = row or (None,)
        context.remember("L18", constraint)
        run(connection, context, "ALTER TABLE {table} DROP CONSTRAINT {constraint}", constraint=str(constraint))


def restore_primary_key(context: FaultContext) -> None:
    """Undoes L18."""
    with context.recalled("L18") as constraint, as_master(context) as connection:
        statements = (
            "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}",
            "ALTER TABLE {table} ADD CONSTRAINT {constraint} PRIMARY KEY ({key_columns})",
        )
        run(connection, context, *statements, constraint=constraint)


def statement_fault(fault_id: str, title: str, breaking: list[str], mending: list[str]) -> Fault:
    """Statements as the master that break, and others that mend.

    Names in them are those of `_names`.
    """

    def breaks(context: FaultContext) -> None:
        context.remember(fault_id, None)
        with as_master(context) as connection:
            run(connection, context, *breaking)

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id), as_master(context) as connection:
            run(connection, context, *mending)

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
            ["ALTER PUBLICATION {publication} SET TABLE {table}"],
        ),
        Fault("L14", "the publication is for all tables", publish_all_tables, publish_the_tables),
        Fault("L18", "a published table has no key", drop_primary_key, restore_primary_key),
        statement_fault(
            "I12",
            "an application is in rds_iam by way of its team",
            [
                "CREATE ROLE {team}",
                "CREATE ROLE {application} LOGIN",
                "GRANT {team} TO {application}",
                "GRANT rds_iam TO {team}",
            ],
            ["DROP ROLE {application}", "DROP ROLE {team}"],
        ),
        statement_fault(
            "L19",
            "the table is partitioned and published by its leaves",
            [
                "ALTER TABLE {table} RENAME TO {aside_name}",
                "CREATE TABLE {table} (LIKE {aside} INCLUDING ALL) PARTITION BY RANGE ({key_columns})",
                "CREATE TABLE {partition} PARTITION OF {table} DEFAULT",
                "GRANT SELECT ON {table} TO {user}",
                "ALTER PUBLICATION {publication} SET TABLE {table}",
                "ALTER PUBLICATION {publication} SET (publish_via_partition_root = false)",
            ],
            [
                "DROP TABLE {table}",
                "ALTER TABLE {aside} RENAME TO {table_name}",
                "ALTER PUBLICATION {publication} SET TABLE {table}",
                "ALTER PUBLICATION {publication} SET (publish_via_partition_root = true)",
            ],
        ),
        statement_fault(
            "S4",
            "a slot of a pipeline that is gone",
            ["SELECT pg_create_logical_replication_slot({left_slot}, 'pgoutput')"],
            ["SELECT pg_drop_replication_slot({left_slot})"],
        ),
        Fault("L20", "a slot of another kind has the name", take_slot_name, free_slot_name),
    )
}


def run(connection: Connection, context: FaultContext, *statements: str, **more: str) -> None:
    """Run statements with the names of `_names`, and more, put in."""
    names = {**_names(context), **{name: sql.Identifier(value) for name, value in more.items()}}
    for statement in statements:
        connection.execute(sql.SQL(statement).format(**names))


def _names(context: FaultContext) -> Mapping[str, sql.Composable]:
    broken = pipeline(context)
    table = broken["tables"][0]
    made = {"superfluous": SUPERFLUOUS_TABLE, "aside": TABLE_ASIDE, "partition": PARTITION}
    return {
        "user": sql.Identifier(broken["user"]),
        "master": sql.Identifier(context.chain["database"]["master_username"]),
        "master_name": sql.Literal(context.chain["database"]["master_username"]),
        "publication": sql.Identifier(broken["publication"]),
        "table": sql.Identifier(broken["schema"], table),
        "key_columns": sql.SQL(", ").join(map(sql.Identifier, broken["key_columns"][table])),
        "table_name": sql.Identifier(table),
        "team": sql.Identifier(TEAM),
        "application": sql.Identifier(APPLICATION),
        "column": sql.Identifier(COLUMN),
        "aside_name": sql.Identifier(TABLE_ASIDE),
        "left_slot": sql.Literal(LEFT_SLOT),
        **{name: sql.Identifier(broken["schema"], value) for name, value in made.items()},
    }
