"""What the brokers tell of a pipeline's topics and its user's rights."""

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported, though not by __all__
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    OffsetSpec,
    ResourcePatternType,
    ResourceType,
)

from doctor.chain import kafka_user, topics_of
from doctor.facts.facts import KafkaFacts, Unavailable

TIMEOUT_S = 4.0
CLUSTER_RESOURCE = "kafka-cluster"  # the only name of the CLUSTER resource type
ANY_USER = "User:*"
ANY_HOST = "*"

RESOURCE_TYPES = {
    "TOPIC": ResourceType.TOPIC,
    "CLUSTER": ResourceType.BROKER,  # librdkafka's name of the type that the Kafka protocol calls CLUSTER
}

ANY_TOPIC = "*"

OPERATIONS = set(AclOperation.__members__) - {"UNKNOWN", "ANY", "ALL"}
EVERY_TOPIC = AclBindingFilter(
    ResourceType.TOPIC,
    None,  # type: ignore[arg-type]  # every topic
    ResourcePatternType.ANY,
    None,  # type: ignore[arg-type]  # every principal
    None,  # type: ignore[arg-type]  # every host
    AclOperation.ANY,
    AclPermissionType.ANY,
)
IMPLY_DESCRIBE = {"READ", "WRITE", "DELETE", "ALTER"}  # Kafka documentation, "Authorization and ACLs"


def kafka_facts(config: Mapping[str, Any], pipeline: Mapping[str, Any]) -> KafkaFacts | Unavailable:
    """What a login with `config` (confluent-kafka's) shows of one entry of the chain's `pipelines`.

    Listing ACLs takes DESCRIBE on the cluster (Kafka documentation, "Authorization and ACLs").
    """
    resources = [*(("TOPIC", topic) for topic in topics_of(pipeline)), ("CLUSTER", CLUSTER_RESOURCE)]
    try:
        # Each request brings its own error back; the client's log would only repeat it on the terminal.
        quiet: dict[str, Any] = {"log_level": 0, "error_cb": lambda _: None}
        client = AdminClient({**config, **quiet})
        topics = client.list_topics(timeout=TIMEOUT_S).topics
        ends = _ends(client, topics.get(pipeline["topic"]))
        asked = {
            resource: client.describe_acls(_entries_for(*resource), request_timeout=TIMEOUT_S) for resource in resources
        }
        everywhere = client.describe_acls(EVERY_TOPIC, request_timeout=TIMEOUT_S)
        found = {resource: future.result(TIMEOUT_S) for resource, future in asked.items()}
        of_topics = everywhere.result(TIMEOUT_S)
        had_records = any(future.result(TIMEOUT_S).offset > 0 for future in ends.values()) if ends else None
    except KafkaException as error:
        return Unavailable(f"{error.args[0].name()}: {error.args[0].str()}")
    except TimeoutError:
        return Unavailable(f"the brokers did not list the ACLs within {TIMEOUT_S:.0f} s")
    return KafkaFacts(
        topics=frozenset(topics),
        acls=frozenset(
            (*resource, operation)
            for resource, entries in found.items()
            for operation in _effective(entries, f"User:{kafka_user(pipeline)}")
        ),
        may_write=_may_write(of_topics, f"User:{kafka_user(pipeline)}"),
        had_records=had_records,
    )


def _ends(client: AdminClient, topic: Any) -> Mapping[Any, "Future[Any]"]:
    """Where the next record of each partition would go: above 0 once there was one, even if it is long deleted."""
    if topic is None:
        return {}
    partitions = [TopicPartition(topic.topic, number) for number in topic.partitions]
    latest: OffsetSpec = OffsetSpec.latest()  # type: ignore[no-untyped-call]
    ends: Mapping[Any, Future[Any]] = client.list_offsets(
        dict.fromkeys(partitions, latest),
        request_timeout=TIMEOUT_S,
    )
    return ends


def _entries_for(resource_type: str, name: str) -> AclBindingFilter:
    """Every entry that bears on a resource, prefixes and wildcards included (KIP-290, MATCH)."""
    return AclBindingFilter(
        RESOURCE_TYPES[resource_type],
        name,
        ResourcePatternType.MATCH,
        None,  # type: ignore[arg-type]  # every principal
        None,  # type: ignore[arg-type]  # every host
        AclOperation.ANY,
        AclPermissionType.ANY,
    )


def _may_write(entries: list[AclBinding], principal: str) -> bool:
    """Whether an entry that allows WRITE is left without those that are denied, by the same name or all of them."""
    own = [entry for entry in entries if entry.principal in (principal, ANY_USER) and "WRITE" in _meant(entry)]
    denied = {entry.name for entry in own if entry.permission_type is AclPermissionType.DENY}
    allowed = {
        entry.name for entry in own if entry.permission_type is not AclPermissionType.DENY and entry.host == ANY_HOST
    }
    return ANY_TOPIC not in denied and bool(allowed - denied)


def _effective(entries: list[AclBinding], principal: str) -> set[str]:
    """Operations allowed from every host, less those denied anywhere."""
    own = [entry for entry in entries if entry.principal in (principal, ANY_USER)]
    allowed: set[str] = set()
    denied: set[str] = set()
    for entry in own:
        if entry.permission_type is AclPermissionType.DENY:
            denied |= _meant(entry)
        elif entry.host == ANY_HOST:
            allowed |= _meant(entry)
    if allowed & IMPLY_DESCRIBE:
        allowed.add("DESCRIBE")
    return allowed - denied


def _meant(entry: AclBinding) -> set[str]:
    operation = AclOperation(entry.operation)
    return OPERATIONS if operation is AclOperation.ALL else {operation.name}
