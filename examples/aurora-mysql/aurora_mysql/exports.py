"""`examples/aurora-mysql`: what it tells an operator and the doctor."""

from typing import Any

import pulumi

from assembly.chain import database_section, redpanda_section, runtime_section, stream_section, trust_section
from assembly.runtimes.runtime import Permission, Runtime, Stream
from aurora_mysql.settings import AuroraMysqlSettings, MysqlDatabaseSettings
from components.aurora_iam_cluster import AuroraIamCluster
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from domain.connect_config import checkpoint_topic
from domain.mysql_parameters import retention_statement


def mysql_chain(
    settings: AuroraMysqlSettings,
    runtime: Runtime,
    permission: Permission,
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    stream: Stream,
) -> dict[str, Any]:
    """The `chain` of a pipeline that reads MySQL: no schema, no slot and no publication."""
    pipeline = settings.pipeline
    return {
        "kind": "aurora-mysql-cdc",
        "runtime": runtime_section(settings, runtime, permission),
        "redpanda": redpanda_section(settings, runtime, permission),
        "database": database_section(settings.database, network, cluster),
        "trust": trust_section(settings.trust, connect_role),
        "pipelines": [
            {
                "name": pipeline.name,
                "user": pipeline.user,
                "dbuser_arn": cluster.dbuser_arn(pipeline.user),
                "tables": pipeline.tables,
                "key_columns": pipeline.key_columns,
                "snapshot": pipeline.snapshot,
                "topic": pipeline.topic,
                "checkpoint_topic": checkpoint_topic(pipeline.topic),
                **stream_section(stream),
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
