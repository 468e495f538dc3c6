"""`redpanda_topic`: a topic on the brokers."""

from typing import Any

from lab.backends.backend import AutoName, Backend, Change, Created, Properties
from lab.backends.redpanda import rules
from lab.backends.redpanda.provider import RedpandaProvider, check_cluster

LONGEST_NAME = 249
CLUSTER_DEFAULT = -1
DEFAULT_PARTITIONS = 1
DEFAULT_REPLICATION_FACTOR = 3
"""Redpanda Cloud documentation, "Manage topics": what a new topic gets when it asks for nothing."""
REPLICATION_FACTORS = (1, 3, 5)
"""Odd numbers (redpanda-data/redpanda, replication_factor_must_be_odd) up to 5 (the data plane API)."""


def check(_provider: RedpandaProvider, inputs: Properties) -> None:
    """The API's rules, which the provider applies to each plan."""
    rules.text("name", inputs.get("name"), (1, LONGEST_NAME), r"[a-zA-Z0-9._\-]*")
    partitions = inputs.get("partitionCount", CLUSTER_DEFAULT)
    if partitions != CLUSTER_DEFAULT and (not isinstance(partitions, int) or partitions < 1):
        raise rules.refusal(
            "partitionCount", repr(partitions), "1 or more, or -1", rules.API, "change it, or leave it out"
        )
    factor = inputs.get("replicationFactor", CLUSTER_DEFAULT)
    if factor not in (CLUSTER_DEFAULT, *REPLICATION_FACTORS):
        raise rules.refusal(
            "replicationFactor", repr(factor), "1, 3 or 5, or -1", rules.API, "change it, or leave it out"
        )


def create(provider: RedpandaProvider, inputs: Properties) -> Created:
    """Make the topic; one that exists is refused, since the provider wants it imported."""
    check_cluster(provider, inputs)
    name = inputs["name"]
    partitions = _number(inputs.get("partitionCount"), DEFAULT_PARTITIONS)
    factor = _number(inputs.get("replicationFactor"), DEFAULT_REPLICATION_FACTOR)
    configuration = dict(inputs.get("configuration") or {})
    if name in provider.store.read("topics"):
        raise rules.refusal("name", repr(name), "a name that is free", rules.API, "choose another, or import the topic")
    if provider.kafka is not None:
        # The lab's one broker cannot hold three replicas; the program still sees the number it asked for.
        replicas = min(factor, provider.kafka.broker_count())
        provider.kafka.create_topic(
            name, partitions=partitions, replication_factor=replicas, configuration=configuration
        )
    record = {"configuration": configuration, "partitionCount": partitions, "replicationFactor": factor}
    provider.store.put("topics", name, record)
    return Created(name)


def read(provider: RedpandaProvider, topic_id: str, state: Properties) -> dict[str, Any] | None:
    """The topic as the cluster has it."""
    record = provider.store.read("topics").get(topic_id)
    partitions = record and (provider.kafka.partitions(topic_id) if provider.kafka else record["partitionCount"])
    if record is None or partitions is None:
        rules.vanished_allowed(state, topic_id)
        return None
    return {"allowDeletion": state.get("allowDeletion", False), **record, "partitionCount": partitions}


def update(provider: RedpandaProvider, topic_id: str, change: Change) -> None:
    """More partitions, another configuration; `allowDeletion` is the provider's own."""
    record = dict(provider.store.read("topics")[topic_id])
    if "partitionCount" in change:
        record["partitionCount"] = _number(change.new.get("partitionCount"), record["partitionCount"])
        if provider.kafka is not None:
            provider.kafka.add_partitions(topic_id, record["partitionCount"])
    if "configuration" in change:
        record["configuration"] = dict(change.new.get("configuration") or {})
        if provider.kafka is not None:
            provider.kafka.configure_topic(topic_id, record["configuration"])
    provider.store.put("topics", topic_id, record)


def delete(provider: RedpandaProvider, topic_id: str, state: Properties) -> None:
    """Take the topic and its records away."""
    rules.deletion_allowed(state)
    if provider.kafka is not None:
        provider.kafka.delete_topic(topic_id)
    provider.store.remove("topics", topic_id)


def _number(wanted: Any, default: int) -> int:
    return default if wanted in (None, CLUSTER_DEFAULT) else int(wanted)


def _lowered(old: Any, new: Any) -> bool:
    return isinstance(old, int) and isinstance(new, int) and CLUSTER_DEFAULT < new < old


TOPIC: Backend[RedpandaProvider] = Backend(
    replaces=dict.fromkeys(("clusterApiUrl", "name", "replicationFactor"), rules.REPLACES),
    updates=("allowDeletion", "configuration", "partitionCount"),
    replaces_when={"partitionCount": _lowered},
    auto_name=AutoName("name", LONGEST_NAME),
    check=check,
    create=create,
    read=read,
    update=update,
    delete=delete,
)
