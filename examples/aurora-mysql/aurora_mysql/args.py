"""`examples/aurora-mysql`: its settings as the args of components."""

from typing import Any

import pulumi

from assembly.master_login import master_password
from aurora_mysql.settings import AuroraMysqlSettings
from components.mysql_cdc_user import MysqlCdcUserArgs
from components.sql_script import DatabaseLogin
from domain.access_keys import AccessKeyReference
from domain.mysql_input import MysqlSource


def mysql_provider(login: DatabaseLogin, secret_string: pulumi.Output[str]) -> dict[str, Any]:
    """A mysql provider that logs in as the master, over verified TLS.

    The package's other values are `false` and `skip-verify`, and it takes no certificates: with `true` it verifies the
    endpoint's name by the machine's own, to which the RDS bundle is added (examples/aurora-mysql, `SSL_CERT_DIR`).
    """
    return {
        "endpoint": pulumi.Output.concat(login.host, ":", str(login.port)),
        "username": login.user,
        "password": master_password(secret_string),
        "tls": "true",
    }


def mysql_database_user(settings: AuroraMysqlSettings) -> MysqlCdcUserArgs:
    """The MySQL user a pipeline logs in as."""
    return MysqlCdcUserArgs(
        database=settings.database.name, user=settings.pipeline.user, snapshot=settings.pipeline.snapshot
    )


def mysql_source(
    settings: AuroraMysqlSettings,
    endpoint: pulumi.Output[str],
    connect_role_arn: pulumi.Output[str],
    access_key: AccessKeyReference | None,
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
            access_key=access_key,
        )
    )
