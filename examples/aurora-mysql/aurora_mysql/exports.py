"""`examples/aurora-mysql`: what it tells an operator and the doctor."""

from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from assembly.chain import database_section, redpanda_section, trust_section
from aurora_mysql.settings import AuroraMysqlSettings, MysqlDatabaseSettings
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from domain.connect_config import checkpoint_topic
from domain.mysql_parameters import retention_statement


def mysql_chain(
    settings: AuroraMysqlSettings,
    redpanda_cluster: pulumi.Output[redpanda.GetClusterResult],
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    assume_policy: RpcnAssumePolicy,
    stream: CdcPipeline,
) -> dict[str, Any]:
    """The `chain` of a pipeline that reads MySQL: no schema, no slot and no publication."""
    pipeline = settings.pipeline
    return {
        "kind": "aurora-mysql-cdc",
        "redpanda": redpanda_section(settings, redpanda_cluster, assume_policy),
        "database": database_section(settings.database, network, cluster),
        "trust": trust_section(settings.trust, connect_role),
        "pipelines": [
            {
                "name": pipeline.name,
                "id": stream.pipeline_id,
                "user": pipeline.user,
                "dbuser_arn": cluster.dbuser_arn(pipeline.user),
                "tables": pipeline.tables,
                "key_columns": pipeline.key_columns,
                "snapshot": pipeline.snapshot,
                "topic": pipeline.topic,
                "dead_letter_topic": stream.dead_letter_topic,
                "checkpoint_topic": checkpoint_topic(pipeline.topic),
                "password_version": stream.password_version,
            }
        ],
    }


def binlog_retention_command(database: MysqlDatabaseSettings, endpoint: pulumi.Output[str]) -> pulumi.Output[str]:
    """What an operator types once: no provider calls the procedure that keeps the binary log."""
    return pulumi.Output.concat(
        "mysql --host=",
        endpoint,
        f" --port={database.port} --user={database.master_username} --password --ssl-mode=VERIFY_IDENTITY",
        f' --ssl-ca={database.ca_bundle} --execute="{retention_statement(database.binlog_retention_hours)}"',
    )
