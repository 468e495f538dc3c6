"""Nested results, under the names the generated SDK gives them."""

from collections.abc import Sequence

import pulumi


@pulumi.output_type
class PipelineResources:
    """CPU and memory a pipeline has."""

    cpu_shares: str | None = pulumi.property("cpuShares")
    memory_shares: str | None = pulumi.property("memoryShares")


@pulumi.output_type
class PipelineServiceAccount:
    """The service account a pipeline works as; `client_secret` is write-only, so it is never read back."""

    client_id: str = pulumi.property("clientId")
    client_secret: str | None = pulumi.property("clientSecret")
    secret_version: float | None = pulumi.property("secretVersion")


@pulumi.output_type
class PipelineStatus:
    """What went wrong with a pipeline, if anything."""

    error: str | None


@pulumi.output_type
class PipelineTimeouts:
    """How long the provider waits."""

    create: str | None
    delete: str | None
    update: str | None


@pulumi.output_type
class GetClusterKafkaApiResult:
    """How Kafka clients reach a cluster."""

    seed_brokers: Sequence[str] = pulumi.property("seedBrokers")
    """`host:port` each."""
