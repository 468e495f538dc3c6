"""What a pipeline says of itself on the brokers, from records as Redpanda Connect writes them."""

import json
from types import SimpleNamespace

import pytest
from confluent_kafka import KafkaError, KafkaException

from doctor.facts import own_words
from doctor.facts.facts import NOTHING_TOLD, Unavailable

PIPELINE = {"id": "pipeline-1", "name": "orders"}
DENIED = "FATAL: must be superuser or replication role to start walsender"


def event(kind, at, pipeline="pipeline-1", **more):
    """A StatusEvent as protojson writes it: a 64-bit number is a string."""
    return {"type": f"TYPE_{kind}", "pipelineId": pipeline, "instanceId": "i", "timestamp": str(at), **more}


def not_connected(at, *messages, **more):
    errors = [{"message": message, "path": "root.input"} for message in messages]
    return event("CONNECTION_ERROR", at, connectionErrors=errors, **more)


def line(level, at, message, pipeline="pipeline-1", **more):
    return {"level": level, "time": f"2026-11-27T10:00:{at:02}Z", "message": message, "pipeline_id": pipeline, **more}


class Brokers:
    """Answers as a consumer of one partition per topic does."""

    def __init__(self, **topics):
        self.topics = {own_words.STATUS_TOPIC: topics.get("status", []), own_words.LOG_TOPIC: topics.get("log", [])}

    def __call__(self, config):
        assert config["enable.auto.commit"] is False
        return self

    def list_topics(self, topic, timeout):
        return SimpleNamespace(topics={topic: SimpleNamespace(partitions={0: None} if self.topics[topic] else {})})

    def get_watermark_offsets(self, partition, timeout):
        return 0, len(self.topics[partition.topic])

    def assign(self, starts):
        self.left = [record for start in starts for record in self.topics[start.topic][start.offset :]]

    def poll(self, timeout):
        record = self.left.pop(0)
        value = record if isinstance(record, bytes) else json.dumps(record).encode()
        return SimpleNamespace(error=lambda: None, value=lambda: value)

    def close(self):
        self.closed = True


@pytest.fixture
def told(monkeypatch):
    def told(**topics):
        brokers = Brokers(**topics)
        monkeypatch.setattr(own_words, "Consumer", brokers)
        words = own_words.own_words({}, PIPELINE)
        assert brokers.closed
        return words

    return told


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([not_connected(1, DENIED)], DENIED),
        ([not_connected(1, "a", "b", "a")], "a; b"),
        ([not_connected(1, "")], "not connected"),
        ([event("CONNECTION_ERROR", 1)], "not connected"),
        ([not_connected(9, DENIED), event("CONNECTION_HEALTHY", 10)], None),
        ([event("CONNECTION_HEALTHY", 10), not_connected(9, DENIED)], None),  # partitions interleave
        ([event("EXITING", 2, exitError={"message": "unable to parse dsn"})], "unable to parse dsn"),
        ([event("EXITING", 2)], None),
        ([event("INITIALIZING", 1)], None),
        ([event("CONNECTION_HEALTHY", 3), not_connected(4, DENIED, pipeline="another")], None),
        ([not_connected(1, DENIED, pipeline="orders")], DENIED),  # elsewhere than in the Cloud the stack names it
        ([b"no JSON", b"[]", not_connected(1, DENIED)], DENIED),
    ],
)
def test_the_newest_status_of_the_pipeline_counts(told, events, words):
    assert told(status=events) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line("ERROR", 1, "Failed to connect", error=DENIED)], f"Failed to connect {DENIED}"),
        ([line("ERROR", 1, "first"), line("ERROR", 2, "second"), line("INFO", 3, "Running main config")], "second"),
        ([line("ERROR", 1, "first"), line("INFO", 2, "Input type postgres_cdc is now active")], None),
        ([line("INFO", 1, "Running main config")], None),
        ([line("ERROR", 1, "first", pipeline="another")], NOTHING_TOLD),
        ([], NOTHING_TOLD),
    ],
)
def test_without_a_status_the_last_error_of_the_log_counts_until_the_pipeline_is_connected(told, lines, words):
    assert told(log=lines) == words


def test_words_are_told_without_secrets(told):
    assert told(status=[not_connected(1, "dial postgres://u:hunter2@db")]) == "dial postgres://u:***@db"


def test_only_the_last_records_of_a_partition_are_read(told, monkeypatch):
    monkeypatch.setattr(own_words, "LAST_RECORDS", 1)
    assert told(status=[not_connected(9, DENIED), event("CONNECTION_HEALTHY", 1)]) is None


def test_brokers_that_refuse_tell_nothing(monkeypatch):
    class Refusing(Brokers):
        def list_topics(self, topic, timeout):
            raise KafkaException(KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED, "Topic authorization failed"))

    monkeypatch.setattr(own_words, "Consumer", Refusing())
    assert own_words.own_words({}, PIPELINE) == Unavailable("TOPIC_AUTHORIZATION_FAILED: Topic authorization failed")
