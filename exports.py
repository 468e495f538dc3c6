"""What the stack tells an operator and the doctor: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from component_args import PipelineStack, pipeline_role_arn
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_alarms import CdcAlarms
from components.cdc_database_user import CdcDatabaseUser
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from settings import ApplicationSettings, DatabaseSettings, Settings
from settings.trust import TrustSettings


def outputs(
    settings: Settings,
    redpanda_cluster: pulumi.Output[redpanda.GetClusterResult],
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    assume_policy: RpcnAssumePolicy,
    alarms: CdcAlarms,
    *,
    users: Mapping[str, CdcDatabaseUser],
    pipelines: Mapping[str, CdcPipeline],
) -> dict[str, Any]:
    """The stack's outputs by name; `chain` is everything needed to walk the seven links."""
    chain = {
        "kind": "aurora-postgresql-cdc",
        "redpanda": redpanda_section(settings, redpanda_cluster, assume_policy),
        "database": database_section(settings.database, network, cluster),
        "trust": trust_section(settings.trust, connect_role),
        "pipelines": [
            {
                "name": pipeline.name,
                "id": pipelines[pipeline.name].pipeline_id,
                "user": pipeline.user,
                "dbuser_arn": cluster.dbuser_arn(pipeline.user),
                "schema": pipeline.schema_,
                "tables": pipeline.tables,
                "key_columns": pipeline.key_columns,
                "slot": pipeline.slot,
                "publication": users[pipeline.name].publication,
                "snapshot": pipeline.snapshot,
                "topic": pipeline.topic,
                "dead_letter_topic": pipelines[pipeline.name].dead_letter_topic,
                "password_version": pipelines[pipeline.name].password_version,
            }
            for pipeline in settings.pipelines
        ],
        "alarms": [{"name": name, "cause": cause} for name, cause in alarms.causes],
    }
    return {
        "endpoint": cluster.endpoint,
        "connect_role_arn": connect_role.arn,
        "alarm_topic_arn": alarms.topic_arn,
        "topics": {name: pipeline.topic for name, pipeline in pipelines.items()},
        "pipeline_ids": {name: pipeline.pipeline_id for name, pipeline in pipelines.items()},
        "chain": chain,
    }


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
