"""Redpanda account: the pipeline, and the topics, user, rights and secret it writes with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random
import pulumi_redpanda as redpanda

from components import pipeline_yaml, protection, redpanda_rights
from components.checkpoint_topic import CheckpointTopic, CheckpointTopicArgs
from domain import compute_grid, connect_config
from domain.cdc_source import CdcSource
from domain.connect_config import TopicTarget
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine

SECRET_SCOPE = "SCOPE_REDPANDA_CONNECT"  # noqa: S105  the scope pipelines read secrets from (redpanda_secret, scopes)
LONGEST_DESCRIPTION = 256  # redpanda_pipeline, description


@dataclass(frozen=True, kw_only=True)
class CdcPipelineArgs:
    """From which tables, as whom, to which topic."""

    cluster_api_url: pulumi.Input[str]
    """Data plane of the Redpanda cluster (`get_cluster`)."""
    source: pulumi.Input[CdcSource]
    """What is read, and as whom; its endpoint and role are usually known only after the database exists."""
    user: str
    """The Redpanda user the pipeline writes as."""
    topic: str
    """Where the changes go."""
    starts_after: Sequence[pulumi.Resource]
    """What must hold before the pipeline starts: a pipeline that cannot log in fails without failing the `up`."""
    engine: DatabaseEngine = AURORA_POSTGRESQL
    """What the source is a database of: decides whether there is a topic for the pipeline's position."""
    partitions: int = 3
    replication_factor: int = 3
    cpu: str = "200m"
    memory: str = "800M"
    allow_deletion: bool = False
    """Whether topics, user, rights, secret and pipeline may be destroyed or replaced."""

    def __post_init__(self) -> None:
        try:
            compute_grid.check(self.cpu, self.memory)
        except ValueError as error:
            raise ValueError(f"cpu, memory: got {self.cpu!r}, {self.memory!r}, {error}") from None


class CdcPipeline(pulumi.ComponentResource):
    """A running pipeline that writes to one topic, with a dead-letter topic, as a user with no other right.

    Where the database does not keep the pipeline's position, a third topic does, compacted and read by nobody else. The
    user's password is generated and reaches the pipeline by name only. It makes no slot and no publication.
    """

    pipeline_id: pulumi.Output[str]
    """For the console, the logs (`__redpanda.connect.logs`) and the metrics."""
    topic: str
    """Where the changes go."""
    dead_letter_topic: str
    """Where records go that cannot be keyed or delivered."""
    password_version: pulumi.Output[int]
    """Of the user's password, as the pipeline's configuration notes it; it tells nothing of the password."""

    def __init__(self, name: str, args: CdcPipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:CdcPipeline", name, None, opts)
        protection.warn_of_cost(self, args.allow_deletion)
        child = pulumi.ResourceOptions(parent=self)
        kept = protection.options(self, args.allow_deletion)
        target = TopicTarget(
            topic=args.topic,
            dead_letter_topic=connect_config.dead_letter_topic(args.topic),
            user=args.user,
            password_secret=connect_config.password_secret_name(name),
        )
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
        # Not a secret: a 31-bit digest tells that the password changed, and nothing about it.
        version = pulumi.Output.unsecret(password.result.apply(connect_config.secret_version))
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
        secret = redpanda.Secret(
            f"{name}-password-secret",
            cluster_api_url=args.cluster_api_url,
            name=target.password_secret,
            secret_data=password.result,
            secret_data_version=version,
            scopes=[SECRET_SCOPE],
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
        pipeline = redpanda.Pipeline(
            f"{name}-pipeline",
            cluster_api_url=args.cluster_api_url,
            display_name=name,
            description=f"Changes of {args.engine.title} to {args.topic}"[:LONGEST_DESCRIPTION],
            config_yaml=pulumi.Output.all(args.source, version).apply(
                lambda known: pipeline_yaml.config_yaml(_of(args.engine, known[0]), target, known[1])
            ),
            state="running",  # the provider's default is `stopped`
            resources=redpanda.PipelineResourcesArgs(cpu_shares=args.cpu, memory_shares=args.memory),
            allow_deletion=args.allow_deletion,
            opts=pulumi.ResourceOptions.merge(
                kept,
                pulumi.ResourceOptions(
                    depends_on=[*topics, user, *rights, secret, *self._checkpoints(name, args), *args.starts_after]
                ),
            ),
        )
        self.topic = target.topic
        self.pipeline_id = pipeline.id
        self.dead_letter_topic = target.dead_letter_topic
        self.password_version = version
        self.register_outputs({"pipeline_id": self.pipeline_id})

    def _checkpoints(self, name: str, args: CdcPipelineArgs) -> list[pulumi.Resource]:
        if args.engine.keeps_position:
            return []
        checkpoints = CheckpointTopicArgs(
            cluster_api_url=args.cluster_api_url,
            topic=connect_config.checkpoint_topic(args.topic),
            user=args.user,
            replication_factor=args.replication_factor,
            allow_deletion=args.allow_deletion,
        )
        return [CheckpointTopic(name, checkpoints, pulumi.ResourceOptions(parent=self))]


def _of(engine: DatabaseEngine, source: CdcSource) -> CdcSource:
    """The source; another engine's would name topics that are not made here."""
    if source.engine is not engine:
        raise ValueError(f"source: got one of {source.engine.title}, want one of {engine.title}; set engine")
    return source
