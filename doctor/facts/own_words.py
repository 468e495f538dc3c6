"""What a pipeline says of itself on the brokers, wherever it runs: its status topic, or else its log topic.

redpanda-data/connect, internal/impl/kafka/enterprise: `status_updates.go` (StatusEvent as protojson, every 30 s) and
`topic_logger.go`; both topics are the enterprise feature `redpanda:`, by these names unless it says otherwise.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition

from doctor.facts.facts import NOTHING_TOLD, Unavailable
from doctor.tellable import tellable

STATUS_TOPIC = "__redpanda.connect.status"
LOG_TOPIC = "__redpanda.connect.logs"
LAST_RECORDS = 500
"""Of each partition: many pipelines share a topic."""
TIMEOUT_S = 3.5
CONNECTED = "is now active"
"""What an input or output logs once it is connected (redpanda-data/benthos, async_reader.go and async_writer.go)."""

Record = Mapping[str, Any]


def own_words(config: Mapping[str, Any], pipeline: Mapping[str, Any]) -> str | Unavailable | None:
    """The error that one entry of the chain's `pipelines` is in, by a login with `config`; None: it is healthy."""
    consumer = Consumer({**config, "group.id": "doctor", "enable.auto.commit": False, "log_level": 0})
    try:
        by_status = last_status(_records(consumer, STATUS_TOPIC), pipeline)
        told = by_status if by_status is not NOTHING_TOLD else last_log(_records(consumer, LOG_TOPIC), pipeline)
    except KafkaException as error:
        return Unavailable(f"{error.args[0].name()}: {error.args[0].str()}")
    finally:
        consumer.close()
    return tellable(told) if isinstance(told, str) else told


def last_status(records: Iterator[Record], pipeline: Mapping[str, Any]) -> str | Unavailable | None:
    """What the newest status event says is wrong; NOTHING_TOLD where there is no event of the pipeline."""
    own = [record for record in records if record.get("pipelineId") in _names(pipeline)]
    if not own:
        return NOTHING_TOLD
    newest = max(own, key=lambda record: int(record.get("timestamp", 0)))
    if newest.get("type") == "TYPE_CONNECTION_ERROR":
        errors = [error.get("message") or "not connected" for error in newest.get("connectionErrors", ())]
        return "; ".join(dict.fromkeys(errors)) or "not connected"
    exit_error = newest.get("exitError") or {}
    return exit_error.get("message") or None


def last_log(records: Iterator[Record], pipeline: Mapping[str, Any]) -> str | Unavailable | None:
    """The newest error that is not over; NOTHING_TOLD where there is no line of the pipeline."""
    own = [record for record in records if record.get("pipeline_id") in _names(pipeline)]
    if not own:
        return NOTHING_TOLD
    last_error: Record | None = None
    for record in sorted(own, key=lambda record: str(record.get("time", ""))):
        if record.get("level") == "ERROR":
            last_error = record
        elif CONNECTED in str(record.get("message")):
            last_error = None
    if last_error is None:
        return None
    return " ".join(str(last_error[part]) for part in ("message", "error") if last_error.get(part))


def _names(pipeline: Mapping[str, Any]) -> tuple[str, str]:
    """Redpanda Cloud sets `redpanda.pipeline_id` to the pipeline's id; elsewhere it is what the stack chose."""
    return str(pipeline["id"]), str(pipeline["name"])


def _records(consumer: Consumer, topic: str) -> Iterator[Record]:
    """The last records, those that are JSON objects; none where there is no such topic."""
    partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
    starts: list[TopicPartition] = []
    left = 0
    for number in partitions:
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=TIMEOUT_S)
        start = max(low, high - LAST_RECORDS)
        starts.append(TopicPartition(topic, number, start))
        left += high - start
    consumer.assign(starts)
    while left and (message := consumer.poll(TIMEOUT_S)) is not None:
        if message.error():
            raise KafkaException(message.error())
        left -= 1
        try:
            record = json.loads(message.value() or b"")
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record
