"""Redpanda account: what a pipeline's user may do, one ACL per right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_redpanda as redpanda

CLUSTER_RESOURCE = "kafka-cluster"  # the only name of the CLUSTER resource type
WRITER_OPERATIONS = ("WRITE", "DESCRIBE")


@dataclass(frozen=True)
class Right:
    """One operation on one resource."""

    job: str
    """The end of the ACL's logical name."""
    resource_type: str
    resource: str
    operation: str


def on_topic(job: str, topic: str, operations: Sequence[str]) -> list[Right]:
    """Some operations on one topic."""
    return [Right(f"{job}-{operation.lower()}", "TOPIC", topic, operation) for operation in operations]


def grant(
    name: str,
    user: str,
    rights: Iterable[Right],
    *,
    cluster_api_url: pulumi.Input[str],
    allow_deletion: bool,
    opts: pulumi.ResourceOptions,
) -> list[redpanda.Acl]:
    """Exactly these rights, wherever the user connects from."""
    return [
        redpanda.Acl(
            f"{name}-{right.job}",
            cluster_api_url=cluster_api_url,
            principal=f"User:{user}",
            host="*",
            permission_type="ALLOW",
            resource_type=right.resource_type,
            resource_pattern_type="LITERAL",
            resource_name_=right.resource,
            operation=right.operation,
            allow_deletion=allow_deletion,
            opts=opts,
        )
        for right in rights
    ]


def grant_writer(
    name: str,
    user: str,
    topic: str,
    dead_letter_topic: str,
    *,
    cluster_api_url: pulumi.Input[str],
    allow_deletion: bool,
    opts: pulumi.ResourceOptions,
) -> list[redpanda.Acl]:
    """WRITE and DESCRIBE on both topics, and the cluster right that some brokers ask for before idempotent writes."""
    for_dead_letters = on_topic("dead-letter-topic", dead_letter_topic, WRITER_OPERATIONS)
    for_topic = [
        Right("cluster-idempotent-write", "CLUSTER", CLUSTER_RESOURCE, "IDEMPOTENT_WRITE"),
        *on_topic("topic", topic, WRITER_OPERATIONS),
    ]
    granted: list[redpanda.Acl] = []
    # Dead letters first: a pipeline that loses its topic's rights before theirs would send good records there.
    for rights in (for_dead_letters, for_topic):
        in_turn = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=[*granted]))
        granted += grant(
            name, user, rights, cluster_api_url=cluster_api_url, allow_deletion=allow_deletion, opts=in_turn
        )
    return granted
