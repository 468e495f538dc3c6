"""Brokers that stop answering, or refuse, while a topic is read."""

from types import SimpleNamespace

import pytest
from confluent_kafka import KafkaError

from doctor.reconcile import topic
from doctor.reconcile.topic import TopicReader
from doctor.reconcile.unreadable import Unreadable


class Message:
    def __init__(self, code=None, offset=0, retriable=False):
        self._error = None if code is None else KafkaError(code, retriable=retriable)
        self._offset = offset

    def error(self):
        return self._error

    def partition(self):
        return 0

    def offset(self):
        return self._offset

    def key(self):
        return b"7"

    def value(self):
        return None

    def headers(self):
        return None

    def timestamp(self):
        return 1, 5


END = Message(KafkaError._PARTITION_EOF)


class Brokers:
    """One partition; each call of `consume` takes the next answer, after which nothing comes."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.assigned = []

    def list_topics(self, name, timeout):
        return SimpleNamespace(topics={name: SimpleNamespace(error=None, partitions=[0])})

    def get_watermark_offsets(self, partition, timeout):
        return 0, 9

    def assign(self, partitions):
        self.assigned.append([partition.offset for partition in partitions])

    def consume(self, count, timeout):
        return self.answers.pop(0) if self.answers else []


@pytest.fixture
def reading(monkeypatch):
    def made(*answers):
        brokers = Brokers(*answers)
        monkeypatch.setattr(topic, "Consumer", lambda config: brokers)
        return TopicReader({}, "orders", lambda _: None), brokers

    return made


def test_brokers_that_say_nothing_are_given_up(monkeypatch, reading):
    monkeypatch.setattr(topic, "STALL_S", 0.0)
    reader, _ = reading()
    with pytest.raises(Unreadable, match="topic orders: nothing came for 0 s"):
        reader.read_on(lambda _: None)


def test_an_error_that_heals_is_waited_for_and_any_other_is_told(reading):
    healing = Message(KafkaError._TRANSPORT, retriable=True)
    refused = Message(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    reader, _ = reading([healing], [Message(offset=0)], [END])
    records = []
    reader.read_on(records.append)
    assert [record.key for record in records] == ["7"]
    reader, _ = reading([refused])
    with pytest.raises(Unreadable, match="topic orders: TOPIC_AUTHORIZATION_FAILED"):
        reader.read_on(records.append)


def test_the_next_turn_begins_after_the_last_record_even_if_the_turn_failed(reading):
    reader, brokers = reading([Message(offset=3), Message(offset=4)], [END], [END])
    reader.read_on(lambda _: None)
    reader.read_on(lambda _: None)
    assert brokers.assigned == [[0], [5]]


def test_partitions_that_do_not_tell_their_offsets_cannot_be_read(monkeypatch):
    brokers = Brokers()
    brokers.get_watermark_offsets = lambda partition, timeout: None
    monkeypatch.setattr(topic, "Consumer", lambda config: brokers)
    with pytest.raises(Unreadable, match="topic orders: partition 0 does not tell its offsets in 10 s"):
        TopicReader({}, "orders", lambda _: None)
