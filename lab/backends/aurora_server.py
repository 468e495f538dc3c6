"""The PostgreSQL server behind an emulated Aurora cluster: there while the cluster has an instance."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.backends.aws_provider import AwsProvider
from lab.services.postgres import PostgresServer

_CHANGING = threading.Lock()  # writer and readers are made and deleted at the same time, on threads of their own

REPLICATION_PARAMETERS = ("max_replication_slots", "max_wal_senders")


@dataclass(frozen=True, kw_only=True)
class FirstStart:
    """What a new server is started with, as RDS describes it."""

    database: str
    secret_arn: str
    """The master's managed secret."""
    parameters: Mapping[str, str]
    """Those of its parameter group that have a value."""


class AuroraServer:
    """Cluster storage and writer in one: readers have no server of their own."""

    def __init__(self, provider: AwsProvider, identifier: str) -> None:
        self._provider = provider
        self._identifier = identifier
        self._directory = provider.paths.databases / identifier
        self._server = PostgresServer(self._directory)

    def start(self) -> None:
        """Start it with the cluster's parameters, unless an earlier instance did; a new one gets master and database.

        A parameter group takes effect whole at the first start (Aurora User Guide, "Working with parameter groups").
        """
        with _CHANGING:
            if self._server.is_running():
                return
            if self._directory.exists():
                self._server.start(_settings(self._described().parameters))
                return
            try:
                self._first_start()
            except BaseException:
                self._server.remove()  # one without its master would be taken for a whole one
                raise

    def _first_start(self) -> None:
        self._server.initialise()
        described = self._described()
        self._server.start(_settings(described.parameters))
        login = self._master_login(described.secret_arn)
        self._server.create_master(login["username"], login["password"], described.database)

    def stop(self) -> None:
        """Stop it; the cluster keeps its data."""
        with _CHANGING:
            self._server.stop()

    def remove(self) -> None:
        """Stop it, and delete the data."""
        with _CHANGING:
            self._server.remove()

    def _described(self) -> FirstStart:
        rds = self._provider.client("rds")
        (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=self._identifier)["DBClusters"]
        pages = rds.get_paginator("describe_db_cluster_parameters")
        return FirstStart(
            database=cluster["DatabaseName"],
            secret_arn=cluster["MasterUserSecret"]["SecretArn"],
            parameters=values(pages.paginate(DBClusterParameterGroupName=cluster["DBClusterParameterGroup"])),
        )

    def _master_login(self, secret_arn: str) -> dict[str, str]:
        secret = self._provider.client("secretsmanager").get_secret_value(SecretId=secret_arn)
        return dict(json.loads(secret["SecretString"]))


def values(pages: Any) -> dict[str, str]:
    """Parameters that have a value, of every page that RDS answers with."""
    found = pages.search("Parameters[?ParameterValue].[ParameterName, ParameterValue]")
    return dict(found)


def _settings(parameters: Mapping[str, str]) -> dict[str, str]:
    logical = parameters.get("rds.logical_replication") == "1"
    settings = {name: parameters[name] for name in REPLICATION_PARAMETERS if parameters.get(name)}
    return {"wal_level": "logical" if logical else "replica", **settings}
