"""The records, read from a real broker."""

import itertools

import pytest
from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AclOperation, AdminClient, NewTopic

from doctor.reconcile.topic import TopicReader
from doctor.reconcile.unreadable import Unreadable
from tests.lab.kafka_world import PASSWORD, USER, add_user, allow, needs_kafka, running_broker

pytestmark = needs_kafka
numbers = itertools.count()


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    with running_broker(tmp_path_factory.mktemp("broker")) as broker:
        yield broker


@pytest.fixture(scope="module")
def admin(broker):
    return AdminClient(broker.client_config())


@pytest.fixture
def topic(admin):
    name = f"topic-{next(numbers)}"
    for done in admin.create_topics([NewTopic(name, 2, 1)]).values():
        done.result(10)
    return name


@pytest.fixture
def send(broker, topic):
    def send(*records, **settings):
        producer = Producer({**broker.client_config(), **settings})
        for partition, key, value, *headers in records:
            producer.produce(topic, key=key, value=value, partition=partition, headers=headers)
        assert producer.flush(20) == 0

    return send


@pytest.fixture
def reader(broker, topic):
    readers = []

    def made(name=topic, **config):
        readers.append(TopicReader({**broker.client_config(), **config}, name, lambda _: None))
        return readers[-1]

    yield made
    for one in readers:
        one.close()


def read_on(reader):
    records = []
    reader.read_on(records.append)
    return sorted((record.partition, record.offset, record.key, record.value) for record in records)


def test_every_record_of_every_partition_is_handed_over_once(send, reader):
    send((0, "a", "1"), (1, "b", "2"), (0, "a", None), (1, None, "3"))
    read = reader()
    assert read_on(read) == [(0, 0, "a", "1"), (0, 1, "a", None), (1, 0, "b", "2"), (1, 1, None, "3")]
    assert read_on(read) == []
    send((1, "b", "4"))
    assert read_on(read) == [(1, 2, "b", "4")]


def test_a_record_comes_with_its_headers_and_its_time(send, reader):
    send((0, "é", "{}", ("table", b"orders"), ("operation", b"read"), ("none", None)))
    records = []
    reader().read_on(records.append)
    [record] = records
    assert record.headers == {"table": "orders", "operation": "read", "none": ""}
    assert record.timestamp_ms > 1_700_000_000_000
    assert record.key == "é"


def test_an_empty_topic_ends_at_once(reader):
    assert read_on(reader()) == []


def test_only_what_was_committed_is_read_and_the_rest_once_it_is(broker, topic, send, reader):
    producer = Producer({**broker.client_config(), "transactional.id": topic})
    producer.init_transactions(20)
    producer.begin_transaction()
    producer.produce(topic, key="aborted", value="1", partition=0)
    producer.flush(20)
    producer.abort_transaction(20)
    producer.begin_transaction()
    producer.produce(topic, key="late", value="2", partition=0)
    producer.flush(20)
    read = reader()
    assert read_on(read) == []
    producer.commit_transaction(20)
    assert [record[2:] for record in read_on(read)] == [("late", "2")]
    assert read_on(read) == []


def test_where_the_topic_begins_is_told_once_records_were_deleted(admin, topic, send, reader):
    send((0, "a", "1"), (0, "b", "2"), (1, "c", "3"))
    assert reader().first_offsets == {0: 0, 1: 0}
    for done in admin.delete_records([TopicPartition(topic, 0, 1)]).values():
        done.result(20)
    read = reader()
    assert read.first_offsets == {0: 1, 1: 0}
    assert read_on(read) == [(0, 1, "b", "2"), (1, 0, "c", "3")]


def test_another_topics_records_are_counted_from_its_first(admin, topic, send, reader):
    send((0, "a", "1"), (0, "b", "2"), (1, "c", "3"))
    for done in admin.delete_records([TopicPartition(topic, 0, 1)]).values():
        done.result(20)
    assert reader().waiting_in(topic) == 2
    assert reader().waiting_in("no-such-topic") is None


def test_nothing_is_left_at_the_brokers(admin, send, reader):
    send((0, "a", "1"))
    read = reader()
    read_on(read)
    read.close()
    assert admin.list_consumer_groups().result(20).valid == []


def test_a_user_who_may_read_the_topic_needs_no_right_to_a_group(admin, topic, send, reader):
    add_user(admin)
    for operation in (AclOperation.READ, AclOperation.DESCRIBE):
        allow(admin, topic, operation)
    send((0, "a", "1"))
    assert read_on(reader(**{"sasl.username": USER, "sasl.password": PASSWORD})) == [(0, 0, "a", "1")]


def test_a_user_who_may_only_look_at_the_topic_is_told_what_is_missing(admin, topic, send, reader):
    add_user(admin)
    allow(admin, topic, AclOperation.DESCRIBE)
    send((0, "a", "1"))
    with pytest.raises(Unreadable, match=f"topic {topic}: TOPIC_AUTHORIZATION_FAILED"):
        read_on(reader(**{"sasl.username": USER, "sasl.password": PASSWORD}))


def test_a_topic_that_is_not_there_cannot_be_read_and_is_not_made(admin, reader):
    with pytest.raises(Unreadable, match=r"topic nothing: UNKNOWN_TOPIC_OR_PART"):
        reader("nothing")
    assert "nothing" not in admin.list_topics(timeout=20).topics


def test_a_login_that_is_refused_is_told_without_its_password(monkeypatch, reader):
    monkeypatch.setattr("doctor.reconcile.topic.TIMEOUT_S", 3.0)
    with pytest.raises(Unreadable) as refused:
        reader(**{"sasl.password": "wrong-password"})
    assert "uthentication" in str(refused.value)
    assert "wrong-password" not in str(refused.value)
