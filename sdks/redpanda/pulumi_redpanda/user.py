"""A SASL/SCRAM user of a Redpanda cluster."""

from typing import Any, overload

import pulumi

from .construction import arguments, registration
from .package import package_ref

_TYPE = "redpanda:index/user:User"
_SECRETS = ("password", "password_wo")


@arguments
class UserArgs:
    """Arguments of `User`. Source: terraform-provider-redpanda, redpanda/resources/user.

    One of the two passwords is needed, 3 to 128 characters. A user of that name that exists already is taken over
    **without** setting the password.
    """

    cluster_api_url: pulumi.Input[str] = pulumi.property("clusterApiUrl")
    """Data plane of the cluster (`get_cluster`). Replaces; the user of the old cluster is left there."""
    allow_deletion: pulumi.Input[bool | None] = pulumi.property("allowDeletion", default=None)
    """Whether it may be destroyed or replaced. Default false. Takes effect by an `up` of its own, before the other."""
    mechanism: pulumi.Input[str | None] = None
    """`scram-sha-256` or `scram-sha-512`, in lower case here and in upper case for Kafka clients. In place."""
    name: pulumi.Input[str | None] = None
    """1 to 128 characters. Replaces. Omitted: Pulumi makes one from the resource's name."""
    password: pulumi.Input[str | None] = None
    """Deprecated by the provider: it stays in the state. In place."""
    password_wo: pulumi.Input[str | None] = pulumi.property("passwordWo", default=None)
    """Write-only: sent to the cluster, never read back; wins over `password`."""
    password_wo_version: pulumi.Input[float | None] = pulumi.property("passwordWoVersion", default=None)
    """A changed `password_wo` is sent only when this changes too."""


@pulumi.type_token(_TYPE)
class User(pulumi.CustomResource):
    """A user who logs in with a password. Its id is its name; it may do nothing until an `Acl` names it."""

    allow_deletion: pulumi.Output[bool] = pulumi.property("allowDeletion")
    cluster_api_url: pulumi.Output[str] = pulumi.property("clusterApiUrl")
    mechanism: pulumi.Output[str]
    name: pulumi.Output[str]
    password: pulumi.Output[str | None]
    password_wo: pulumi.Output[str | None] = pulumi.property("passwordWo")
    password_wo_version: pulumi.Output[float | None] = pulumi.property("passwordWoVersion")

    @overload
    def __init__(self, resource_name: str, args: UserArgs, opts: pulumi.ResourceOptions | None = None) -> None: ...
    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        allow_deletion: pulumi.Input[bool | None] = None,
        cluster_api_url: pulumi.Input[str],
        mechanism: pulumi.Input[str | None] = None,
        name: pulumi.Input[str | None] = None,
        password: pulumi.Input[str | None] = None,
        password_wo: pulumi.Input[str | None] = None,
        password_wo_version: pulumi.Input[float | None] = None,
    ) -> None: ...
    def __init__(self, resource_name: str, *args: Any, **keywords: Any) -> None:
        properties, options = registration(User, UserArgs, args, keywords, _SECRETS)
        super().__init__(_TYPE, resource_name, properties, options, package_ref=package_ref())
