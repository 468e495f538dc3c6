"""The admin's requests, as confluent-kafka's client gets them; no broker."""

from concurrent.futures import Future
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, though not by __all__
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramMechanism,
)

from lab.backends.backend import LabError
from lab.backends.redpanda import KafkaAcl
from lab.services import kafka_admin
from lab.services.kafka_admin import ConfluentKafkaAdmin

ENTRY = KafkaAcl(
    resource_type="CLUSTER",
    resource_name="kafka-cluster",
    resource_pattern_type="LITERAL",
    principal="User:writer",
    host="*",
    operation="IDEMPOTENT_WRITE",
    permission_type="ALLOW",
)
WANTED = (
    ResourceType.BROKER,
    "kafka-cluster",
    ResourcePatternType.LITERAL,
    "User:writer",
    "*",
    AclOperation.IDEMPOTENT_WRITE,
    AclPermissionType.ALLOW,
)


class RecordingClient:
    """confluent-kafka's AdminClient without brokers: remembers requests and answers with one future each."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.refusal: KafkaError | None = None

    def configured(self, configuration: dict[str, Any]) -> "RecordingClient":
        assert configuration["bootstrap.servers"] == "127.0.0.1:9092"
        return self

    def list_topics(self, timeout: float) -> Any:
        return SimpleNamespace(brokers={1: "broker", 2: "broker"})

    def __getattr__(self, method: str) -> Any:
        def request(entries: list[Any], **_options: float) -> dict[str, Future[Any]]:
            self.requests.append((method, *entries))
            future: Future[Any] = Future()
            if self.refusal is None:
                future.set_result(None)
            else:
                future.set_exception(KafkaException(self.refusal))
            return {"one": future}

        return request


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> RecordingClient:
    client = RecordingClient()
    monkeypatch.setattr(kafka_admin, "AdminClient", client.configured)
    monkeypatch.setattr(kafka_admin, "_until", lambda _known, _what: None)  # nobody here who would learn of it
    return client


@pytest.fixture
def admin(client: RecordingClient) -> ConfluentKafkaAdmin:
    return ConfluentKafkaAdmin({"bootstrap.servers": "127.0.0.1:9092"})


def test_a_topic_is_asked_for_with_its_numbers_and_configuration(
    admin: ConfluentKafkaAdmin, client: RecordingClient
) -> None:
    admin.create_topic("orders", partitions=3, replication_factor=2, configuration={"cleanup.policy": "compact"})
    admin.delete_topic("orders")
    (created, topic), deleted = client.requests
    assert (created, topic.topic, topic.num_partitions, topic.replication_factor, topic.config) == (
        "create_topics",
        "orders",
        3,
        2,
        {"cleanup.policy": "compact"},
    )
    assert deleted == ("delete_topics", "orders")
    assert admin.broker_count() == 2


@pytest.mark.parametrize(
    ("name", "mechanism"),
    [("scram-sha-256", ScramMechanism.SCRAM_SHA_256), ("scram-sha-512", ScramMechanism.SCRAM_SHA_512)],
)
def test_a_user_is_asked_for_with_the_mechanism_named(
    admin: ConfluentKafkaAdmin, client: RecordingClient, name: str, mechanism: ScramMechanism
) -> None:
    admin.upsert_scram_user("writer", "hidden", name)
    admin.delete_scram_user("writer", name)
    (_, upsertion), (_, deletion) = client.requests
    assert (upsertion.user, upsertion.password, upsertion.scram_credential_info.mechanism) == (
        "writer",
        b"hidden",
        mechanism,
    )
    assert (deletion.user, deletion.mechanism) == ("writer", mechanism)


def test_a_right_on_the_cluster_is_one_on_librdkafkas_broker_type(
    admin: ConfluentKafkaAdmin, client: RecordingClient
) -> None:
    admin.create_acl(ENTRY)
    admin.delete_acl(ENTRY)
    assert client.requests == [("create_acls", AclBinding(*WANTED)), ("delete_acls", AclBindingFilter(*WANTED))]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (replace(ENTRY, principal="RedpandaRole:admin"), "principal: got 'RedpandaRole:admin', want 'User:<name>'"),
        (replace(ENTRY, resource_type="DELEGATION_TOKEN"), "got 'IDEMPOTENT_WRITE' on 'DELEGATION_TOKEN'"),
        (replace(ENTRY, operation="CREATE_TOKENS"), "got 'CREATE_TOKENS' on 'CLUSTER'"),
    ],
)
def test_a_right_the_brokers_do_not_have_is_not_asked_for(
    admin: ConfluentKafkaAdmin, client: RecordingClient, entry: KafkaAcl, message: str
) -> None:
    with pytest.raises(LabError, match=message):
        admin.create_acl(entry)
    assert client.requests == []


def test_a_refusal_of_the_brokers_is_shown_in_their_words(admin: ConfluentKafkaAdmin, client: RecordingClient) -> None:
    client.refusal = KafkaError(KafkaError.TOPIC_ALREADY_EXISTS, "Topic 'orders' already exists.")
    with pytest.raises(LabError, match=r"^kafka: Topic 'orders' already exists\.$"):
        admin.create_topic("orders", partitions=1, replication_factor=1, configuration={})


def test_what_the_controller_has_is_waited_for_until_the_broker_knows_it(
    client: RecordingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(kafka_admin, "AdminClient", client.configured)
    asked: list[float] = []

    def list_topics(timeout: float) -> Any:
        asked.append(timeout)
        known = {"orders": SimpleNamespace(partitions={0: "p"})} if len(asked) == 3 else {}
        return SimpleNamespace(topics=known)

    monkeypatch.setattr(client, "list_topics", list_topics)
    admin = ConfluentKafkaAdmin({"bootstrap.servers": "127.0.0.1:9092"})
    admin.create_topic("orders", partitions=1, replication_factor=1, configuration={})
    assert len(asked) == 3
