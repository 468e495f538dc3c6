"""What ACL entries come to, and brokers that do not answer."""

from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from doctor.facts import kafka
from doctor.facts.facts import Unavailable

PIPELINE = {"user": "cdc", "topic": "orders", "dead_letter_topic": "orders.dlq"}


class Brokers:
    """Answers each request with the entries that were put there for its resource."""

    def __init__(self, ends=(0,), **entries):
        self.ends = ends
        self.entries = entries

    def list_topics(self, timeout):
        orders = SimpleNamespace(topic="orders", partitions=dict.fromkeys(range(len(self.ends))))
        return SimpleNamespace(topics={"orders": orders, "other": None} if self.ends else {"other": None})

    def list_offsets(self, wanted, request_timeout):
        assert {partition.topic for partition in wanted} == {"orders"}
        futures = {}
        for partition in wanted:
            futures[partition] = Future()
            futures[partition].set_result(SimpleNamespace(offset=self.ends[partition.partition]))
        return futures

    def describe_acls(self, wanted, request_timeout):
        future = Future()
        if wanted.name is None:
            assert (wanted.restype, wanted.resource_pattern_type) == (ResourceType.TOPIC, ResourcePatternType.ANY)
            found = [one for entries in self.entries.values() if isinstance(entries, list) for one in entries]
        else:
            assert wanted.resource_pattern_type is ResourcePatternType.MATCH
            found = self.entries.get(wanted.name.replace("-", "_"), [])
        future.set_exception(found) if isinstance(found, Exception) else future.set_result(found)
        return future


def entry(operation, permission="ALLOW", principal="User:cdc", host="*", name="orders"):
    return AclBinding(
        ResourceType.TOPIC,
        name,
        ResourcePatternType.LITERAL,
        principal,
        host,
        AclOperation[operation],
        AclPermissionType[permission],
    )


def rights(monkeypatch, *entries):
    """Operations on the topic."""
    monkeypatch.setattr(kafka, "AdminClient", lambda _: Brokers(orders=list(entries)))
    return {operation for _, name, operation in kafka.kafka_facts({}, PIPELINE).acls if name == "orders"}


def test_topics_and_entries_are_told_in_the_providers_words(monkeypatch):
    brokers = Brokers(kafka_cluster=[entry("IDEMPOTENT_WRITE")], orders=[entry("WRITE"), entry("DESCRIBE")])
    monkeypatch.setattr(kafka, "AdminClient", lambda _: brokers)
    seen = kafka.kafka_facts({}, PIPELINE)
    assert seen.topics == {"orders", "other"}
    assert seen.acls == {
        ("CLUSTER", "kafka-cluster", "IDEMPOTENT_WRITE"),
        ("TOPIC", "orders", "WRITE"),
        ("TOPIC", "orders", "DESCRIBE"),
    }


def test_rights_on_the_topic_of_checkpoints_are_told_where_there_is_one(monkeypatch):
    monkeypatch.setattr(kafka, "AdminClient", lambda _: Brokers(orders_checkpoints=[entry("READ")]))
    pipeline = PIPELINE | {"checkpoint_topic": "orders-checkpoints"}
    assert ("TOPIC", "orders-checkpoints", "READ") in kafka.kafka_facts({}, pipeline).acls
    assert kafka.kafka_facts({}, PIPELINE).acls == frozenset()


@pytest.mark.parametrize(("ends", "had_records"), [((0, 0), False), ((0, 3), True), ((7,), True), ((), None)])
def test_a_topic_held_records_when_the_next_one_is_not_the_first(monkeypatch, ends, had_records):
    monkeypatch.setattr(kafka, "AdminClient", lambda _: Brokers(ends))
    assert kafka.kafka_facts({}, PIPELINE).had_records is had_records


@pytest.mark.parametrize(
    ("entries", "wanted"),
    [
        ([entry("WRITE")], {"WRITE", "DESCRIBE"}),  # Kafka derives it
        ([entry("CREATE")], {"CREATE"}),
        ([entry("WRITE", principal="User:*")], {"WRITE", "DESCRIBE"}),
        ([entry("WRITE", principal="User:other")], set()),
        ([entry("WRITE", host="10.0.0.1")], set()),
        ([entry("WRITE"), entry("WRITE", "DENY")], {"DESCRIBE"}),
        ([entry("WRITE"), entry("WRITE", "DENY", host="10.0.0.1")], {"DESCRIBE"}),
        ([entry("WRITE"), entry("ALL", "DENY")], set()),
        ([entry("WRITE"), entry("WRITE", "DENY", principal="User:other")], {"WRITE", "DESCRIBE"}),
    ],
)
def test_entries_come_to_what_the_user_may_do_from_anywhere(monkeypatch, entries, wanted):
    assert rights(monkeypatch, *entries) == wanted


@pytest.mark.parametrize(
    ("entries", "may_write"),
    [
        ([], False),
        ([entry("WRITE")], True),
        ([entry("WRITE", name="of-another-team")], True),
        ([entry("ALL", name="*")], True),
        ([entry("READ"), entry("DESCRIBE")], False),
        ([entry("WRITE", principal="User:other")], False),
        ([entry("WRITE", host="10.0.0.1")], False),
        ([entry("WRITE"), entry("WRITE", "DENY")], False),
        ([entry("WRITE"), entry("ALL", "DENY", name="*")], False),
        ([entry("WRITE"), entry("WRITE", "DENY", name="another")], True),
    ],
)
def test_whoever_may_write_anywhere_may_write(monkeypatch, entries, may_write):
    monkeypatch.setattr(kafka, "AdminClient", lambda _: Brokers(others=entries))
    assert kafka.kafka_facts({}, PIPELINE).may_write is may_write


def test_all_means_each_operation_but_a_denied_one(monkeypatch):
    operations = rights(monkeypatch, entry("ALL"), entry("DELETE", "DENY"))
    assert {"WRITE", "DESCRIBE"} <= operations
    assert not {"ALL", "DELETE"} & operations


def test_a_login_that_may_not_list_the_entries_gives_no_facts(monkeypatch):
    refused = KafkaException(KafkaError(KafkaError.CLUSTER_AUTHORIZATION_FAILED))
    monkeypatch.setattr(kafka, "AdminClient", lambda _: Brokers(kafka_cluster=refused))
    seen = kafka.kafka_facts({}, PIPELINE)
    assert isinstance(seen, Unavailable)
    assert "CLUSTER_AUTHORIZATION_FAILED" in seen.reason


def test_brokers_that_do_not_answer_give_no_facts(monkeypatch):
    monkeypatch.setattr(kafka, "TIMEOUT_S", 0.2)
    assert isinstance(kafka.kafka_facts({"bootstrap.servers": "127.0.0.1:1"}, PIPELINE), Unavailable)
