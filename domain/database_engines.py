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
    parameters_for: str
    """What the parameters are for when there are pipelines."""
    kept_awake_by: str
    """Why its writer never pauses when there are: replication, or an open connection (Aurora User Guide, "Scaling to
    Zero ACUs")."""
    log_exports: Sequence[str]
    """`iam-db-auth-error` tells apart what clients only see as a failed login (RDS API, CreateDBCluster)."""
    keeps_position: bool
    """Whether the database remembers how far a pipeline has read, as a replication slot does."""


AURORA_POSTGRESQL = DatabaseEngine(
    name="aurora-postgresql",
    title="Aurora PostgreSQL",
    parameter_group_family=cluster_parameters.parameter_group_family,
    parameters=cluster_parameters.cluster_parameters,
    parameters_for="Logical replication with IAM",
    kept_awake_by="logical replication",
    log_exports=("postgresql", "iam-db-auth-error"),
    keeps_position=True,
)

AURORA_MYSQL = DatabaseEngine(
    name="aurora-mysql",
    title="Aurora MySQL",
    parameter_group_family=mysql_parameters.parameter_group_family,
    parameters=mysql_parameters.cluster_parameters,
    parameters_for="Binary log of whole rows",
    kept_awake_by="the reader of the binary log",
    log_exports=("error", "iam-db-auth-error"),
    keeps_position=False,
)
