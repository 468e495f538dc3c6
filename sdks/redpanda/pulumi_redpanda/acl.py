"""One right of one principal on a Redpanda cluster."""

import pulumi

from .construction import arguments, registration
from .package import package_ref

_TYPE = "redpanda:index/acl:Acl"


@arguments
class AclArgs:
    """Properties of `Acl`; each of them replaces, except `allow_deletion`.

    Source: terraform-provider-redpanda, redpanda/resources/acl.
    """

    cluster_api_url: pulumi.Input[str] = pulumi.property("clusterApiUrl")
    """Data plane of the cluster (`get_cluster`)."""
    host: pulumi.Input[str]
    """`*` or one IP address."""
    operation: pulumi.Input[str]
    """ALL, READ, WRITE, CREATE, DELETE, ALTER, DESCRIBE, CLUSTER_ACTION, DESCRIBE_CONFIGS, ALTER_CONFIGS,
    IDEMPOTENT_WRITE, CREATE_TOKENS or DESCRIBE_TOKENS."""
    permission_type: pulumi.Input[str] = pulumi.property("permissionType")
    """ALLOW or DENY."""
    principal: pulumi.Input[str]
    """`User:<name>` or `RedpandaRole:<name>`."""
    resource_name: pulumi.Input[str] = pulumi.property("resourceName")
    """Name or prefix, see `resource_pattern_type`; `kafka-cluster` for the type CLUSTER."""
    resource_pattern_type: pulumi.Input[str] = pulumi.property("resourcePatternType")
    """LITERAL or PREFIXED."""
    resource_type: pulumi.Input[str] = pulumi.property("resourceType")
    """TOPIC, GROUP, CLUSTER, TRANSACTIONAL_ID, DELEGATION_TOKEN or USER."""
    allow_deletion: pulumi.Input[bool | None] = pulumi.property("allowDeletion", default=None)
    """Whether it may be destroyed or replaced. Default false. Takes effect by an `up` of its own, before the other."""


@pulumi.type_token(_TYPE)
class Acl(pulumi.CustomResource):
    """An access control list entry. Its id joins its seven parts by colons.

    The Kafka resource is given as `resource_name_`, because `resource_name` is Pulumi's own name of the resource: so
    `InitParamName` of Pulumi's Python code generator has it (pulumi/pulumi#5052). There is no form that takes
    `AclArgs`, because that form of the generated class fails on the same collision.
    """

    allow_deletion: pulumi.Output[bool] = pulumi.property("allowDeletion")
    cluster_api_url: pulumi.Output[str] = pulumi.property("clusterApiUrl")
    host: pulumi.Output[str]
    operation: pulumi.Output[str]
    permission_type: pulumi.Output[str] = pulumi.property("permissionType")
    principal: pulumi.Output[str]
    resource_name: pulumi.Output[str] = pulumi.property("resourceName")
    resource_pattern_type: pulumi.Output[str] = pulumi.property("resourcePatternType")
    resource_type: pulumi.Output[str] = pulumi.property("resourceType")

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        allow_deletion: pulumi.Input[bool | None] = None,
        cluster_api_url: pulumi.Input[str],
        host: pulumi.Input[str],
        operation: pulumi.Input[str],
        permission_type: pulumi.Input[str],
        principal: pulumi.Input[str],
        resource_name_: pulumi.Input[str],
        resource_pattern_type: pulumi.Input[str],
        resource_type: pulumi.Input[str],
    ) -> None:
        args = AclArgs(
            allow_deletion=allow_deletion,
            cluster_api_url=cluster_api_url,
            host=host,
            operation=operation,
            permission_type=permission_type,
            principal=principal,
            resource_name=resource_name_,
            resource_pattern_type=resource_pattern_type,
            resource_type=resource_type,
        )
        properties, options = registration(Acl, AclArgs, (args, opts), {})
        super().__init__(_TYPE, resource_name, properties, options, package_ref=package_ref())
