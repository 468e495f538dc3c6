"""The last lines that a pipeline logged: Redpanda Cloud keeps them in a topic, by the pipeline's id."""

from collections.abc import Mapping
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition

from doctor.facts.facts import Unavailable

LOG_TOPIC = "__redpanda.connect.logs"  # Redpanda Cloud documentation, "Monitor Data Pipelines"
TIMEOUT_S = 4.0
READ_BACK = 2000
"""Records of each partition that are looked through."""
MOST_LINES = 200


def last_log_lines(config: Mapping[str, Any], pipeline_id: str, consumer: Any = Consumer) -> list[str] | Unavailable:
    """In the order they were logged; in no consumer group, and nothing is committed."""
    quiet: dict[str, Any] = {"log_level": 0, "error_cb": lambda _: None, "group.id": "doctor"}
    try:
        reader = consumer({**config, **quiet, "enable.auto.commit": False, "enable.partition.eof": False})
    except KafkaException as error:
        return Unavailable(_told(error))
    try:
        topic = reader.list_topics(LOG_TOPIC, timeout=TIMEOUT_S).topics[LOG_TOPIC]
        if topic.error is not None:
            return Unavailable(f"{LOG_TOPIC}: {topic.error.str()}")
        assigned, wanted = [], 0
        for number in topic.partitions:
            low, high = reader.get_watermark_offsets(TopicPartition(LOG_TOPIC, number), timeout=TIMEOUT_S)
            start = max(low, high - READ_BACK)
            assigned.append(TopicPartition(LOG_TOPIC, number, start))
            wanted += high - start
        reader.assign(assigned)
        records = reader.consume(wanted, timeout=TIMEOUT_S) if wanted else []
        own = [one for one in records if one.error() is None and (one.key() or b"").decode() == pipeline_id]
        own.sort(key=lambda one: one.timestamp()[1])
        return [one.value().decode(errors="replace") for one in own][-MOST_LINES:]
    except KafkaException as error:
        return Unavailable(_told(error))
    finally:
        reader.close()


def _told(error: KafkaException) -> str:
    return f"{error.args[0].name()}: {error.args[0].str()}"
