"""Who makes the users and publications in the database, as `database.sql` of the stack file says."""

from collections.abc import Callable
from dataclasses import replace

import pulumi
from pulumi_aws import Provider

from assembly.database_master import database_master
from assembly.master_login import master_login
from components.database_administrator import DatabaseAdministrator
from components.sql_runners import ByHand, ByToken, OverTheDataApi, OverTheNetwork, SqlRunner
from components.streamed_database import StreamedDatabase
from redpanda_aurora_iam.database_logins import administrator_login, data_api_login
from settings import StreamedDatabaseSettings

ADMINISTRATOR_SCHEMAS = ("public",)
"""The schemas that a new database has; whoever makes another is its owner."""

SCRIPTS = "build/sql"

Login = Callable[[StreamedDatabaseSettings, StreamedDatabase, Provider], SqlRunner]


def runner(database: StreamedDatabaseSettings, streamed: StreamedDatabase, account: Provider) -> SqlRunner:
    """The way the stack file names; `account` is the provider of the database's account."""
    return WAYS[database.sql](database, streamed, account)


def _as_master(database: StreamedDatabaseSettings, streamed: StreamedDatabase, account: Provider) -> SqlRunner:
    """With the master's password."""
    provider = database_master(database, streamed, account)
    return OverTheNetwork(login=master_login(database, streamed), provider=provider)


def _as_administrator(database: StreamedDatabaseSettings, streamed: StreamedDatabase, _: Provider) -> SqlRunner:
    """With tokens of a role that a new cluster gets and a database that exists has; no password is read."""
    login = administrator_login(database, streamed)
    if database.existing is None:
        role = DatabaseAdministrator(
            "cdc-administrator",
            database.administrator,
            ADMINISTRATOR_SCHEMAS,
            data_api_login(database, streamed),
        )
        login = replace(login, user=role.user)
    return ByToken(login=login)


def _over_the_data_api(database: StreamedDatabaseSettings, streamed: StreamedDatabase, _: Provider) -> SqlRunner:
    """With a secret that RDS reads itself."""
    return OverTheDataApi(login=data_api_login(database, streamed))


def _by_hand(database: StreamedDatabaseSettings, streamed: StreamedDatabase, _: Provider) -> SqlRunner:
    """Not at all."""
    return ByHand(
        host=streamed.endpoint,
        port=database.port,
        profile=database.profile,
        region=database.region,
        ca_bundle=database.ca_bundle,
        directory=f"{SCRIPTS}/{pulumi.get_stack()}",
    )


WAYS: dict[str, Login] = {
    "master": _as_master,
    "iam": _as_administrator,
    "dataApi": _over_the_data_api,
    "script": _by_hand,
}
