"""Which database answers at a host name, its own or a proxy's, in whichever account and region moto keeps it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moto.rds.models import DBCluster, DBInstance, RDSBackend, rds_backends

from domain import rds_proxy
from lab.backends.backend import LabError
from lab.cloud.aurora_cluster import AuroraCluster
from lab.cloud.iam_lookups import backends
from lab.cloud.proxies import Proxies, Way
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer

ENGINE = "aurora-postgresql"
PORT = 5432  # RDS API reference, CreateDBInstance, Port
INSTANCE_ENGINE = "postgres"
"""RDS for PostgreSQL: an instance without a cluster."""

# Aurora User Guide, "IAM authentication for logical replication": it takes both, on a cluster and on an instance.
REPLICATION_PARAMETERS = ("rds.iam_auth_for_replication", "rds.logical_replication")


class AuroraClusters:
    """Every cluster, and every instance without one, that has a PostgreSQL server running behind it."""

    def __init__(self, paths: LabPaths) -> None:
        self._servers = paths.databases
        self._proxies = Proxies(paths)

    def cluster_at(self, host: str) -> AuroraCluster | None:
        """The cluster whose endpoint this is, or that of a proxy in front of it; None where nothing would answer.

        Readers are the writer here: the lab has one server per cluster.
        """
        way = self._proxies.way_from(host)
        if way:
            return self._behind(way, host)
        for rds in backends(rds_backends):
            for cluster in list(rds.clusters.values()):
                if cluster.engine == ENGINE and host in (cluster.endpoint, cluster.reader_endpoint):
                    return self._answering(rds, cluster, host)
            for instance in list(rds.databases.values()):
                if instance.engine == INSTANCE_ENGINE and host == instance.address:
                    return self._answering(rds, instance, host)
        return None

    def _behind(self, way: Way, host: str) -> AuroraCluster | None:
        for rds in backends(rds_backends):
            cluster = rds.clusters.get(way.cluster_identifier)
            if cluster and (rds.account_id, rds.region_name) == (way.account, way.region):
                found = self._answering(rds, cluster, host)
                return found and replace(found, port=rds_proxy.PORT, proxy=way.front(_readers(cluster)))
        return None

    def _answering(self, rds: RDSBackend, database: DBCluster | DBInstance, host: str) -> AuroraCluster | None:
        server = PostgresServer(self._servers / database.resource_id)
        try:
            postgres_port = server.port
        except LabError:  # not running: the cluster has no instance yet, or none any more
            return None
        if isinstance(database, DBCluster):
            resource_id, parameters = database.db_cluster_resource_id, _of_cluster(rds, database)
        else:
            resource_id, parameters = database.dbi_resource_id, database.db_parameter_groups()[0].parameters
        return AuroraCluster(
            endpoint=host,
            port=int(database.port or PORT),
            region=rds.region_name,
            account=rds.account_id,
            resource_id=resource_id,
            status=database.status,
            iam_authentication=database.iam_database_authentication_enabled,
            iam_auth_for_replication=all(_value(parameters, name) == "1" for name in REPLICATION_PARAMETERS),
            socket_directory=server.socket_directory,
            postgres_port=postgres_port,
        )


def _readers(cluster: DBCluster) -> int:
    return sum(not member["IsClusterWriter"] for member in cluster.db_cluster_members)


def _of_cluster(rds: RDSBackend, cluster: DBCluster) -> Mapping[str, Any]:
    """The parameters of its group; none where the group, which moto does not insist on, is missing."""
    group = rds.db_cluster_parameter_groups.get(cluster.parameter_group)
    return group.parameters if group else {}


def _value(parameters: Mapping[str, Any], name: str) -> str | None:
    value = parameters.get(name, {}).get("ParameterValue")
    return None if value is None else str(value)
