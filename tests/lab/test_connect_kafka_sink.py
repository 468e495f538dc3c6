import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka.admin import AclOperation, AdminClient

from lab.connect.config import parse_config
from lab.connect.errors import SinkError
from lab.connect.kafka_sink import KafkaSink
from lab.connect.output_config import Output
from lab.connect.records import Record
from lab.connect.sink import PrintSink
from lab.services.certificates import CertificateAuthority
from lab.services.kafka import KafkaBroker
from tests.lab.connect_pipeline import text
from tests.lab.kafka_world import PASSWORD, add_user, needs_kafka, new_topic, read, running_broker

RIGHTS = (AclOperation.WRITE, AclOperation.DESCRIBE)
METADATA = {"table": "orders", "operation": "insert", "lsn": "00000000/016B3748", "key": "7"}
RECORD = Record(key="7", value='{"id":7}', metadata=METADATA, error=None)
UNKEYED = Record(key=None, value='{"id":null}', metadata={"table": "orders"}, error="field `this.id`: value is null")

numbers = itertools.count()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaBroker]:
    with running_broker(tmp_path_factory.mktemp("broker")) as broker:
        add_user(AdminClient(broker.client_config()))
        yield broker


@pytest.fixture
def topic(broker: KafkaBroker) -> str:
    return new_topic(AdminClient(broker.client_config()), f"topic-{next(numbers)}", *RIGHTS)


@pytest.fixture
def forbidden(broker: KafkaBroker) -> str:
    return new_topic(AdminClient(broker.client_config()), f"topic-{next(numbers)}")


@pytest.fixture
def dead_letters(broker: KafkaBroker) -> str:
    return new_topic(AdminClient(broker.client_config()), f"topic-{next(numbers)}", *RIGHTS)


def output(bootstrap: str | None, topic: str, dead_letters: str, password: str = PASSWORD) -> Output:
    yaml_text = text().replace("shop.public.orders.dlq", dead_letters).replace("shop.public.orders", topic)
    return parse_config(yaml_text, {"REDPANDA_BROKERS": bootstrap}, {"RPCN_ORDERS_PASSWORD": password}).output


def open_sink(broker: KafkaBroker, topic: str, dead_letters: str, **others: str) -> KafkaSink:
    config = broker.client_config()
    ca_file = others.pop("ca_file", config["ssl.ca.location"])
    return KafkaSink(output(config["bootstrap.servers"], topic, dead_letters, **others), ca_file)


def header(message, name: str) -> str:
    return dict(message.headers())[name].decode()


@needs_kafka
def test_flushed_records_are_in_the_topic_in_order_with_key_and_headers(
    broker: KafkaBroker, topic: str, dead_letters: str
) -> None:
    sink = open_sink(broker, topic, dead_letters)
    for number in range(100):
        sink.send(Record(key="7", value=str(number), metadata=METADATA, error=None))
    sink.flush()
    messages = read(broker, topic, 100)
    assert [message.value().decode() for message in messages] == [str(number) for number in range(100)]
    assert messages[0].key() == b"7"
    assert messages[0].headers() == [
        ("table", b"orders"),
        ("operation", b"insert"),
        ("lsn", b"00000000/016B3748"),
    ]


@needs_kafka
def test_a_record_without_a_key_goes_to_the_dead_letters_and_says_why(
    broker: KafkaBroker, topic: str, dead_letters: str
) -> None:
    sink = open_sink(broker, topic, dead_letters)
    sink.send(UNKEYED)
    sink.send(RECORD)
    sink.flush()
    [letter], [record] = read(broker, dead_letters, 1), read(broker, topic, 1)
    assert (letter.key(), letter.value()) == (None, b'{"id":null}')
    assert header(letter, "fallback_error") == "failed assignment: field `this.id`: value is null"
    assert record.value() == b'{"id":7}'


@needs_kafka
def test_a_record_the_topic_refuses_goes_to_the_dead_letters(
    broker: KafkaBroker, forbidden: str, dead_letters: str
) -> None:
    sink = open_sink(broker, forbidden, dead_letters)
    sink.send(RECORD)
    sink.flush()
    [letter] = read(broker, dead_letters, 1)
    assert header(letter, "fallback_error") == (
        f"{forbidden}: Unable to produce message: Broker: Topic authorization failed"
    )


@needs_kafka
def test_a_record_that_neither_topic_takes_is_an_error(broker: KafkaBroker, forbidden: str) -> None:
    sink = open_sink(broker, forbidden, forbidden)
    sink.send(RECORD)
    with pytest.raises(SinkError, match=r"1 records not delivered: .*Topic authorization failed"):
        sink.flush()


@needs_kafka
def test_a_wrong_password_is_told_when_the_sink_is_opened_and_never_shown(
    broker: KafkaBroker, topic: str, dead_letters: str
) -> None:
    with pytest.raises(SinkError, match="Authentication failed") as refused:
        open_sink(broker, topic, dead_letters, password="not-the-password")
    assert "not-the-password" not in str(refused.value)


@needs_kafka
def test_a_broker_with_a_certificate_of_another_authority_is_refused(
    broker: KafkaBroker, topic: str, dead_letters: str, tmp_path: Path
) -> None:
    with pytest.raises(SinkError, match="certificate verify failed"):
        open_sink(broker, topic, dead_letters, ca_file=str(CertificateAuthority(tmp_path).ca_file))


@needs_kafka
def test_a_dead_letter_the_broker_refuses_is_an_error(broker: KafkaBroker, topic: str) -> None:
    admin = AdminClient(broker.client_config())
    small = new_topic(admin, f"topic-{next(numbers)}", *RIGHTS, config={"max.message.bytes": "100"})
    sink = open_sink(broker, topic, small)
    sink.send(dataclasses.replace(UNKEYED, value="x" * 1000))
    with pytest.raises(SinkError, match=r"1 records not delivered: .*Message size too large"):
        sink.flush()


def test_without_brokers_records_are_printed_as_a_consumer_would_see_them(capsys: pytest.CaptureFixture[str]) -> None:
    sink = PrintSink(output(None, "orders", "orders.dlq"))
    sink.send(RECORD)
    sink.send(UNKEYED)
    sink.flush()
    assert capsys.readouterr().out.splitlines() == [
        '{"topic": "orders", "key": "7", "headers": {"table": "orders", "operation": "insert",'
        ' "lsn": "00000000/016B3748"}, "value": "{\\"id\\":7}"}',
        '{"topic": "orders.dlq", "key": null, "headers": {"table": "orders",'
        ' "fallback_error": "field `this.id`: value is null"}, "value": "{\\"id\\":null}"}',
    ]
