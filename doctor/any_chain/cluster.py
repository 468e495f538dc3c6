"""Which Aurora cluster a configuration dials, found by its endpoint."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore import exceptions

from doctor.facts.aws import Account, Unreadable
from doctor.facts.aws_cluster import cluster_facts
from doctor.facts.facts import ClusterFacts, Unavailable
from domain import arns

REGION_OF_HOST = re.compile(r"\.([a-z]{2}(?:-[a-z]+)+-\d)\.rds\.amazonaws\.com(?:\.cn)?$")
"""`cdc.cluster-abc.us-east-2.rds.amazonaws.com` (Aurora User Guide, "Amazon Aurora endpoint connections")."""


@dataclass(frozen=True, kw_only=True)
class FoundCluster:
    """The cluster as RDS describes it (RDS API reference, DBCluster), and whether its writer is public."""

    described: Mapping[str, Any]
    public: bool


def region_of(host: str | None, configured: str | None, cluster: str | None, profile: str | None) -> str | None:
    """By the endpoint's name, the cluster's ARN, `aws.region`, or the profile; None: nothing tells."""
    if found := REGION_OF_HOST.search(host or ""):
        return found[1]
    if cluster is not None and cluster.startswith("arn:"):
        return arns.parse(cluster).region
    if configured is not None:
        return configured
    try:
        region: str | None = boto3.Session(profile_name=profile).region_name
    except exceptions.ProfileNotFound:
        return None
    return region


def find(account: Account, host: str | None, name: str | None) -> FoundCluster | Unavailable:
    """The cluster with that endpoint, or by that name or ARN."""
    try:
        clusters = account.read_all("rds", "describe_db_clusters", "DBClusters")
        found = next((one for one in clusters if _is(one, host, name)), None)
        if found is None:
            wanted = name or f"endpoint {host}"
            seen = f"RDS shows profile {account.profile!r} no cluster with {wanted} in {account.region}"
            return Unavailable(f"{seen}; --cluster names one")
        facts = cluster_facts(account, found["DBClusterIdentifier"])
    except Unreadable as error:
        return Unavailable(str(error))
    return FoundCluster(described=found, public=isinstance(facts, ClusterFacts) and facts.public)


def _is(cluster: Mapping[str, Any], host: str | None, name: str | None) -> bool:
    if name is not None:
        return name in (cluster["DBClusterIdentifier"], cluster["DBClusterArn"])
    endpoints = [cluster.get("Endpoint"), cluster.get("ReaderEndpoint"), *cluster.get("CustomEndpoints", ())]
    return host is not None and host in [str(endpoint).lower() for endpoint in endpoints if endpoint]
