"""Application account: what every host outside of Redpanda Cloud is told of the pipeline that it runs."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components import pipeline_yaml
from domain import connect_host, connect_image
from domain.cdc_source import CdcSource
from domain.connect_config import TopicTarget
from domain.database_engines import AURORA_POSTGRESQL, DatabaseEngine


@dataclass(frozen=True, kw_only=True)
class HostedPipelineArgs:
    """One pipeline, and what it is started with."""

    source: pulumi.Input[CdcSource]
    """What is read, and as whom."""
    target: TopicTarget
    """Where it writes, and as whom (`CdcTarget`)."""
    brokers: pulumi.Input[Sequence[str]]
    """`host:port` of the Redpanda cluster's seed brokers."""
    password: pulumi.Input[str]
    """Of the target's user; secret in Pulumi's sense."""
    password_version: pulumi.Input[float]
    starts_after: Sequence[pulumi.Resource] = ()
    """What must hold before the pipeline starts."""
    engine: DatabaseEngine = AURORA_POSTGRESQL
    cpu: str = "200m"
    memory: str = "800M"
    image: str = connect_image.image()

    def __post_init__(self) -> None:
        if not connect_image.is_pinned(self.image):
            raise ValueError(f"image: got {self.image!r}, want one with a whole version or a digest (latest moves)")

    def config_yaml(self) -> pulumi.Output[str]:
        """The pipeline's configuration for a process of one's own; nothing in it is secret."""
        known = pulumi.Output.all(self.source, self.password_version, self.brokers)
        return known.apply(
            lambda known: pipeline_yaml.config_yaml(
                pipeline_yaml.of_engine(self.engine, known[0]),
                self.target,
                known[1],
                host=connect_host.self_hosted(known[2]),
            )
        )
