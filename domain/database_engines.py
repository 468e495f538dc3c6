"""The engines of Aurora, and what differs between them for whoever makes a cluster or a pipeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain import cluster_parameters, mysql_parameters
from domain.cluster_parameters import ClusterParameter


@dataclass(frozen=True, kw_only=True)
class DatabaseEngine:
    """One engine."""

    name: str
    """As RDS calls it."""
    title: str
    """As people call it, in descriptions."""
    parameter_group_family: Callable[[str], str]
    """From an engine version; raises ValueError for one that does not fit."""
    parameters: Callable[[int], list[ClusterParameter]]
    """From a number of pipelines."""
    replication: str
    """What the parameters are for when there are pipelines."""
    log_exports: Sequence[str]
    """`iam-db-auth-error` tells apart what clients only see as a failed login (RDS API, CreateDBCluster)."""
    keeps_position: bool
    """Whether the database remembers how far a pipeline has read, as a replication slot does."""


AURORA_POSTGRESQL = DatabaseEngine(
    name="aurora-postgresql",
    title="Aurora PostgreSQL",
    parameter_group_family=cluster_parameters.parameter_group_family,
    parameters=cluster_parameters.cluster_parameters,
    replication="Logical replication with IAM",
    log_exports=("postgresql", "iam-db-auth-error"),
    keeps_position=True,
)

AURORA_MYSQL = DatabaseEngine(
    name="aurora-mysql",
    title="Aurora MySQL",
    parameter_group_family=mysql_parameters.parameter_group_family,
    parameters=mysql_parameters.cluster_parameters,
    replication="Binary log of whole rows",
    log_exports=("error", "iam-db-auth-error"),
    keeps_position=False,
)
