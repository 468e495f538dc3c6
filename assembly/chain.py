"""The sections of the output `chain`, from which the doctor walks: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from assembly.pipeline import PipelineStack, pipeline_role_arn
from components.aurora_iam_cluster import AuroraIamCluster
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from settings import ApplicationSettings, DatabaseSettings, TrustSettings


def redpanda_section(
    settings: PipelineStack, cluster: pulumi.Output[redpanda.GetClusterResult], assume_policy: RpcnAssumePolicy
) -> dict[str, Any]:
    """The chain's `redpanda`: the cluster, and the role its pipelines run as."""
    return {
        "account_id": settings.redpanda.account_id,
        "profile": settings.redpanda.profile,
        "region": settings.redpanda.region,
        "cluster_id": settings.redpanda.cluster_id,
        "cluster_api_url": cluster.cluster_api_url,
        "nat_cidrs": settings.redpanda.nat_cidrs,
        "pipeline_role_arn": pipeline_role_arn(settings),
        "assume_policy_name": assume_policy.policy_name,
        "scope_tag": settings.redpanda.scope_tag,
    }


def trust_section(trust: TrustSettings, connect_role: CrossAccountConnectRole) -> dict[str, Any]:
    """The chain's `trust` in the pipeline role."""
    return {
        "principal": trust.principal,
        "external_id": trust.external_id,
        "connect_role_arn": connect_role.arn,
    }


def database_section(database: DatabaseSettings, network: Network, cluster: AuroraIamCluster) -> dict[str, Any]:
    """The chain's `database`: where it is, and who looks after it."""
    return {
        "account_id": database.account_id,
        "profile": database.profile,
        "region": database.region,
        "cluster_identifier": cluster.cluster_identifier,
        "resource_id": cluster.resource_id,
        "parameter_group_name": cluster.parameter_group_name,
        "endpoint": cluster.endpoint,
        "port": database.port,
        "name": database.name,
        "master_username": database.master_username,
        "master_secret_arn": cluster.master_secret_arn,
        "exposure": database.network.exposure,
        "security_group_id": network.security_group_id,
        "ca_bundle": database.ca_bundle,
    }


def application_section(application: ApplicationSettings) -> dict[str, Any]:
    """The chain's `application`, but for its workload: the account and where it connects from."""
    return {
        "account_id": application.account_id,
        "profile": application.profile,
        "region": application.region,
        "source_cidrs": application.source_cidrs,
    }


def client_chain(
    *,
    application: Mapping[str, Any],
    database: Mapping[str, Any],
    trust: Mapping[str, Any] | None,
    users: Sequence[Mapping[str, Any]],
    proxy: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The `chain` of a client that logs in to the database; `trust` is None where its own role does."""
    return {
        "kind": "aurora-postgresql-client",
        "application": dict(application),
        "database": dict(database),
        "trust": trust,
        "users": list(users),
        "proxy": proxy,
    }
