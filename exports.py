"""What the stack tells an operator and the doctor: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from component_args import pipeline_role_arn
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_database_user import CdcDatabaseUser
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from settings import Settings


def outputs(
    settings: Settings,
    redpanda_cluster: pulumi.Output[redpanda.GetClusterResult],
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    assume_policy: RpcnAssumePolicy,
    *,
    users: Mapping[str, CdcDatabaseUser],
    pipelines: Mapping[str, CdcPipeline],
) -> dict[str, Any]:
    """The stack's outputs by name; `chain` is everything needed to walk the seven links."""
    chain = {
        "kind": "aurora-postgresql-cdc",
        "redpanda": {
            "account_id": settings.redpanda.account_id,
            "profile": settings.redpanda.profile,
            "region": settings.redpanda.region,
            "cluster_id": settings.redpanda.cluster_id,
            "cluster_api_url": redpanda_cluster.cluster_api_url,
            "nat_cidrs": settings.redpanda.nat_cidrs,
            "pipeline_role_arn": pipeline_role_arn(settings),
            "assume_policy_name": assume_policy.policy_name,
            "scope_tag": settings.redpanda.scope_tag,
        },
        "database": {
            "account_id": settings.database.account_id,
            "profile": settings.database.profile,
            "region": settings.database.region,
            "cluster_identifier": cluster.cluster_identifier,
            "resource_id": cluster.resource_id,
            "parameter_group_name": cluster.parameter_group_name,
            "endpoint": cluster.endpoint,
            "port": settings.database.port,
            "name": settings.database.name,
            "master_username": settings.database.master_username,
            "master_secret_arn": cluster.master_secret_arn,
            "exposure": settings.database.network.exposure,
            "security_group_id": network.security_group_id,
            "ca_bundle": settings.database.ca_bundle,
        },
        "trust": {
            "principal": settings.trust.principal,
            "external_id": settings.trust.external_id,
            "connect_role_arn": connect_role.arn,
        },
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
    }
    return {
        "endpoint": cluster.endpoint,
        "connect_role_arn": connect_role.arn,
        "topics": {name: pipeline.topic for name, pipeline in pipelines.items()},
        "pipeline_ids": {name: pipeline.pipeline_id for name, pipeline in pipelines.items()},
        "chain": chain,
    }
