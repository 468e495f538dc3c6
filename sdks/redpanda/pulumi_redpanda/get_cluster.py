"""Look-up of a Redpanda cluster that exists."""

from collections.abc import Sequence

import pulumi

from . import outputs
from .package import package_ref

_FUNCTION = "redpanda:index/getCluster:getCluster"


@pulumi.output_type
class GetClusterResult:
    """A cluster of Redpanda Cloud. Not here, because the data source lacks it: NAT gateways, node count, AWS account.

    Source: terraform-provider-redpanda, docs/data-sources/cluster.md.
    """

    cloud_provider: str = pulumi.property("cloudProvider")
    """`aws`, `azure` or `gcp`."""
    cluster_api_url: str = pulumi.property("clusterApiUrl")
    """Data plane of the cluster: the address every other resource wants."""
    cluster_type: str = pulumi.property("clusterType")
    """`byoc` or `dedicated`."""
    connection_type: str = pulumi.property("connectionType")
    """`public` or `private`."""
    id: str
    kafka_api: outputs.GetClusterKafkaApiResult = pulumi.property("kafkaApi")
    name: str
    network_id: str = pulumi.property("networkId")
    region: str
    resource_group_id: str = pulumi.property("resourceGroupId")
    state: str
    """`ready` when it can be used."""
    zones: Sequence[str]


def get_cluster(id: str, opts: pulumi.InvokeOptions | None = None) -> GetClusterResult:  # noqa: A002 - generated name
    """The cluster of that id, while the program waits."""
    result = pulumi.runtime.invoke(_FUNCTION, {"id": id}, opts, typ=GetClusterResult, package_ref=package_ref())
    cluster = result.value
    assert isinstance(cluster, GetClusterResult)
    return cluster


def get_cluster_output(
    id: pulumi.Input[str],  # noqa: A002 - generated name
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetClusterResult]:
    """The cluster of that id, as an output: it may wait for others, and is unknown while they are."""
    return pulumi.runtime.invoke_output(_FUNCTION, {"id": id}, opts, typ=GetClusterResult, package_ref=package_ref())
