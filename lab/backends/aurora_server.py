"""The PostgreSQL server behind an emulated Aurora cluster: there while the cluster has an instance."""

import json
import threading

from lab.backends.aws_provider import AwsProvider
from lab.services.postgres import PostgresServer

_CHANGING = threading.Lock()  # writer and readers are made and deleted at the same time, on threads of their own

REPLICATION_PARAMETERS = ("max_replication_slots", "max_wal_senders")


class AuroraServer:
    """Cluster storage and writer in one: readers have no server of their own."""

    def __init__(self, provider: AwsProvider, cluster_identifier: str) -> None:
        self._provider = provider
        self._cluster_identifier = cluster_identifier
        self._directory = provider.paths.databases / cluster_identifier
        self._server = PostgresServer(self._directory)

    def start(self) -> None:
        """Start it with the cluster's parameters, unless an earlier instance did; a new one gets master and database.

        A parameter group takes effect whole at the first start (Aurora User Guide, "Working with parameter groups").
        """
        with _CHANGING:
            if self._server.is_running():
                return
            new = not self._directory.exists()
            if new:
                self._server.initialise()
            cluster = self._provider.client("rds").describe_db_clusters(DBClusterIdentifier=self._cluster_identifier)
            described = cluster["DBClusters"][0]
            self._server.start(self._settings(described["DBClusterParameterGroup"]))
            if new:
                login = self._master_login(described["MasterUserSecret"]["SecretArn"])
                self._server.create_master(login["username"], login["password"], described["DatabaseName"])

    def stop(self) -> None:
        """Stop it; the cluster keeps its data."""
        with _CHANGING:
            self._server.stop()

    def remove(self) -> None:
        """Stop it, and delete the data."""
        with _CHANGING:
            self._server.remove()

    def _settings(self, parameter_group: str) -> dict[str, str]:
        pages = self._provider.client("rds").get_paginator("describe_db_cluster_parameters")
        found = pages.paginate(DBClusterParameterGroupName=parameter_group).search("Parameters[]")
        values = {parameter["ParameterName"]: parameter.get("ParameterValue") for parameter in found}
        logical = values.get("rds.logical_replication") == "1"
        settings = {name: values[name] for name in REPLICATION_PARAMETERS if values.get(name)}
        return {"wal_level": "logical" if logical else "replica", **settings}

    def _master_login(self, secret_arn: str) -> dict[str, str]:
        secret = self._provider.client("secretsmanager").get_secret_value(SecretId=secret_arn)
        return dict(json.loads(secret["SecretString"]))
