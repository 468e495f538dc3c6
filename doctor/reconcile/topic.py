"""The records of a topic, read from its beginning to its end of now, and on from there."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from doctor.reconcile.fold import TopicRecord
from doctor.reconcile.unreadable import Unreadable

TIMEOUT_S = 10.0
STALL_S = 30.0
"""Without a record or the end of a partition for so long, the brokers do not answer."""
POLL_S = 0.2  # `consume` waits so long for a full batch
BATCH_RECORDS = 500
SAID_EVERY = 10_000

SETTINGS: Mapping[str, Any] = {
    "group.id": "doctor-reconcile",  # librdkafka wants one; partitions are assigned, and nothing is committed
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "allow.auto.create.topics": False,
    "isolation.level": "read_committed",
    "auto.offset.reset": "earliest",  # where retention has overtaken the reader
    "enable.partition.eof": True,
    "log_level": 0,
}


# librdkafka looks for a group's coordinator though partitions are assigned, and reads them without one.
NO_GROUP = KafkaError.GROUP_AUTHORIZATION_FAILED


class TopicReader:
    """A consumer of its own, which leaves nothing behind; raises `Unreadable`."""

    def __init__(self, config: Mapping[str, Any], topic: str, say: Callable[[str], None]) -> None:
        """`config` is confluent-kafka's, of somebody who may read the topic (READ and DESCRIBE)."""
        self._topic = topic
        self._say = say
        self._last_error = ""
        self._records = 0
        self._said = 0
        try:
            self._consumer = Consumer({**config, **SETTINGS, "error_cb": self._remember})
        except KafkaException as error:
            raise self._unreadable(error.args[0]) from None
        try:
            known = self._consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic]
            if known.error is not None:
                raise self._unreadable(known.error)
            ends = {number: self._ends(topic, number) for number in known.partitions}
        except KafkaException as error:
            self._consumer.poll(0)  # hands over the reason
            raise self._unreadable(error.args[0]) from None
        self.first_offsets = {number: low for number, (low, _) in ends.items()}
        """By partition; above 0 where records have been deleted, by retention or by somebody."""
        self._next = dict(self.first_offsets)

    def read_on(self, put: Callable[[TopicRecord], None]) -> None:
        """Hand over every record from where the last call ended to the topic's end of now."""
        # Assigned anew: each partition then tells its end once more, even where nothing has come.
        self._consumer.assign([TopicPartition(self._topic, number, offset) for number, offset in self._next.items()])
        unread, heard = set(self._next), time.monotonic()
        while unread:
            messages = self._consumer.consume(BATCH_RECORDS, timeout=POLL_S)
            if messages:
                heard = time.monotonic()
            elif time.monotonic() - heard > STALL_S:
                raise Unreadable(f"topic {self._topic}: nothing came for {STALL_S:.0f} s{self._because()}")
            for message in messages:
                if self._is_end(message):
                    unread.discard(message.partition())
                elif message.error() is None:
                    self._next[int(message.partition() or 0)] = int(message.offset() or 0) + 1
                    put(_record(message))
                    self._count()

    def waiting_in(self, topic: str) -> int | None:
        """How many records another topic holds, such as that of the dead letters; None: it does not tell."""
        try:
            known = self._consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic]
            ends = [self._ends(topic, number) for number in known.partitions]
        except KafkaException:
            return None
        return None if known.error is not None else sum(high - low for low, high in ends)

    def close(self) -> None:
        """Leave the brokers."""
        self._consumer.close()

    def _ends(self, topic: str, number: int) -> tuple[int, int]:
        ends: tuple[int, int] | None = self._consumer.get_watermark_offsets(
            TopicPartition(topic, number), timeout=TIMEOUT_S
        )
        if ends is None:
            raise Unreadable(f"topic {topic}: partition {number} does not tell its offsets in {TIMEOUT_S:.0f} s")
        return ends

    def _is_end(self, message: Message) -> bool:
        error = message.error()
        if error is None:
            return False
        if error.code() == KafkaError._PARTITION_EOF:
            return True
        if error.retriable() or error.code() == NO_GROUP:
            return False
        raise self._unreadable(error)

    def _count(self) -> None:
        self._records += 1
        if self._records - self._said >= SAID_EVERY:
            self._said = self._records
            self._say(f"{self._records} records read")

    def _remember(self, error: KafkaError) -> None:
        self._last_error = error.str()

    def _because(self) -> str:
        return f" ({self._last_error})" if self._last_error else ""

    def _unreadable(self, error: KafkaError) -> Unreadable:
        return Unreadable(f"topic {self._topic}: {error.name()}: {error.str()}{self._because()}")


def _record(message: Message) -> TopicRecord:
    key, value = message.key(), message.value()
    headers: list[tuple[str, bytes | None]] = list(message.headers() or [])  # type: ignore[arg-type]
    return TopicRecord(
        partition=int(message.partition() or 0),
        offset=int(message.offset() or 0),
        timestamp_ms=message.timestamp()[1],
        key=None if key is None else _text(key),
        value=None if value is None else _text(value),
        headers={name: _text(content or b"") for name, content in headers},
    )


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode(errors="replace")
