"""Faults of a slot that is there and of no use: given up by the server, or another database's (link 6)."""

import signal

from psycopg import sql

from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import (
    Connection,
    await_error,
    await_stream,
    pipeline,
    pipelines,
    signal_pipeline,
    stopped_without_slot,
    stream_from_new_slot,
    superuser,
)
from lab.services.postgres import PostgresServer

OTHER_DATABASE = "lab_other"
SEGMENTS = 3
"""Of WAL: more than a slot may keep at 1 MB, and as few as that takes."""


def lose_slot(context: FaultContext) -> None:
    """L24: the pipeline stood still for longer than the server may keep WAL for it."""
    own = pipeline(context)["id"]
    context.remember("L24", None)
    pipelines(context).stop(own)
    with superuser(context) as connection:
        _keep_little_wal(connection)
        try:
            _write_segments(connection)
            connection.execute("CHECKPOINT")  # when a server gives slots up
        finally:
            _keep_all_wal(connection)
    pipelines(context).start(own)
    await_error(context)


def take_slot_into_another_database(context: FaultContext) -> None:
    """L25: somebody made a slot of the pipeline's name in a database of their own."""
    context.remember("L25", None)
    with stopped_without_slot(context), superuser(context) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(OTHER_DATABASE)))
        server = PostgresServer(context.paths.databases / context.chain["database"]["cluster_identifier"])
        with server.superuser_connection(OTHER_DATABASE) as other:
            other.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [pipeline(context)["slot"]])
    await_error(context)


def make_slot_anew(context: FaultContext) -> None:
    """Undoes L24; rows are read once more."""
    with context.recalled("L24"):
        stream_from_new_slot(context)


def take_slot_back(context: FaultContext) -> None:
    """Undoes L25."""
    with context.recalled("L25"):
        with stopped_without_slot(context), superuser(context) as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(OTHER_DATABASE)))
        await_stream(context)


def fall_behind(context: FaultContext) -> None:
    """L32: the pipeline hangs, and holds a slot whose WAL goes at the next checkpoint."""
    context.remember("L32", None)
    signal_pipeline(context, signal.SIGSTOP)
    with superuser(context) as connection:
        _keep_little_wal(connection)
        _write_segments(connection)


def catch_up(context: FaultContext) -> None:
    """Undoes L32; the slot is made anew, as a checkpoint may have taken it by now."""
    with context.recalled("L32"):
        with superuser(context) as connection:
            _keep_all_wal(connection)
        signal_pipeline(context, signal.SIGCONT)
        stream_from_new_slot(context)


FAULTS = {
    fault.id: fault
    for fault in (
        Fault("L24", "the slot is lost", lose_slot, make_slot_anew),
        Fault("L25", "a slot of another database has the name", take_slot_into_another_database, take_slot_back),
        Fault("L32", "the slot is held and far behind", fall_behind, catch_up),
    )
}


def _write_segments(connection: Connection) -> None:
    for _ in range(SEGMENTS):  # a segment in which nothing was written is not left
        connection.execute("SELECT pg_logical_emit_message(false, 'lab', ''), pg_switch_wal()")


def _keep_little_wal(connection: Connection) -> None:
    """For slots, as from now."""
    connection.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'")
    connection.execute("SELECT pg_reload_conf()")


def _keep_all_wal(connection: Connection) -> None:
    """As the lab starts its servers: without a limit, the default."""
    connection.execute("ALTER SYSTEM RESET max_slot_wal_keep_size")
    connection.execute("SELECT pg_reload_conf()")
