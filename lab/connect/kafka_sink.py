"""Link 7 of the chain: writes to the topic as the Redpanda user, and to the dead-letter topic what that refused."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from lab.connect.errors import SinkError
from lab.connect.output_config import Output, Redpanda
from lab.connect.records import Record

TIMEOUT_MS = 10_000  # Connect's default `timeout`
FLUSH_S = 2 * TIMEOUT_MS / 1000  # every record is acknowledged or failed before that
REFUSALS = frozenset({KafkaError._AUTHENTICATION, KafkaError._SSL})  # waiting does not help

_log = logging.getLogger(__name__)


class KafkaSink:
    """Connect's `fallback` of two `redpanda` outputs.

    A record without a key, and one the topic did not take, goes to the dead letters. A record neither took is an error:
    the pipeline then reads it again.
    """

    def __init__(self, output: Output, ca_file: str) -> None:
        """Log in for both outputs; raises `SinkError` where the broker refuses or does not answer."""
        self._undelivered: list[str] = []
        self._headers = output.topic.metadata.include_patterns
        self._dead_letter_headers = output.dead_letters.metadata.include_patterns
        self._topic = _Topic(output.topic, ca_file)
        self._dead_letters = _Topic(output.dead_letters, ca_file)

    def send(self, record: Record) -> None:
        """Queue the record; raises `SinkError`."""
        if record.error is not None:
            self._send_to_dead_letters(record, f"failed assignment: {record.error}")
            return
        headers = record.headers(self._headers)
        self._topic.send(record.key, record.value, headers, partial(self._send_to_dead_letters, record))

    def flush(self) -> None:
        """Wait for the broker's acknowledgement of everything sent; raises `SinkError`."""
        self._topic.flush()
        self._dead_letters.flush()
        if self._undelivered:
            raise SinkError(f"{len(self._undelivered)} records not delivered: {self._undelivered[0]}")

    def close(self) -> None:
        """Forget what is queued: it is read from the slot again."""
        self._topic.close()
        self._dead_letters.close()

    def _send_to_dead_letters(self, record: Record, reason: str) -> None:
        _log.warning("dead letter: key %s: %s", record.key, reason)
        headers = record.headers(self._dead_letter_headers, fallback_error=reason)
        self._dead_letters.send(None, record.value, headers, self._undelivered.append)


class _Topic:
    """One `redpanda` output: a producer of its own and the topic it writes to."""

    def __init__(self, config: Redpanda, ca_file: str) -> None:
        self._name = config.topic
        self._last_error = ""
        self._refused = False
        sasl = config.sasl[0]
        settings: dict[str, Any] = {
            "bootstrap.servers": ",".join(config.brokers),
            "security.protocol": "SASL_SSL",
            "ssl.ca.location": ca_file,
            "sasl.mechanism": sasl.mechanism,
            "sasl.username": sasl.username,
            "sasl.password": sasl.password,
            "enable.idempotence": config.idempotent_write,
            "max.in.flight.requests.per.connection": config.max_in_flight,
            "allow.auto.create.topics": config.allow_auto_topic_creation,
            "partitioner": "murmur2_random",  # what librdkafka calls Connect's murmur2_hash
            "linger.ms": 0,
            "message.timeout.ms": TIMEOUT_MS,
            "topic.metadata.propagation.max.ms": 0,  # one broker: it knows of a topic at once, or there is none
            "log_level": 0,
            "error_cb": self._remember,
        }
        try:
            self._producer = Producer(settings)
        except KafkaException as refused:
            raise self._failure(refused) from None
        self._log_in()

    def send(
        self, key: str | None, value: str, headers: list[tuple[str, str]], on_failure: Callable[[str], None]
    ) -> None:
        def delivered(error: KafkaError | None, _: Message) -> None:
            if error is not None:
                on_failure(self._explained(error))

        while True:
            try:
                self._producer.produce(
                    self._name,
                    key=key,
                    value=value,
                    headers=[(name, text.encode()) for name, text in headers],
                    on_delivery=delivered,
                )
            except BufferError:
                self._producer.poll(1)  # the queue is full: make room
                continue
            except KafkaException as refused:
                on_failure(self._explained(refused.args[0]))  # known from metadata, so refused before it is sent
            self._producer.poll(0)
            return

    def flush(self) -> None:
        if self._producer.flush(FLUSH_S):
            raise SinkError(f"{self._name}: no acknowledgement within {FLUSH_S:.0f} s")

    def close(self) -> None:
        self._producer.purge()

    def _log_in(self) -> None:
        deadline = time.monotonic() + TIMEOUT_MS / 1000
        while True:
            try:
                self._producer.list_topics(self._name, timeout=1)
            except KafkaException as refused:
                self._producer.poll(0)  # hands over the reason
                if self._refused or time.monotonic() > deadline:
                    raise self._failure(refused) from None
                continue
            return

    def _remember(self, error: KafkaError) -> None:
        self._last_error = error.str()
        self._refused = self._refused or error.code() in REFUSALS

    def _failure(self, refused: KafkaException) -> SinkError:
        return SinkError(self._explained(refused.args[0]))

    def _explained(self, error: KafkaError) -> str:
        """librdkafka tells the reason of a time-out, such as a refused login, apart from the time-out."""
        return f"{self._name}: {error.str()}" + (f" ({self._last_error})" if self._last_error else "")
