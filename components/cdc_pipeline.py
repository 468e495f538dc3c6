"""Redpanda account: the pipeline, and the topics, user, rights and secret it writes with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random
import pulumi_redpanda as redpanda
import yaml

from domain import compute_grid, connect_config
from domain.connect_config import PostgresSource, TopicTarget

SECRET_SCOPE = "SCOPE_REDPANDA_CONNECT"  # noqa: S105  the scope pipelines read secrets from (redpanda_secret, scopes)
TOPIC_OPERATIONS = ("WRITE", "DESCRIBE")
LONGEST_DESCRIPTION = 256  # redpanda_pipeline, description
CLUSTER_RESOURCE = "kafka-cluster"  # the only name of the CLUSTER resource type


@dataclass(frozen=True, kw_only=True)
class CdcPipelineArgs:
    """From which tables, as whom, to which topic."""

    cluster_api_url: pulumi.Input[str]
    """Data plane of the Redpanda cluster (`get_cluster`)."""
    source: pulumi.Input[PostgresSource]
    """What is read, and as whom; its endpoint and role are usually known only after the database exists."""
    user: str
    """The Redpanda user the pipeline writes as."""
    topic: str
    """Where the changes go."""
    starts_after: Sequence[pulumi.Resource]
    """What must hold before the pipeline starts: a pipeline that cannot log in fails without failing the `up`."""
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

    The user's password is generated and reaches the pipeline by name only. It makes no slot and no publication.
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
        child = pulumi.ResourceOptions(parent=self)
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
                opts=child,
            )
            for job, topic in (("topic", target.topic), ("dead-letter-topic", target.dead_letter_topic))
        ]
        password = pulumi_random.RandomPassword(f"{name}-password", length=32, special=False, opts=child)
        # Not a secret: a 31-bit digest tells that the password changed, and nothing about it.
        version = pulumi.Output.unsecret(password.result.apply(connect_config.password_version))
        user = redpanda.User(
            f"{name}-user",
            cluster_api_url=args.cluster_api_url,
            name=args.user,
            mechanism=connect_config.SASL_MECHANISM.lower(),
            password_wo=password.result,
            password_wo_version=version,
            allow_deletion=args.allow_deletion,
            opts=child,
        )
        secret = redpanda.Secret(
            f"{name}-password-secret",
            cluster_api_url=args.cluster_api_url,
            name=target.password_secret,
            secret_data=password.result,
            secret_data_version=version,
            scopes=[SECRET_SCOPE],
            allow_deletion=args.allow_deletion,
            opts=child,
        )
        pipeline = redpanda.Pipeline(
            f"{name}-pipeline",
            cluster_api_url=args.cluster_api_url,
            display_name=name,
            description=f"Changes of Aurora PostgreSQL to {args.topic}"[:LONGEST_DESCRIPTION],
            config_yaml=pulumi.Output.all(args.source, version).apply(
                lambda known: _config_yaml(known[0], target, known[1])
            ),
            state="running",  # the provider's default is `stopped`
            resources=redpanda.PipelineResourcesArgs(cpu_shares=args.cpu, memory_shares=args.memory),
            allow_deletion=args.allow_deletion,
            opts=pulumi.ResourceOptions(
                parent=self,
                depends_on=[*topics, user, *self._rights(name, args, target), secret, *args.starts_after],
            ),
        )
        self.topic = target.topic
        self.pipeline_id = pipeline.id
        self.dead_letter_topic = target.dead_letter_topic
        self.password_version = version
        self.register_outputs({"pipeline_id": self.pipeline_id})

    def _rights(self, name: str, args: CdcPipelineArgs, target: TopicTarget) -> list[redpanda.Acl]:
        """WRITE and DESCRIBE on both topics, and the cluster right that idempotent writes need."""
        wanted = [("cluster-idempotent-write", "CLUSTER", CLUSTER_RESOURCE, "IDEMPOTENT_WRITE")]
        for job, topic in (("topic", target.topic), ("dead-letter-topic", target.dead_letter_topic)):
            wanted += [(f"{job}-{operation.lower()}", "TOPIC", topic, operation) for operation in TOPIC_OPERATIONS]
        return [
            redpanda.Acl(
                f"{name}-{job}",
                cluster_api_url=args.cluster_api_url,
                principal=f"User:{target.user}",
                host="*",
                permission_type="ALLOW",
                resource_type=resource_type,
                resource_pattern_type="LITERAL",
                resource_name_=resource,
                operation=operation,
                allow_deletion=args.allow_deletion,
                opts=pulumi.ResourceOptions(parent=self),
            )
            for job, resource_type, resource, operation in wanted
        ]


def _config_yaml(source: PostgresSource, target: TopicTarget, password_version: int) -> str:
    # A pipeline reads its secrets when it starts: the version in the text is what restarts it for a new password.
    text = yaml.dump(connect_config.connect_config(source, target), Dumper=_BlockDumper, sort_keys=False, width=4096)
    return f"{connect_config.password_note(password_version)}\n{text}"


class _BlockDumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, and quotes what Redpanda Connect fills in before it reads the YAML."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else '"' if "${" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_BlockDumper.add_representer(str, _text)
