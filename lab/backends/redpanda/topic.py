"""`redpanda_topic`: a topic on the brokers."""

from typing import Any

from lab.backends.arguments import only
from lab.backends.backend import Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

ARGUMENTS = ("clusterApiUrl", "allowDeletion", "configuration", "name", "partitionCount", "replicationFactor")
CLUSTER_DEFAULT = -1
DEFAULT_PARTITIONS = 1
DEFAULT_REPLICATION_FACTOR = 3
"""Redpanda Cloud documentation, "Manage topics": what a new topic gets when it asks for nothing."""
REPLICATION_FACTORS = (1, 3, 5)
"""Odd numbers (redpanda-data/redpanda, replication_factor_must_be_odd) up to 5 (the data plane API)."""


def create(provider: RedpandaProvider, _name: str, inputs: Properties) -> Created:
    """Make the topic; one that exists is refused, since the provider wants it imported."""
    only(inputs, *ARGUMENTS)
    check_cluster(provider, inputs)
    name = rules.text("name", inputs.get("name"), (1, 249), r"[a-zA-Z0-9._\-]*")
    partitions = _partition_count(inputs.get("partitionCount", CLUSTER_DEFAULT))
    factor = _replication_factor(inputs.get("replicationFactor", CLUSTER_DEFAULT))
    configuration = dict(inputs.get("configuration") or {})
    if name in provider.store.read("topics"):
        raise rules.refusal("name", repr(name), "a name that is free", rules.API, "choose another, or import the topic")
    if provider.kafka is not None:
        # The lab's one broker cannot hold three replicas; the program still sees the number it asked for.
        replicas = min(factor, provider.kafka.broker_count())
        provider.kafka.create_topic(
            name, partitions=partitions, replication_factor=replicas, configuration=configuration
        )
    computed = {"configuration": configuration, "partitionCount": partitions, "replicationFactor": factor}
    provider.store.put("topics", name, computed)
    return Created(name, {"allowDeletion": False, **inputs, **computed})


def delete(provider: RedpandaProvider, topic_id: str, state: Properties) -> None:
    """Take the topic and its records away."""
    rules.deletion_allowed(state)
    if provider.kafka is not None:
        provider.kafka.delete_topic(topic_id)
    provider.store.remove("topics", topic_id)


def _partition_count(value: Any) -> int:
    if value == CLUSTER_DEFAULT:
        return DEFAULT_PARTITIONS
    if not isinstance(value, int) or value < 1:
        raise rules.refusal("partitionCount", repr(value), "1 or more, or -1", rules.API, "change it, or leave it out")
    return value


def _replication_factor(value: Any) -> int:
    if value == CLUSTER_DEFAULT:
        return DEFAULT_REPLICATION_FACTOR
    if value not in REPLICATION_FACTORS:
        raise rules.refusal(
            "replicationFactor", repr(value), "1, 3 or 5, or -1", rules.API, "change it, or leave it out"
        )
    return int(value)
