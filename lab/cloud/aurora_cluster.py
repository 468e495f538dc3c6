"""What a login depends on: the cluster, and the proxy in front of it if the client came by one."""

from dataclasses import dataclass, replace
from pathlib import Path

from domain import arns
from domain.iam_evaluation import Principal
from domain.rds_proxy import TargetRole


@dataclass(frozen=True, kw_only=True)
class ProxyFront:
    """A proxy that logs in by token, as the client of one of its endpoints meets it."""

    resource_id: str
    """`prx-...`, as in the ARNs of its clients' database users."""
    target_role: TargetRole
    readers: int
    """Of the cluster: what a READ_ONLY endpoint leads to."""
    role: Principal | None
    """Whom it logs in as; None: there is no such role, or its trust does not let RDS in."""


@dataclass(frozen=True, kw_only=True)
class AuroraCluster:
    """Read anew for each connection."""

    endpoint: str
    """The host name in the certificate and in the token."""
    port: int
    """The port in the token; the gate itself may listen on another."""
    region: str
    account: str
    resource_id: str
    """`cluster-ABC...`, as in the database users' ARNs."""
    status: str
    """Only `available` accepts connections."""
    iam_authentication: bool
    iam_auth_for_replication: bool
    """The cluster parameter `rds.iam_auth_for_replication`."""
    socket_directory: Path
    """Where PostgreSQL trusts whoever connects: `PostgresServer.socket_directory`."""
    postgres_port: int
    """Where PostgreSQL asks for a password, on loopback: `PostgresServer.port`."""
    proxy: ProxyFront | None = None
    """None: the client came straight to the cluster."""

    @property
    def socket(self) -> Path:
        """PostgreSQL's unix socket."""
        return self.socket_directory / f".s.PGSQL.{self.postgres_port}"

    @property
    def behind_proxy(self) -> "AuroraCluster":
        """The cluster as the proxy meets it."""
        return replace(self, proxy=None)

    def dbuser_arn(self, user: str) -> str:
        """What a client needs `rds-db:connect` on to log in as this user."""
        resource_id = self.proxy.resource_id if self.proxy else self.resource_id
        return arns.dbuser_arn_at(arns.partition_of(self.region), self.region, self.account, resource_id, user)
