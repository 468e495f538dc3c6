"""Redpanda account: the pipeline in Redpanda Cloud, and the topics, user, rights and secret it writes with."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_redpanda as redpanda

from components import cdc_target, pipeline_yaml, protection, redpanda_target
from components.redpanda_target import RedpandaTargetArgs
from domain import compute_grid
from domain.cdc_source import CdcSource

SECRET_SCOPE = "SCOPE_REDPANDA_CONNECT"  # noqa: S105  the scope pipelines read secrets from (redpanda_secret, scopes)
LONGEST_DESCRIPTION = 256  # redpanda_pipeline, description


@dataclass(frozen=True, kw_only=True)
class CdcPipelineArgs(RedpandaTargetArgs):
    """From which tables, as whom, to which topic."""

    source: pulumi.Input[CdcSource]
    """What is read, and as whom; its endpoint and role are usually known only after the database exists."""
    starts_after: Sequence[pulumi.Resource]
    """What must hold before the pipeline starts: a pipeline that cannot log in fails without failing the `up`."""
    access_key_version: pulumi.Input[float] | None = None
    """Of the access key that the source names, as the configuration notes it; omitted: the source names none."""
    cpu: str = "200m"
    memory: str = "800M"

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
        # A pipeline that moves here from another host keeps its topics.
        aliases = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=cdc_target.TYPE)])
        super().__init__(cdc_target.ON_CLOUD, name, None, pulumi.ResourceOptions.merge(opts, aliases))
        protection.warn_of_cost(self, args.allow_deletion)
        kept = protection.options(self, args.allow_deletion)
        made = redpanda_target.make(name, args, self)
        target = args.target(name)
        secret = redpanda.Secret(
            f"{name}-password-secret",
            cluster_api_url=args.cluster_api_url,
            name=target.password_secret,
            secret_data=made.password,
            secret_data_version=made.password_version,
            scopes=[SECRET_SCOPE],
            allow_deletion=args.allow_deletion,
            opts=kept,
        )
        pipeline = redpanda.Pipeline(
            f"{name}-pipeline",
            cluster_api_url=args.cluster_api_url,
            display_name=name,
            description=f"Changes of {args.engine.title} to {args.topic}"[:LONGEST_DESCRIPTION],
            config_yaml=pulumi.Output.all(args.source, made.password_version, args.access_key_version).apply(
                lambda known: pipeline_yaml.config_yaml(
                    pipeline_yaml.of_engine(args.engine, known[0]), target, known[1], key_version=known[2]
                )
            ),
            state="running",  # the provider's default is `stopped`
            resources=redpanda.PipelineResourcesArgs(cpu_shares=args.cpu, memory_shares=args.memory),
            allow_deletion=args.allow_deletion,
            opts=pulumi.ResourceOptions.merge(
                kept, pulumi.ResourceOptions(depends_on=[*made.resources, secret, *args.starts_after])
            ),
        )
        self.topic = target.topic
        self.pipeline_id = pipeline.id
        self.dead_letter_topic = target.dead_letter_topic
        self.password_version = made.password_version
        self.register_outputs({"pipeline_id": self.pipeline_id})
