"""The settings of `examples/aurora-mysql` as what differs there: the MySQL provider, user, source and outputs."""

from typing import Any

import pulumi

from components.mysql_cdc_user import MysqlCdcUserArgs
from components.sql_script import DatabaseLogin
from domain.cdc_source import CdcSource
from domain.mysql_input import MysqlSource
from domain.mysql_parameters import retention_statement
from settings.aurora_mysql import AuroraMysqlSettings, MysqlDatabaseSettings


def provider(login: DatabaseLogin) -> dict[str, Any]:
    """A mysql provider that logs in as the master, over verified TLS.

    The package's other values are `false` and `skip-verify`, and it takes no certificates: with `true` it verifies the
    endpoint's name by the machine's own, to which the RDS bundle is added (README.md, `SSL_CERT_DIR`).
    """
    return {
        "endpoint": pulumi.Output.concat(login.host, ":", str(login.port)),
        "username": login.user,
        "password": login.password,
        "tls": "true",
    }


def database_user(settings: AuroraMysqlSettings) -> MysqlCdcUserArgs:
    """The user the pipeline logs in as."""
    return MysqlCdcUserArgs(
        database=settings.database.name, user=settings.pipeline.user, snapshot=settings.pipeline.snapshot
    )


def source(
    settings: AuroraMysqlSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str]
) -> pulumi.Output[CdcSource]:
    """What the pipeline reads, once the database and the role exist."""
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


def retention_command(database: MysqlDatabaseSettings, endpoint: pulumi.Output[str]) -> pulumi.Output[str]:
    """What an operator types once: no provider calls the procedure that keeps the binary log."""
    return pulumi.Output.concat(
        "mysql --host=",
        endpoint,
        f" --port={database.port} --user={database.master_username} --password --ssl-mode=VERIFY_IDENTITY",
        f' --ssl-ca={database.ca_bundle} --execute="{retention_statement(database.binlog_retention_hours)}"',
    )
