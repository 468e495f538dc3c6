"""Faults of the publication behind a stream, and of what tables tell by it (link 6)."""

from lab.faults.database import BY_ROOT, run, statement_fault
from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import as_master, await_error, stream_from_new_slot, superuser


def make_publication_anew(context: FaultContext) -> None:
    """L26: the publication was away for a moment, and a row was changed meanwhile: the slot never gets past that."""
    context.remember("L26", None)
    with as_master(context) as connection:
        run(
            connection,
            context,
            "DROP PUBLICATION {publication}",
            "INSERT INTO {table} ({key_columns}) VALUES (0)",
            "DELETE FROM {table} WHERE ({key_columns}) = (0)",
            BY_ROOT,
        )
    await_error(context)


def make_its_slot_anew(context: FaultContext) -> None:
    """Undoes L26: the publication is as it was, and only a new slot begins behind the gap."""
    with context.recalled("L26"):
        stream_from_new_slot(context)


def give_publication_away(context: FaultContext) -> None:
    """L27: another role has the publication, and there is a table too many that the master cannot take out."""
    context.remember("L27", None)
    with superuser(context) as connection, connection.transaction():
        run(
            connection,
            context,
            "CREATE ROLE {team}",
            "CREATE TABLE {superfluous} (x integer PRIMARY KEY)",
            "ALTER PUBLICATION {publication} ADD TABLE {superfluous}",
            "ALTER PUBLICATION {publication} OWNER TO {team}",
        )


def give_publication_back(context: FaultContext) -> None:
    """Undoes L27."""
    with context.recalled("L27"), superuser(context) as connection, connection.transaction():
        run(
            connection,
            context,
            "ALTER PUBLICATION {publication} OWNER TO {master}",
            "DROP TABLE {superfluous}",
            "DROP ROLE {team}",
        )


FAULTS = {
    fault.id: fault
    for fault in (
        Fault("L26", "the publication was made anew behind the slot", make_publication_anew, make_its_slot_anew),
        Fault("L27", "the publication belongs to another role", give_publication_away, give_publication_back),
        statement_fault(
            "L28",
            "deletes do not carry the key",
            [
                "ALTER TABLE {table} ADD COLUMN {column} uuid NOT NULL DEFAULT gen_random_uuid()",
                "ALTER TABLE {table} ADD CONSTRAINT {column} UNIQUE ({column})",
                "ALTER TABLE {table} REPLICA IDENTITY USING INDEX {column}",
            ],
            ["ALTER TABLE {table} REPLICA IDENTITY DEFAULT", "ALTER TABLE {table} DROP COLUMN {column}"],
        ),
        statement_fault(
            "L29",
            "the publication leaves deletes out",
            ["ALTER PUBLICATION {publication} SET (publish = 'insert, update')"],
            ["ALTER PUBLICATION {publication} SET (publish = 'insert, update, delete, truncate')"],
        ),
        statement_fault(
            "L30",
            "a column is generated",
            ["ALTER TABLE {table} ADD COLUMN {column} integer GENERATED ALWAYS AS (1) STORED"],
            ["ALTER TABLE {table} DROP COLUMN {column}"],
        ),
    )
}
