"""A Redpanda Connect pipeline of a Redpanda cluster."""

from collections.abc import Mapping
from typing import Any, overload

import pulumi

from . import outputs
from .construction import arguments, registration
from .package import package_ref

_TYPE = "redpanda:index/pipeline:Pipeline"
_SECRETS = ("config_yaml",)


@arguments
class PipelineResourcesArgs:
    """CPU and memory of a pipeline: 100m goes with 400M, times 1 to 15, 33 or 72 (compute units of Redpanda Cloud)."""

    cpu_shares: pulumi.Input[str | None] = pulumi.property("cpuShares", default=None)
    """A Kubernetes quantity, `200m`."""
    memory_shares: pulumi.Input[str | None] = pulumi.property("memoryShares", default=None)
    """A Kubernetes quantity, `800M`."""


@arguments
class PipelineServiceAccountArgs:
    """The service account of Redpanda Cloud a pipeline works as."""

    client_id: pulumi.Input[str] = pulumi.property("clientId")
    client_secret: pulumi.Input[str] = pulumi.property("clientSecret")
    """Write-only: a reference `${secrets.NAME}`, never the value."""
    secret_version: pulumi.Input[float | None] = pulumi.property("secretVersion", default=None)
    """A changed `client_secret` is sent only when this or `client_id` changes too."""


@arguments
class PipelineTimeoutsArgs:
    """How long the provider waits for a change of state, as Go durations (`90s`, `5m`). Default 2 minutes each."""

    create: pulumi.Input[str | None] = None
    delete: pulumi.Input[str | None] = None
    update: pulumi.Input[str | None] = None


@arguments
class PipelineArgs:
    """Arguments of `Pipeline`; only `cluster_api_url` replaces, anything else stops, updates and starts it.

    Source: terraform-provider-redpanda, redpanda/resources/pipeline.
    """

    cluster_api_url: pulumi.Input[str] = pulumi.property("clusterApiUrl")
    """Data plane of the cluster (`get_cluster`). Replaces; the pipeline of the old cluster is left there."""
    config_yaml: pulumi.Input[str] = pulumi.property("configYaml")
    """Redpanda Connect configuration. It stays in the state: refer to passwords as `${secrets.NAME}`. Not checked."""
    display_name: pulumi.Input[str] = pulumi.property("displayName")
    """3 to 128 of `^[A-Za-z0-9-_ /]+$`."""
    allow_deletion: pulumi.Input[bool | None] = pulumi.property("allowDeletion", default=None)
    """Whether it may be destroyed or replaced. Default false. Takes effect by an `up` of its own, before the other."""
    description: pulumi.Input[str | None] = None
    """At most 256 characters."""
    resources: pulumi.Input[PipelineResourcesArgs | None] = None
    """Default: one compute unit."""
    service_account: pulumi.Input[PipelineServiceAccountArgs | None] = pulumi.property("serviceAccount", default=None)
    """Omitted: none."""
    state: pulumi.Input[str | None] = None
    """`running` or `stopped`. Default **`stopped`**. One that fails to start is a warning, not an error."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None
    """At most 16."""
    timeouts: pulumi.Input[PipelineTimeoutsArgs | None] = None


@pulumi.type_token(_TYPE)
class Pipeline(pulumi.CustomResource):
    """A pipeline. Its id is made by Redpanda Cloud. Deleting it cleans up nothing in the source it reads from."""

    allow_deletion: pulumi.Output[bool] = pulumi.property("allowDeletion")
    cluster_api_url: pulumi.Output[str] = pulumi.property("clusterApiUrl")
    config_yaml: pulumi.Output[str] = pulumi.property("configYaml")
    description: pulumi.Output[str | None]
    display_name: pulumi.Output[str] = pulumi.property("displayName")
    resources: pulumi.Output[outputs.PipelineResources]
    service_account: pulumi.Output[outputs.PipelineServiceAccount | None] = pulumi.property("serviceAccount")
    state: pulumi.Output[str]
    """`running` (also while it starts) or `stopped` (anything else, a crash included)."""
    status: pulumi.Output[outputs.PipelineStatus]
    tags: pulumi.Output[Mapping[str, str] | None]
    timeouts: pulumi.Output[outputs.PipelineTimeouts | None]
    url: pulumi.Output[str]
    """Where an HTTP server of the pipeline listens; empty without one."""

    @overload
    def __init__(self, resource_name: str, args: PipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        allow_deletion: pulumi.Input[bool | None] = None,
        cluster_api_url: pulumi.Input[str],
        config_yaml: pulumi.Input[str],
        description: pulumi.Input[str | None] = None,
        display_name: pulumi.Input[str],
        resources: pulumi.Input[PipelineResourcesArgs | None] = None,
        service_account: pulumi.Input[PipelineServiceAccountArgs | None] = None,
        state: pulumi.Input[str | None] = None,
        tags: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None,
        timeouts: pulumi.Input[PipelineTimeoutsArgs | None] = None,
    ) -> None: ...
    def __init__(self, resource_name: str, *args: Any, **keywords: Any) -> None:
        properties, options = registration(Pipeline, PipelineArgs, args, keywords, _SECRETS)
        super().__init__(_TYPE, resource_name, properties, options, package_ref=package_ref())
