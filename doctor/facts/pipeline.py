"""What Redpanda Cloud tells of the pipelines and of the cluster they run on."""

from collections.abc import Mapping
from functools import partial
from ipaddress import ip_interface, ip_network
from typing import Any, Protocol

from doctor.facts.aws import Missing, Unreadable
from doctor.facts.facts import (
    NO_CLOUD_LOGIN,
    NOT_ON_CLOUD,
    Absent,
    AllowedDestination,
    HalfLogin,
    ListedPipeline,
    PipelineFacts,
    RedpandaClusterFacts,
    Unavailable,
)
from doctor.redpanda_cloud import RedpandaCloud
from doctor.tellable import tellable

LOGIN_VARIABLES = ("REDPANDA_CLIENT_ID", "REDPANDA_CLIENT_SECRET")
"""As the Redpanda provider reads them."""


def cloud_login(environment: Mapping[str, str]) -> RedpandaCloud | Unavailable:
    """The Redpanda Cloud that both LOGIN_VARIABLES open; a variable that is empty counts as not set."""
    missing = [name for name in LOGIN_VARIABLES if not environment.get(name)]
    if len(missing) == 1:
        return HalfLogin(f"Redpanda Cloud credentials: got half of them, {missing[0]} is not set", missing[0])
    if missing:
        return NO_CLOUD_LOGIN
    client_id, client_secret = (environment[name] for name in LOGIN_VARIABLES)
    return RedpandaCloud(client_id, client_secret)


class Cloud(Protocol):
    """What tells of clusters and pipelines; answers have the shape of the Redpanda Cloud API."""

    def cluster(self, cluster_id: str, /) -> dict[str, Any]:
        """A cluster; raises Unreadable, Missing."""

    def pipeline(self, cluster_api_url: str, pipeline_id: str, /) -> dict[str, Any]:
        """A pipeline; raises Unreadable, Missing."""

    def pipelines(self, cluster_api_url: str, /) -> list[dict[str, Any]]:
        """Every pipeline of the cluster; raises Unreadable."""


def cloud_probes(chain: Mapping[str, Any], cloud: Cloud | Unavailable) -> dict[str, Any]:
    """The fields `redpanda_cluster`, `listed_pipelines` and `pipeline` of Probes."""
    if isinstance(cloud, Unavailable):
        unavailable = cloud
        return {
            "redpanda_cluster": lambda: unavailable,
            "listed_pipelines": lambda: unavailable,
            "pipeline": lambda _: unavailable,
        }
    redpanda = chain.get("redpanda")
    if redpanda is None:  # a stack without pipelines
        return {}
    return {
        "redpanda_cluster": partial(redpanda_cluster_facts, cloud, redpanda["cluster_id"]),
        "listed_pipelines": partial(listed_pipelines, cloud, redpanda["cluster_api_url"]),
        "pipeline": partial(pipeline_facts, cloud, redpanda["cluster_api_url"]),
    }


def listed_pipelines(cloud: Cloud, cluster_api_url: str) -> tuple[ListedPipeline, ...]:
    """Every pipeline of the cluster, whoever made it; raises Unreadable."""
    told = cloud.pipelines(cluster_api_url)
    return tuple(
        ListedPipeline(id=str(pipeline.get("id")), display_name=str(pipeline.get("display_name"))) for pipeline in told
    )


def redpanda_cluster_facts(cloud: Cloud, cluster_id: str) -> RedpandaClusterFacts:
    """The cluster of that id; raises Unreadable."""
    told = cloud.cluster(cluster_id)
    connect = told.get("redpanda_connect")
    try:
        return RedpandaClusterFacts(
            state=told.get("state") or "STATE_UNSPECIFIED",
            nat_addresses=tuple(str(ip_interface(address).ip) for address in told.get("nat_gateways") or ()),
            allowed_destinations=None if connect is None else _destinations(connect),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unreadable(f"Redpanda Cloud tells of cluster {cluster_id} in a way unknown to the doctor") from error


def pipeline_facts(
    cloud: Cloud, cluster_api_url: str, pipeline: Mapping[str, Any]
) -> PipelineFacts | Absent | Unavailable:
    """One entry of the chain's `pipelines` as its cluster has it; raises Unreadable."""
    if pipeline["id"] is None:
        return NOT_ON_CLOUD
    try:
        told = cloud.pipeline(cluster_api_url, pipeline["id"])
    except Missing:
        return Absent(f"pipeline {pipeline['id']}")
    status = told.get("status")
    error = status.get("error") if isinstance(status, dict) else None
    resources = told.get("resources")
    shares = resources if isinstance(resources, dict) else {}
    return PipelineFacts(
        state=str(told.get("state") or "STATE_UNSPECIFIED"),
        error=tellable(str(error)) if error else None,
        config_yaml=str(told.get("config_yaml") or ""),
        cpu=shares.get("cpu_shares"),
        memory=shares.get("memory_shares"),
    )


def _destinations(connect: Mapping[str, Any]) -> tuple[AllowedDestination, ...]:
    """Cluster.CidrPort of the Control Plane API: a `port_end` of 0 is a single port."""
    return tuple(
        AllowedDestination(
            cidr=str(ip_network(entry["cidr"], strict=False)),
            port_start=int(entry["port_start"]),
            port_end=int(entry.get("port_end") or entry["port_start"]),
        )
        for entry in connect.get("allowed_destination_cidr_ports") or ()
    )
