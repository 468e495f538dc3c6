"""Follows an insert, an update and a delete from the table to the topic."""

import json
import secrets
import time
from collections.abc import Iterator

import psycopg
from confluent_kafka import Consumer, KafkaError, Message, TopicPartition
from psycopg import sql

from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, LinkNotRun

ARRIVAL_TIMEOUT_S = 30.0
KEY_SPACE = 2**31 - 1
COLUMNS = ["x", "note"]
"""Of the lab's own table, whose rows are written here."""


class RecordMissing(LinkBroken):
    """A change did not arrive, or not as it was made."""


def follow_changes(surroundings: Surroundings) -> Iterator[str]:
    """One line per change: the record as it arrived, and how long after its statement was sent."""
    pipeline = surroundings.pipeline
    table = sql.Identifier(pipeline["schema"], pipeline["tables"][0])
    key = secrets.randbelow(KEY_SPACE)
    note = f"proof {secrets.token_hex(4)}"
    changes = {
        "insert": (sql.SQL("INSERT INTO {} VALUES (%(key)s, %(note)s)"), {"x": key, "note": note}),
        "update": (sql.SQL("UPDATE {} SET note = 'changed' WHERE x = %(key)s"), {"x": key, "note": "changed"}),
        "delete": (sql.SQL("DELETE FROM {} WHERE x = %(key)s"), {"x": key, "note": None}),
    }
    application = surroundings.workload.login(*surroundings.master_login)
    with TopicEnd(surroundings, pipeline["topic"]) as topic, application as connection:
        _ask_for_columns(connection, pipeline["schema"], pipeline["tables"][0])
        for operation, (statement, row) in changes.items():
            sent = time.monotonic()
            connection.execute(statement.format(table), {"key": key, "note": note})
            got_operation, got_key, got_row = topic.next_with(str(key))
            milliseconds = (time.monotonic() - sent) * 1000
            if (got_operation, got_row) != (operation, row):
                raise RecordMissing(f"{operation}: got {got_operation} {got_row}, want {row}")
            yield f"{operation} {json.dumps(got_row)}, key {got_key}, {milliseconds:.0f} ms after the statement"


def _ask_for_columns(connection: psycopg.Connection, schema: str, table: str) -> None:
    """The catalog tells them of a table that the master may not read."""
    found = connection.execute(
        "SELECT attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE relnamespace = %s::regnamespace AND relname = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [schema, table],
    ).fetchall()
    if [name for (name,) in found] != COLUMNS:
        raise LinkNotRun(f"writes to a table of x and note, and {schema}.{table} is another; insert a row yourself")


class TopicEnd:
    """Reads a topic from its end on, as the broker's admin."""

    def __init__(self, surroundings: Surroundings, topic: str) -> None:
        self._consumer = Consumer(
            {**surroundings.kafka_admin_config(), "group.id": "prove", "enable.auto.commit": False}
        )
        self._topic = topic

    def __enter__(self) -> "TopicEnd":
        partitions = self._consumer.list_topics(self._topic, timeout=ARRIVAL_TIMEOUT_S).topics[self._topic].partitions
        ends = []
        for partition in partitions:
            _, end = self._consumer.get_watermark_offsets(TopicPartition(self._topic, partition))
            ends.append(TopicPartition(self._topic, partition, end))
        self._consumer.assign(ends)
        return self

    def __exit__(self, *_: object) -> None:
        self._consumer.close()

    def next_with(self, key: str) -> tuple[str, str, object]:
        """Operation, key and row of the next record with that key."""
        deadline = time.monotonic() + ARRIVAL_TIMEOUT_S
        while (left := deadline - time.monotonic()) > 0:
            message: Message | None = self._consumer.poll(left)
            if message is None or _unusable(message.error()):
                continue
            got = (message.key() or b"").decode()
            if got == key:
                headers: list[tuple[str, bytes]] = list(message.headers() or [])  # type: ignore[arg-type]
                operation = dict(headers).get("operation", b"none").decode()
                return operation, got, json.loads(message.value() or b"null")
        raise RecordMissing(f"{self._topic}: no record with key {key} within {ARRIVAL_TIMEOUT_S:.0f} s")


def _unusable(error: KafkaError | None) -> bool:
    if error is not None and error.fatal():
        raise RecordMissing(str(error))
    return error is not None
