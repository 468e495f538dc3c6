"""The login of the cluster's master, and the provider that makes database users with it."""

import json
from typing import Any

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster
from components.sql_script import DatabaseLogin
from settings import DatabaseSettings


def master_login(
    database: DatabaseSettings, cluster: AuroraIamCluster, secret_string: pulumi.Output[str]
) -> DatabaseLogin:
    """The master's login, from the managed secret's `{"username": ..., "password": ...}`."""
    password: pulumi.Output[str] = secret_string.apply(lambda text: str(json.loads(text)["password"]))
    return DatabaseLogin(
        host=cluster.endpoint,
        port=database.port,
        database=database.name,
        user=database.master_username,
        password=pulumi.Output.secret(password),
        ca_bundle=database.ca_bundle,
    )


def postgresql_provider_args(login: DatabaseLogin) -> dict[str, Any]:
    """A postgresql provider that logs in as the master."""
    return {
        "host": login.host,
        "port": login.port,
        "database": login.database,
        "username": login.user,
        "password": login.password,
        "superuser": False,  # nobody is on Aurora
        "sslmode": "verify-full",
        "sslrootcert": login.ca_bundle,
    }
