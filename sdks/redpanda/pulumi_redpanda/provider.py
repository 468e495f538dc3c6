"""Access to Redpanda Cloud."""

from typing import Any, overload

import pulumi

from .construction import arguments, registration
from .package import NAME, package_ref

_SECRETS = ("access_token", "client_id", "client_secret")


@arguments
class ProviderArgs:
    """Arguments of `Provider`: a service account, or a token of it.

    The environment is read only when none of the three is set; then both halves of one way must be there.
    Source: terraform-provider-redpanda, docs/index.md.
    """

    access_token: pulumi.Input[str | None] = pulumi.property("accessToken", default=None)
    """Wins over the other two. Environment: `REDPANDA_ACCESS_TOKEN`."""
    client_id: pulumi.Input[str | None] = pulumi.property("clientId", default=None)
    """Service account of Redpanda Cloud; needs `client_secret`. Environment: `REDPANDA_CLIENT_ID`."""
    client_secret: pulumi.Input[str | None] = pulumi.property("clientSecret", default=None)
    """Environment: `REDPANDA_CLIENT_SECRET`."""


class Provider(pulumi.ProviderResource):
    """One account of Redpanda Cloud. It names no cluster: each resource does so by its `cluster_api_url`."""

    access_token: pulumi.Output[str | None] = pulumi.property("accessToken")
    client_id: pulumi.Output[str | None] = pulumi.property("clientId")
    client_secret: pulumi.Output[str | None] = pulumi.property("clientSecret")

    @overload
    def __init__(
        self, resource_name: str, args: ProviderArgs | None = None, opts: pulumi.ResourceOptions | None = None
    ) -> None: ...
    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        access_token: pulumi.Input[str | None] = None,
        client_id: pulumi.Input[str | None] = None,
        client_secret: pulumi.Input[str | None] = None,
    ) -> None: ...
    def __init__(self, resource_name: str, *args: Any, **keywords: Any) -> None:
        properties, options = registration(Provider, ProviderArgs, args, keywords, _SECRETS)
        super().__init__(NAME, resource_name, properties, options, package_ref=package_ref())
