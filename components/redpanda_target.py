"""Redpanda account: where a pipeline writes and as whom, whatever host the pipeline runs on."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random
import pulumi_redpanda as redpanda

from components import protection, redpanda_rights
from components.checkpoint_topic import CheckpointTopic, CheckpointTopicArgs
from domain import connect_config, secret_versions
from domain.connect_config import TopicTarget
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine


@dataclass(frozen=True, kw_only=True)
class RedpandaTargetArgs:
    """As whom, to which topic."""

    cluster_api_url: pulumi.Input[str]
    """Data plane of the Redpanda cluster (`get_cluster`)."""
    user: str
    """The Redpanda user the pipeline writes as."""
    topic: str
    """Where the changes go."""
    engine: DatabaseEngine = AURORA_POSTGRESQL
    """What the source is a database of: decides whether there is a topic for the pipeline's position."""
    partitions: int = 3
    replication_factor: int = 3
    allow_deletion: bool = False
    """Whether topics, user, rights, and what else is made in Redpanda may be destroyed or replaced."""

    def target(self, name: str) -> TopicTarget:
        """The same in the words of a configuration; its password is named after the pipeline."""
        return TopicTarget(
            topic=self.topic,
            dead_letter_topic=connect_config.dead_letter_topic(self.topic),
            user=self.user,
            password_secret=connect_config.password_secret_name(name),
        )


@dataclass(frozen=True, kw_only=True)
class RedpandaTarget:
    """What was made."""

    password: pulumi.Output[str]
    """Of the user; secret in Pulumi's sense."""
    password_version: pulumi.Output[int]
    """Not secret: a 31-bit digest tells that the password changed, and nothing about it."""
    resources: Sequence[pulumi.Resource]
    """What must exist before anybody writes."""


def make(name: str, args: RedpandaTargetArgs, parent: pulumi.Resource) -> RedpandaTarget:
    """Topic, dead-letter topic, a user with a generated password and no other right, checkpoints where they are needed.

    The children are the caller's own, whatever component it is: their names and places are those of every stack there
    is.
    """
    child = pulumi.ResourceOptions(parent=parent)
    kept = protection.options(parent, args.allow_deletion)
    target = args.target(name)
    topics = [
        redpanda.Topic(
            f"{name}-{job}",
            cluster_api_url=args.cluster_api_url,
            name=topic,
            partition_count=args.partitions,
            replication_factor=args.replication_factor,
            allow_deletion=args.allow_deletion,
            opts=kept,
        )
        for job, topic in (("topic", target.topic), ("dead-letter-topic", target.dead_letter_topic))
    ]
    # Never protected: whoever renews it replaces it.
    password = pulumi_random.RandomPassword(f"{name}-password", length=32, special=False, opts=child)
    version = pulumi.Output.unsecret(password.result.apply(secret_versions.secret_version))
    user = redpanda.User(
        f"{name}-user",
        cluster_api_url=args.cluster_api_url,
        name=args.user,
        mechanism=connect_config.SASL_MECHANISM.lower(),
        password_wo=password.result,
        password_wo_version=version,
        allow_deletion=args.allow_deletion,
        opts=kept,
    )
    rights = redpanda_rights.grant_writer(
        name,
        args.user,
        target.topic,
        target.dead_letter_topic,
        cluster_api_url=args.cluster_api_url,
        allow_deletion=args.allow_deletion,
        opts=kept,
    )
    return RedpandaTarget(
        password=pulumi.Output.secret(password.result),
        password_version=version,
        resources=[*topics, user, *rights, *_checkpoints(name, args, child)],
    )


def _checkpoints(name: str, args: RedpandaTargetArgs, opts: pulumi.ResourceOptions) -> list[pulumi.Resource]:
    if args.engine.keeps_position:
        return []
    checkpoints = CheckpointTopicArgs(
        cluster_api_url=args.cluster_api_url,
        topic=connect_config.checkpoint_topic(args.topic),
        user=args.user,
        replication_factor=args.replication_factor,
        allow_deletion=args.allow_deletion,
    )
    return [CheckpointTopic(name, checkpoints, opts)]
