"""Redpanda account: the topic that remembers how far a pipeline has read."""

from dataclasses import dataclass

import pulumi
import pulumi_redpanda as redpanda

from components import protection, redpanda_rights

KEEPER_OPERATIONS = ("READ", "WRITE", "DESCRIBE")
"""A cache reads its topic from the beginning, in no consumer group (redpanda-data/connect, cache redpanda)."""


@dataclass(frozen=True, kw_only=True)
class CheckpointTopicArgs:
    """Which topic, and whose."""

    cluster_api_url: pulumi.Input[str]
    """Data plane of the Redpanda cluster (`get_cluster`)."""
    topic: str
    user: str
    """The Redpanda user the pipeline runs as; nobody else may read or write the topic."""
    replication_factor: int
    allow_deletion: bool
    """Whether it may be destroyed: without it the pipeline starts over."""


class CheckpointTopic(pulumi.ComponentResource):
    """A compacted topic of one partition, for a database that does not remember its readers' positions.

    It holds no records of the tables, and outlives every restart of the pipeline.
    """

    def __init__(self, name: str, args: CheckpointTopicArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:CheckpointTopic", name, None, opts)
        kept = protection.options(self, args.allow_deletion)
        redpanda.Topic(
            f"{name}-checkpoint-topic",
            cluster_api_url=args.cluster_api_url,
            name=args.topic,
            partition_count=1,
            replication_factor=args.replication_factor,
            configuration={"cleanup.policy": "compact"},
            allow_deletion=args.allow_deletion,
            opts=kept,
        )
        redpanda_rights.grant(
            name,
            args.user,
            redpanda_rights.on_topic("checkpoint-topic", args.topic, KEEPER_OPERATIONS),
            cluster_api_url=args.cluster_api_url,
            allow_deletion=args.allow_deletion,
            opts=kept,
        )
        self.register_outputs({})
