"""A topic of a Redpanda cluster."""

from collections.abc import Mapping
from typing import Any, overload

import pulumi

from .construction import arguments, registration
from .package import package_ref

_TYPE = "redpanda:index/topic:Topic"


@arguments
class TopicArgs:
    """Arguments of `Topic`. Source: terraform-provider-redpanda, redpanda/resources/topic."""

    cluster_api_url: pulumi.Input[str] = pulumi.property("clusterApiUrl")
    """Data plane of the cluster (`get_cluster`). Replaces; the topic of the old cluster is left there."""
    allow_deletion: pulumi.Input[bool | None] = pulumi.property("allowDeletion", default=None)
    """Whether it may be destroyed or replaced. Default false. Takes effect by an `up` of its own, before the other."""
    configuration: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None
    """Kafka topic configuration, all values as strings. In place."""
    name: pulumi.Input[str | None] = None
    """1 to 249 of `^[a-zA-Z0-9._\\-]*$`. Replaces. Omitted: Pulumi makes one from the resource's name."""
    partition_count: pulumi.Input[float | None] = pulumi.property("partitionCount", default=None)
    """At least -1. In place when raised, which moves keys to other partitions; replaces when lowered."""
    replication_factor: pulumi.Input[float | None] = pulumi.property("replicationFactor", default=None)
    """-1 to 5; omitted: the cluster's default. Replaces."""


@pulumi.type_token(_TYPE)
class Topic(pulumi.CustomResource):
    """A topic. Its id is its name."""

    allow_deletion: pulumi.Output[bool] = pulumi.property("allowDeletion")
    cluster_api_url: pulumi.Output[str] = pulumi.property("clusterApiUrl")
    configuration: pulumi.Output[Mapping[str, str]]
    name: pulumi.Output[str]
    partition_count: pulumi.Output[float] = pulumi.property("partitionCount")
    replication_factor: pulumi.Output[float] = pulumi.property("replicationFactor")

    @overload
    def __init__(self, resource_name: str, args: TopicArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        allow_deletion: pulumi.Input[bool | None] = None,
        cluster_api_url: pulumi.Input[str],
        configuration: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None,
        name: pulumi.Input[str | None] = None,
        partition_count: pulumi.Input[float | None] = None,
        replication_factor: pulumi.Input[float | None] = None,
    ) -> None: ...
    def __init__(self, resource_name: str, *args: Any, **keywords: Any) -> None:
        properties, options = registration(Topic, TopicArgs, args, keywords)
        super().__init__(_TYPE, resource_name, properties, options, package_ref=package_ref())
