"""Faults of topics and rights on the brokers (link 7); raise `LabError` in a lab without brokers."""

from dataclasses import asdict
from typing import Any

from lab.backends.backend import LabError
from lab.backends.redpanda import KafkaAcl
from lab.cloud.redpanda_store import RedpandaStore
from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import as_master, await_stream, stopped_without_slot, stream_from_new_slot
from lab.services.kafka_admin import ConfluentKafkaAdmin


def rights_fault(fault_id: str, title: str, **entry: str) -> Fault:
    """An entry of the pipeline's user, taken away and given back; `{topic}` in it is the pipeline's."""

    def acl(context: FaultContext) -> KafkaAcl:
        pipeline = context.surroundings.pipeline
        return KafkaAcl(
            resource_type=entry["resource_type"],
            resource_name=entry["resource_name"].format(topic=pipeline["topic"]),
            operation=entry["operation"],
            resource_pattern_type="LITERAL",
            principal=f"User:{pipeline['user']}",
            host="*",
            permission_type="ALLOW",
        )

    def breaks(context: FaultContext) -> None:
        admin, taken = _admin(context), acl(context)
        context.remember(fault_id, asdict(taken))
        admin.delete_acl(taken)

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id) as taken:
            _admin(context).create_acl(KafkaAcl(**taken))

    return Fault(fault_id, title, breaks, mends)


def delete_topic(context: FaultContext) -> None:
    """K7: the pipeline's topic is gone, with its records."""
    admin, topic = _admin(context), context.surroundings.pipeline["topic"]
    context.remember("K7", RedpandaStore(context.paths.redpanda).read("topics")[topic])
    admin.delete_topic(topic)


def restore_topic(context: FaultContext) -> None:
    """Undoes K7; the rows of now come with a new snapshot, what lies between stays lost."""
    with context.recalled("K7") as made:
        with stopped_without_slot(context):  # a producer's sequence goes on where the old topic ended
            _create(context, context.surroundings.pipeline["topic"], made)
        await_stream(context)


def make_slot_first(context: FaultContext) -> None:
    """L15: the slot was there before the pipeline, which therefore read no snapshot."""
    admin, topic = _admin(context), context.surroundings.pipeline["topic"]
    made = RedpandaStore(context.paths.redpanda).read("topics")[topic]
    context.remember("L15", None)
    with stopped_without_slot(context):
        admin.delete_topic(topic)
        _create(context, topic, made)
        with as_master(context) as connection:
            slot = context.surroundings.pipeline["slot"]
            connection.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [slot])
    await_stream(context)


def read_snapshot(context: FaultContext) -> None:
    """Undoes L15."""
    with context.recalled("L15"):
        stream_from_new_slot(context)


def _create(context: FaultContext, topic: str, made: dict[str, Any]) -> None:
    admin = _admin(context)
    admin.create_topic(
        topic,
        partitions=made["partitionCount"],
        replication_factor=min(made["replicationFactor"], admin.broker_count()),
        configuration=made["configuration"],
    )


def _admin(context: FaultContext) -> ConfluentKafkaAdmin:
    if context.state.without_brokers:
        raise LabError(f"brokers: got none, want one ({context.state.without_brokers})")
    return ConfluentKafkaAdmin(context.surroundings.kafka_admin_config())


FAULTS = {
    fault.id: fault
    for fault in (
        rights_fault(
            "K5",
            "the user may not write to the topic",
            resource_type="TOPIC",
            resource_name="{topic}",
            operation="WRITE",
        ),
        Fault("K7", "the topic is gone", delete_topic, restore_topic),
        Fault("L15", "the slot was there before the pipeline", make_slot_first, read_snapshot),
    )
}
