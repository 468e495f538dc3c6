"""The login of the cluster's master."""

import json
from typing import Protocol

import pulumi

from components.sql_script import DatabaseLogin
from settings import DatabaseSettings


class Reached(Protocol):
    """A database, as whoever logs in to it finds it."""

    @property
    def arn(self) -> pulumi.Output[str]:
        """Of the cluster or the instance."""

    @property
    def endpoint(self) -> pulumi.Output[str]:
        """The writer's."""

    @property
    def master_secret_arn(self) -> pulumi.Output[str]:
        """The secret of its master, or of another administrator."""


def master_login(database: DatabaseSettings, cluster: Reached) -> DatabaseLogin:
    """The master's login, for SQL that fetches the password when it runs."""
    return DatabaseLogin(
        host=cluster.endpoint,
        port=database.port,
        database=database.name,
        user=database.master_username,
        secret_arn=cluster.master_secret_arn,
        profile=database.profile,
        region=database.region,
        ca_bundle=database.ca_bundle,
    )


def master_password(secret_string: pulumi.Output[str]) -> pulumi.Output[str]:
    """The password in the managed secret, `{"username": ..., "password": ...}`, for providers that are given one."""
    password: pulumi.Output[str] = secret_string.apply(lambda text: str(json.loads(text)["password"]))
    return pulumi.Output.secret(password)
