"""What a fault breaks, found out for real: a login that is tried, a pipeline that is started anew and sent changes."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import psycopg
from confluent_kafka import Consumer, TopicPartition
from psycopg import sql

from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaStore
from lab.faults.fault import Breaks, FaultContext
from lab.faults.streaming import as_master, pipeline, pipelines, stop_and_drop_slot, superuser

SETTLES_WITHIN_S = 60.0
PASSED_ON_WITHIN_S = 3.0
POLL_S = 0.05
KEY_SPACE = 2**31 - 1

CHANGES = (
    sql.SQL("INSERT INTO {} VALUES (%(key)s, 'attempt')"),
    sql.SQL("UPDATE {} SET note = 'changed' WHERE x = %(key)s"),
    sql.SQL("DELETE FROM {} WHERE x = %(key)s"),
)


def refusal(context: FaultContext, what: Breaks) -> str | None:
    """How the attempt ends; None: it goes through. Raises `LabError` where nothing comes of it."""
    return {"login": login_refusal, "stream": stream_refusal, "snapshot": snapshot_refusal}[what](context)


def login_refusal(context: FaultContext) -> str | None:
    """The master logs in by its password, as the program does."""
    workload = context.surroundings.workload
    try:
        with workload.login(*context.master_login):
            return None
    except psycopg.Error as error:
        return str(error)


def stream_refusal(context: FaultContext) -> str | None:
    """The pipeline starts anew, by the configuration that runs, and passes an insert, an update and a delete on.

    One that does not run is not started: whether it does is what is asked.
    """
    status = _settled(context)
    if status["state"] != "running":
        return str(status["last_error"] or "it does not run")
    _start_anew(context)
    status = _settled(context)
    if status["state"] != "running":
        return str(status["last_error"] or "it does not start")
    broken = pipeline(context)
    table = sql.Identifier(broken["schema"], broken["tables"][0])
    before, key, end = status["records"], secrets.randbelow(KEY_SPACE), _topic_end(context)
    try:
        with as_master(context) as connection:
            for change in CHANGES:
                connection.execute(change.format(table), {"key": key})
            (written,) = connection.execute("SELECT pg_current_wal_lsn()::text").fetchone() or ("0/0",)
    except psycopg.Error as error:
        return str(error)
    left_out = _LeftOut(context, written)
    wanted = before + len(CHANGES)
    status = _await(
        context, lambda seen: seen["state"] != "running" or seen["records"] >= wanted or left_out.for_good()
    )
    if status["state"] != "running":
        return str(status["last_error"])
    if status["records"] < wanted:
        return "changes were left out of the stream"
    if context.state.without_brokers:
        return None
    return None if _topic_end(context) == end + len(CHANGES) else "changes went to the dead letters"


class _LeftOut:
    """Whether the server has decoded everything up to a position, and its consumer had time to pass it on."""

    def __init__(self, context: FaultContext, written: str) -> None:
        self._context = context
        self._written = written
        self._decoded_at: float | None = None

    def for_good(self) -> bool:
        """What has not come by now never comes: nothing of it is left to be sent."""
        if self._decoded_at is None and self._is_decoded():
            self._decoded_at = time.monotonic()
        return self._decoded_at is not None and time.monotonic() > self._decoded_at + PASSED_ON_WITHIN_S

    def _is_decoded(self) -> bool:
        with superuser(self._context) as connection:
            query = """
            SELECT FROM pg_replication_slots JOIN pg_stat_replication ON pid = active_pid
            WHERE slot_name = %s AND sent_lsn >= %s::pg_lsn
            """
            return bool(connection.execute(query, [pipeline(self._context)["slot"], self._written]).rowcount)


def _topic_end(context: FaultContext) -> int:
    """How many records the pipeline's topic ever held; 0 where there is no such topic, or no broker."""
    if context.state.without_brokers:
        return 0
    topic = pipeline(context)["topic"]
    consumer = Consumer({**context.surroundings.kafka_admin_config(), "group.id": "attempt"})
    try:
        found = consumer.list_topics(topic, timeout=SETTLES_WITHIN_S).topics[topic].partitions
        ends = [consumer.get_watermark_offsets(TopicPartition(topic, number)) for number in found]
    finally:
        consumer.close()
    return sum(end for _, end in ends)


def snapshot_refusal(context: FaultContext) -> str | None:
    """The pipeline starts without its slot, and so reads every row first."""
    stop_and_drop_slot(context)
    pipelines(context).start(pipeline(context)["id"])
    status = _settled(context)
    return None if status["state"] == "running" else str(status["last_error"] or "it does not start")


def restart(context: FaultContext) -> None:
    """The pipeline starts anew, by the configuration that is stored: what the attempt left behind is gone."""
    own = pipeline(context)["id"]
    pipelines(context).stop(own)
    pipelines(context).start(own)


def _start_anew(context: FaultContext) -> None:
    """With the configuration that runs: somebody may have edited it, and a start reads what is stored."""
    store, own = RedpandaStore(context.paths.redpanda), pipeline(context)["id"]
    stored = store.pipeline_yaml(own).read_text()
    running = (pipelines(context).directory(own) / "pipeline.yaml").read_text()
    store.write_pipeline_yaml(own, running)
    try:
        pipelines(context).stop(own)
        pipelines(context).start(own)
    finally:
        store.write_pipeline_yaml(own, stored)


def _settled(context: FaultContext) -> dict[str, Any]:
    return _await(context, lambda status: status["state"] != "starting")


def _await(context: FaultContext, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    own = pipeline(context)["id"]
    deadline = time.monotonic() + SETTLES_WITHIN_S
    while not holds(status := pipelines(context).status(own)):
        if time.monotonic() > deadline:
            raise LabError(f"pipeline {own}: got {status['state']} for {SETTLES_WITHIN_S:.0f} s, want it to go on")
        time.sleep(POLL_S)
    return status
