"""Redpanda Cloud's hand on the brokers: topics, SCRAM users and ACLs over the Kafka admin API."""

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, though not by __all__
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from lab.backends.backend import LabError
from lab.backends.redpanda import KafkaAcl

TIMEOUT_S = 15.0
SCRAM_ITERATIONS = 4096  # the least that Kafka takes (KIP-84)
MECHANISMS = {"scram-sha-256": ScramMechanism.SCRAM_SHA_256, "scram-sha-512": ScramMechanism.SCRAM_SHA_512}
RESOURCE_TYPES = {
    "TOPIC": ResourceType.TOPIC,
    "GROUP": ResourceType.GROUP,
    "CLUSTER": ResourceType.BROKER,  # librdkafka's name of the type that the Kafka protocol calls CLUSTER
    "TRANSACTIONAL_ID": ResourceType.TRANSACTIONAL_ID,
}


class ConfluentKafkaAdmin:
    """A `KafkaAdmin` on brokers that speak Apache Kafka; they have no roles and no ACLs on tokens and users."""

    def __init__(self, client_config: Mapping[str, Any]) -> None:
        """`client_config` is confluent-kafka's configuration of an admin (`KafkaBroker.client_config`)."""
        # Each request brings its own error back; the client's log would only repeat it on the terminal.
        self._client = AdminClient({**client_config, "log_level": 0})

    def broker_count(self) -> int:
        """How many brokers there are."""
        try:
            return len(self._client.list_topics(timeout=TIMEOUT_S).brokers)
        except KafkaException as error:
            raise LabError(f"kafka: {error.args[0].str()}") from error

    def create_topic(
        self, name: str, *, partitions: int, replication_factor: int, configuration: dict[str, str]
    ) -> None:
        """Make the topic and wait until the brokers know it."""
        topic = NewTopic(name, partitions, replication_factor, config=configuration)
        _await(self._client.create_topics([topic], operation_timeout=TIMEOUT_S))
        _until(lambda: self.partitions(name) == partitions, f"topic {name}")

    def delete_topic(self, name: str) -> None:
        """Take the topic away and wait until the brokers have forgotten it."""
        _await(self._client.delete_topics([name], operation_timeout=TIMEOUT_S))

    def add_partitions(self, name: str, partitions: int) -> None:
        """Raise the topic's partitions and wait until the brokers have them."""
        _await(self._client.create_partitions([NewPartitions(name, partitions)], operation_timeout=TIMEOUT_S))
        _until(lambda: self.partitions(name) == partitions, f"partitions of topic {name}")

    def configure_topic(self, name: str, configuration: dict[str, str]) -> None:
        """Set these entries; what was set before and is not among them goes back to its default."""
        _await(self._client.alter_configs([ConfigResource(ConfigResource.Type.TOPIC, name, set_config=configuration)]))

    def upsert_scram_user(self, name: str, password: str, mechanism: str) -> None:
        """Let the user log in with this password."""
        credential = ScramCredentialInfo(MECHANISMS[mechanism], SCRAM_ITERATIONS)
        upsertion = UserScramCredentialUpsertion(name, credential, password.encode())
        _await(self._client.alter_user_scram_credentials([upsertion]))
        _until(lambda: self.has_scram_user(name, mechanism), f"user {name}")

    def delete_scram_user(self, name: str, mechanism: str) -> None:
        """Take the user's credential away."""
        _await(self._client.alter_user_scram_credentials([UserScramCredentialDeletion(name, MECHANISMS[mechanism])]))

    def has_scram_user(self, name: str, mechanism: str) -> bool:
        """Whether the user has a credential of this mechanism."""
        described: Any = self._client.describe_user_scram_credentials([name])
        try:
            found = described[name].result(TIMEOUT_S).scram_credential_infos
        except KafkaException as error:
            if error.args[0].code() == KafkaError.RESOURCE_NOT_FOUND:
                return False
            raise LabError(f"kafka: {error.args[0].str()}") from error
        return MECHANISMS[mechanism] in {credential.mechanism for credential in found}

    def create_acl(self, acl: KafkaAcl) -> None:
        """Add the entry."""
        _await(self._client.create_acls([AclBinding(*_entry(acl))]))
        _until(lambda: self.has_acl(acl), f"ACL of {acl.principal}")

    def delete_acl(self, acl: KafkaAcl) -> None:
        """Take exactly this entry away."""
        _await(self._client.delete_acls([AclBindingFilter(*_entry(acl))]))

    def has_acl(self, acl: KafkaAcl) -> bool:
        """Whether exactly this entry is there."""
        try:
            return bool(self._client.describe_acls(AclBindingFilter(*_entry(acl))).result(TIMEOUT_S))
        except KafkaException as error:
            raise LabError(f"kafka: {error.args[0].str()}") from error

    def partitions(self, topic: str) -> int | None:
        """How many the brokers know; None for a topic that they do not know."""
        try:
            # All of them: a look-up by name would make the topic where the brokers make topics by themselves.
            known = self._client.list_topics(timeout=TIMEOUT_S).topics.get(topic)
        except KafkaException as error:
            raise LabError(f"kafka: {error.args[0].str()}") from error
        return len(known.partitions) if known else None


def _entry(acl: KafkaAcl) -> tuple[Any, ...]:
    """The arguments that `AclBinding` and `AclBindingFilter` share."""
    if not acl.principal.startswith("User:"):
        want = "'User:<name>' (the lab's brokers have no roles); grant it to a user"
        raise LabError(f"principal: got {acl.principal!r}, want {want}")
    if acl.resource_type not in RESOURCE_TYPES or acl.operation not in AclOperation.__members__:
        got = f"{acl.operation!r} on {acl.resource_type!r}"
        raise LabError(f"operation, resourceType: got {got}, want a right that librdkafka knows; leave it out")
    return (
        RESOURCE_TYPES[acl.resource_type],
        acl.resource_name,
        ResourcePatternType[acl.resource_pattern_type],
        acl.principal,
        acl.host,
        AclOperation[acl.operation],
        AclPermissionType[acl.permission_type],
    )


def _until(known: Callable[[], bool], what: str) -> None:
    """The controller has it, and the broker that is asked learns of it a moment later, without telling anybody."""
    deadline = time.monotonic() + TIMEOUT_S
    while not known():
        if time.monotonic() > deadline:
            raise LabError(f"kafka: the broker never learnt of {what}")
        time.sleep(0.02)


def _await(futures: Mapping[Any, "Future[Any]"]) -> None:
    for future in futures.values():
        try:
            future.result(TIMEOUT_S)
        except KafkaException as error:
            raise LabError(f"kafka: {error.args[0].str()}") from error
