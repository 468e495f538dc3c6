"""The pipeline that faults are about, stopped, streaming or failing, and sessions in its database."""

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from lab.backends.backend import LabError
from lab.connect.pipelines import Pipelines, pipelines_of
from lab.faults.fault import FaultContext
from lab.services.postgres import PostgresServer

ERROR_TIMEOUT_S = 30.0
POLL_S = 0.05

Connection = psycopg.Connection[tuple[Any, ...]]


def pipelines(context: FaultContext) -> Pipelines:
    """Starts and stops them."""
    return pipelines_of(context.paths)


def pipeline(context: FaultContext) -> Mapping[str, Any]:
    """The one that is broken: the stack's first."""
    return context.surroundings.pipeline


@contextmanager
def stopped_without_slot(context: FaultContext) -> Iterator[None]:
    """While the pipeline is stopped and its slot dropped; afterwards the pipeline tries again."""
    stop_and_drop_slot(context)
    yield
    pipelines(context).start(pipeline(context)["id"])


def stop_and_drop_slot(context: FaultContext) -> None:
    """The pipeline does not run, and its position is forgotten: the next start reads a snapshot."""
    pipelines(context).stop(pipeline(context)["id"])
    drop_slot(context)


def drop_slot(context: FaultContext) -> None:
    """Of a pipeline that does not run: no WAL is kept for it, which would be a cause of its own (L9)."""
    with as_master(context) as connection:
        connection.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s",
            [pipeline(context)["slot"]],
        )


def stream_from_new_slot(context: FaultContext) -> None:
    """The pipeline begins anew, with a slot and a snapshot of now."""
    with stopped_without_slot(context):
        pass
    await_stream(context)


def await_stream(context: FaultContext) -> None:
    """Return once the pipeline streams."""
    pipelines(context).await_running(pipeline(context)["id"])


def await_error(context: FaultContext) -> None:
    """Return once the pipeline says why it fails; raises `LabError` when it does not."""
    deadline = time.monotonic() + ERROR_TIMEOUT_S
    while pipelines(context).status(pipeline(context)["id"])["state"] != "error":
        if time.monotonic() > deadline:
            raise LabError(f"pipeline {pipeline(context)['id']}: it tells no error within {ERROR_TIMEOUT_S:.0f} s")
        time.sleep(POLL_S)


def signal_pipeline(context: FaultContext, number: signal.Signals) -> None:
    """To its process, if it has one: it hangs, or goes on."""
    process = pipelines(context).process(pipeline(context)["id"])
    if process is not None and process.find() is not None:
        os.kill(process.pid, number)


@contextmanager
def as_master(context: FaultContext) -> Iterator[Connection]:
    """A session with the master's rights, though not by its login: that may be what is broken."""
    with superuser(context) as connection:
        master = sql.Identifier(context.chain["database"]["master_username"])
        connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(master))
        yield connection


def superuser(context: FaultContext) -> Connection:
    """A session that Aurora gives nobody."""
    database = context.chain["database"]
    server = PostgresServer(context.paths.databases / database["cluster_identifier"])
    return server.superuser_connection(database["name"])
