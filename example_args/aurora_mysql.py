"""`examples/aurora-mysql`: its settings as args, its chain, and the command that no resource stands for."""

from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.mysql_cdc_user import MysqlCdcUserArgs
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from components.sql_script import DatabaseLogin
from domain.connect_config import checkpoint_topic
from domain.mysql_input import MysqlSource
from domain.mysql_parameters import retention_statement
from exports import database_section, redpanda_section, trust_section
from settings.aurora_mysql import AuroraMysqlSettings, MysqlDatabaseSettings


def mysql_provider(login: DatabaseLogin) -> dict[str, Any]:
    """A mysql provider that logs in as the master, over verified TLS.

    The package's other values are `false` and `skip-verify`, and it takes no certificates: with `true` it verifies the
    endpoint's name by the machine's own, to which the RDS bundle is added (examples/aurora-mysql, `SSL_CERT_DIR`).
    """
    return {
        "endpoint": pulumi.Output.concat(login.host, ":", str(login.port)),
        "username": login.user,
        "password": login.password,
        "tls": "true",
    }


def mysql_database_user(settings: AuroraMysqlSettings) -> MysqlCdcUserArgs:
    """The MySQL user a pipeline logs in as."""
    return MysqlCdcUserArgs(
        database=settings.database.name, user=settings.pipeline.user, snapshot=settings.pipeline.snapshot
    )


def mysql_source(
    settings: AuroraMysqlSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str]
) -> pulumi.Output[MysqlSource]:
    """What the pipeline of MySQL reads, once the database and the role exist."""
    database, pipeline = settings.database, settings.pipeline
    return pulumi.Output.all(endpoint, connect_role_arn).apply(
        lambda known: MysqlSource(
            endpoint=known[0],
            port=database.port,
            database=database.name,
            region=database.region,
            user=pipeline.user,
            connect_role_arn=known[1],
            external_id=settings.trust.external_id,
            ca_bundle_pem=database.ca_bundle_pem,
            tables=pipeline.tables,
            snapshot=pipeline.snapshot,
            key_columns=pipeline.key_columns,
        )
    )


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
