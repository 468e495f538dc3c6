"""What the stack tells an operator and the doctor: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from assembly.chain import database_section, redpanda_section, trust_section
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_alarms import CdcAlarms
from components.cdc_database_user import CdcDatabaseUser
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from domain.alarm_thresholds import GIB, SECONDS_PER_MINUTE
from settings import Settings


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
        "slot_lag": {
            "bytes": settings.alarms.slot_lag_gib * GIB,
            "seconds": settings.alarms.lasting_minutes * SECONDS_PER_MINUTE,
        },
    }
    return {
        "endpoint": cluster.endpoint,
        "connect_role_arn": connect_role.arn,
        "alarm_topic_arn": alarms.topic_arn,
        "topics": {name: pipeline.topic for name, pipeline in pipelines.items()},
        "pipeline_ids": {name: pipeline.pipeline_id for name, pipeline in pipelines.items()},
        "chain": chain,
    }
