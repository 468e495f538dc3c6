"""A secret in the store of a Redpanda cluster."""

from collections.abc import Mapping, Sequence
from typing import Any, overload

import pulumi

from .construction import arguments, registration
from .package import package_ref

_TYPE = "redpanda:index/secret:Secret"
_SECRETS = ("secret_data",)


@arguments
class SecretArgs:
    """Arguments of `Secret`. Source: terraform-provider-redpanda, redpanda/resources/secret.

    A secret of that name that exists already is taken over **without** writing the data.
    """

    cluster_api_url: pulumi.Input[str] = pulumi.property("clusterApiUrl")
    """Data plane of the cluster (`get_cluster`). Replaces; the secret of the old cluster is left there."""
    scopes: pulumi.Input[Sequence[pulumi.Input[str]]]
    """Who may read it, at least one; pipelines need `SCOPE_REDPANDA_CONNECT`. In place."""
    secret_data: pulumi.Input[str] = pulumi.property("secretData")
    """Write-only: the value itself. The schema's text asks for Base64; the provider sends what it is given."""
    allow_deletion: pulumi.Input[bool | None] = pulumi.property("allowDeletion", default=None)
    """Whether it may be destroyed or replaced. Default false. Takes effect by an `up` of its own, before the other."""
    labels: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None
    """In place."""
    name: pulumi.Input[str | None] = None
    """1 to 255 of `^[A-Z][A-Z0-9_]*$`; pipelines refer to it as `${secrets.NAME}`. Replaces. Always set it: the name
    that Pulumi makes when it is omitted does not match the pattern."""
    secret_data_version: pulumi.Input[float | None] = pulumi.property("secretDataVersion", default=None)
    """Changed `secret_data` is sent only when this changes too. Default 0."""


@pulumi.type_token(_TYPE)
class Secret(pulumi.CustomResource):
    """A named value that pipelines read when they start. Its id is its name."""

    allow_deletion: pulumi.Output[bool] = pulumi.property("allowDeletion")
    cluster_api_url: pulumi.Output[str] = pulumi.property("clusterApiUrl")
    labels: pulumi.Output[Mapping[str, str]]
    name: pulumi.Output[str]
    scopes: pulumi.Output[Sequence[str]]
    secret_data: pulumi.Output[str | None] = pulumi.property("secretData")
    secret_data_version: pulumi.Output[float] = pulumi.property("secretDataVersion")

    @overload
    def __init__(self, resource_name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        allow_deletion: pulumi.Input[bool | None] = None,
        cluster_api_url: pulumi.Input[str],
        labels: pulumi.Input[Mapping[str, pulumi.Input[str]] | None] = None,
        name: pulumi.Input[str | None] = None,
        scopes: pulumi.Input[Sequence[pulumi.Input[str]]],
        secret_data: pulumi.Input[str],
        secret_data_version: pulumi.Input[float | None] = None,
    ) -> None: ...
    def __init__(self, resource_name: str, *args: Any, **keywords: Any) -> None:
        properties, options = registration(Secret, SecretArgs, args, keywords, _SECRETS)
        super().__init__(_TYPE, resource_name, properties, options, package_ref=package_ref())
