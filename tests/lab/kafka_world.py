"""A broker for tests, and what an operator does with one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pytest
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from lab.paths import REPOSITORY, LabPaths
from lab.services.certificates import CertificateAuthority
from lab.services.kafka import KafkaBroker
from lab.services.kafka_archive import archive_classes
from lab.services.kafka_libraries import fetch_libraries, java_and_maven

LIBRARIES = LabPaths(REPOSITORY / ".lab").kafka_libraries
LACKING = java_and_maven(LIBRARIES)
needs_kafka = pytest.mark.skipif(LACKING is not None, reason=str(LACKING))

USER, PASSWORD = "cdc_orders", "a-password-of-the-test"


def make_broker(home: Path) -> KafkaBroker:
    fetch_libraries(LIBRARIES)
    archive_classes(LIBRARIES)
    authority = CertificateAuthority(home / "certificates")
    leaf = authority.leaf("localhost", "127.0.0.1")
    return KafkaBroker(home / "kafka", LIBRARIES, leaf, authority.ca_file)


@contextmanager
def running_broker(home: Path) -> Iterator[KafkaBroker]:
    broker = make_broker(home)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


def add_user(admin: AdminClient) -> None:
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096)
    upsertion = UserScramCredentialUpsertion(USER, credential, PASSWORD.encode())
    for done in admin.alter_user_scram_credentials([upsertion]).values():
        done.result(10)


def new_topic(
    admin: AdminClient, name: str, *allowed: AclOperation, config: Mapping[str, str] = MappingProxyType({})
) -> str:
    for done in admin.create_topics([NewTopic(name, 1, 1, config=dict(config))]).values():
        done.result(10)
    for operation in allowed:
        allow(admin, name, operation)
    return name


def allow(admin: AdminClient, topic: str, operation: AclOperation) -> None:
    literal, user = ResourcePatternType.LITERAL, f"User:{USER}"
    rule = AclBinding(ResourceType.TOPIC, topic, literal, user, "*", operation, AclPermissionType.ALLOW)
    for done in admin.create_acls([rule]).values():
        done.result(10)


def read(broker: KafkaBroker, topic: str, count: int) -> list:
    """The first records of a topic with one partition, read as the admin."""
    consumer = Consumer({**broker.client_config(), "group.id": "test", "auto.offset.reset": "earliest"})
    consumer.assign([TopicPartition(topic, 0, 0)])
    messages = consumer.consume(count, timeout=20)
    consumer.close()
    return messages
