"""Which Aurora cluster answers at a host name, its own or a proxy's, in whichever account and region moto keeps it."""

from dataclasses import replace

from moto.rds.models import DBCluster, RDSBackend, rds_backends

from domain import rds_proxy
from lab.backends.backend import LabError
from lab.cloud.aurora_cluster import AuroraCluster
from lab.cloud.iam_lookups import backends
from lab.cloud.proxies import Proxies, Way
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer

ENGINE = "aurora-postgresql"

# Aurora User Guide, "IAM authentication for logical replication": it takes both.
REPLICATION_PARAMETERS = ("rds.iam_auth_for_replication", "rds.logical_replication")


class AuroraClusters:
    """Every cluster that has a PostgreSQL server running behind it."""

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
        return None

    def _behind(self, way: Way, host: str) -> AuroraCluster | None:
        for rds in backends(rds_backends):
            cluster = rds.clusters.get(way.cluster_identifier)
            if cluster and (rds.account_id, rds.region_name) == (way.account, way.region):
                found = self._answering(rds, cluster, host)
                return found and replace(found, port=rds_proxy.PORT, proxy=way.front(_readers(cluster)))
        return None

    def _answering(self, rds: RDSBackend, cluster: DBCluster, host: str) -> AuroraCluster | None:
        server = PostgresServer(self._servers / cluster.db_cluster_identifier)
        try:
            postgres_port = server.port
        except LabError:  # not running: the cluster has no instance yet, or none any more
            return None
        return AuroraCluster(
            endpoint=host,
            port=cluster.port,
            region=rds.region_name,
            account=rds.account_id,
            resource_id=cluster.db_cluster_resource_id,
            status=cluster.status,
            iam_authentication=cluster.iam_database_authentication_enabled,
            iam_auth_for_replication=all(
                _cluster_parameter(rds, cluster, name) == "1" for name in REPLICATION_PARAMETERS
            ),
            socket_directory=server.socket_directory,
            postgres_port=postgres_port,
        )


def _readers(cluster: DBCluster) -> int:
    return sum(not member["IsClusterWriter"] for member in cluster.db_cluster_members)


def _cluster_parameter(rds: RDSBackend, cluster: DBCluster, name: str) -> str | None:
    """The value in the cluster's parameter group; None where the group, which moto does not insist on, is missing."""
    group = rds.db_cluster_parameter_groups.get(cluster.parameter_group)
    parameter = group.parameters.get(name, {}) if group else {}
    value = parameter.get("ParameterValue")
    return None if value is None else str(value)
