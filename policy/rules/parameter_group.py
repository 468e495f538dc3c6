"""The cluster parameters that TLS and replication ask for."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.database_engines import AURORA_MYSQL, AURORA_POSTGRESQL
from domain.pipeline_config import shown
from policy.pipelines import reads_mysql, reads_postgres, slots
from policy.props import UNKNOWN, get, unlike
from policy.rule import Props, Resource, Rule, StackRule
from policy.rules.cluster import CLUSTER

PARAMETER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup"

# By engine.
FORCED_TLS = {AURORA_POSTGRESQL.name: "rds.force_ssl", AURORA_MYSQL.name: "require_secure_transport"}
SWITCHES = {
    AURORA_POSTGRESQL.name: ("rds.iam_auth_for_replication", "rds.logical_replication"),
    AURORA_MYSQL.name: ("binlog_format",),
}
CAPACITIES = ("max_replication_slots", "max_wal_senders")

# Stated here and not taken from the code that is judged: a wrong value there has to be a violation.
WANTED = {
    "binlog_format": "ROW",  # Redpanda Connect documentation, mysql_cdc: reads rows, not statements
    "rds.force_ssl": "1",  # Aurora User Guide, "Requiring an SSL/TLS connection"
    "rds.iam_auth_for_replication": "1",  # Aurora User Guide, "IAM authentication for logical replication"
    "rds.logical_replication": "1",  # Aurora User Guide, "Setting up logical replication"
    "require_secure_transport": "ON",  # RDS User Guide, "Requiring SSL/TLS for all connections"
}
SLOTS_PER_PIPELINE = (
    2  # its own, and a temporary one while it reads a snapshot (redpanda-data/connect, pglogicalstream)
)
SLOTS_BY_DEFAULT = 20  # Aurora User Guide, "Aurora PostgreSQL parameters"


def forced_tls(kind: str, props: Props) -> Iterator[str]:
    """Every cluster has a parameter group that refuses a connection without TLS."""
    if kind == CLUSTER and not _is_own(group := get(props, "dbClusterParameterGroupName")):
        wanted = " or ".join(f"{name} {WANTED[name]}" for name in FORCED_TLS.values())
        yield f"dbClusterParameterGroupName: got {shown(group)}, want a group with {wanted}"
    if engine := _engine(kind, props):
        yield from _wrong(props, FORCED_TLS[engine])


def replication_by_iam(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """Where there is a pipeline, changes are logged as it reads them, and IAM users may replicate.

    Which cluster a pipeline reads is not known before there is one: every group of the engine has to do.
    """
    read = {AURORA_POSTGRESQL.name: reads_postgres(resources), AURORA_MYSQL.name: reads_mysql(resources)}
    for resource in resources:
        engine = _engine(resource.kind, resource.props)
        for name in SWITCHES[engine] if engine and read[engine] else ():
            yield from ((resource, problem) for problem in _wrong(resource.props, name))


def enough_slots(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """Every pipeline's slot, and the temporary one of its snapshot, has room."""
    needed = slots(resources) * SLOTS_PER_PIPELINE
    for resource in resources:
        for name in CAPACITIES if _engine(resource.kind, resource.props) == AURORA_POSTGRESQL.name else ():
            value = parameter(resource.props, name)
            room = SLOTS_BY_DEFAULT if value is None else value
            if room is not UNKNOWN and (not str(room).isdecimal() or int(room) < needed):
                yield resource, f"{name}: got {shown(room)}, want {needed} or more ({SLOTS_PER_PIPELINE} for each slot)"


def parameter(props: Props, name: str) -> Any:
    """The value of a parameter; None: it is not set; UNKNOWN: it, or what else is in the group, is not known yet.

    `2 values` where it is set twice: which of them RDS takes is nowhere said.
    """
    listed = get(props, "parameters")
    members = listed if isinstance(listed, list | tuple) else [listed]
    values = [get(member, "value") for member in members if get(member, "name") == name]
    if len(values) > 1:
        return f"{len(values)} values"
    if values:
        return values[0]
    return UNKNOWN if any(get(member, "name") is UNKNOWN for member in members) else None


def _wrong(props: Props, name: str) -> Iterator[str]:
    value = parameter(props, name)
    if unlike(value, WANTED[name]):
        yield f"{name}: got {shown(value)}, want {WANTED[name]}"


def _is_own(group: Any) -> bool:
    """Whether it is, or may be, a group whose parameters can be set: those of RDS's `default.` groups cannot."""
    return group not in (None, "") and not str(group).lower().startswith("default.")


def _engine(kind: str, props: Props) -> str | None:
    """The engine whose parameters the group holds; None: this is no group, or one of another engine."""
    family = str(get(props, "family")) if kind == PARAMETER_GROUP else ""
    return next((engine for engine in FORCED_TLS if family.startswith(engine)), None)


RULES = (
    Rule(
        id="forced-tls",
        title="The cluster refuses connections without TLS",
        why="a login token sent in clear can be used by whoever reads it, for fifteen minutes",
        source='Aurora User Guide, "Requiring an SSL/TLS connection to an Aurora PostgreSQL DB cluster"',
        check=forced_tls,
    ),
    StackRule(
        id="replication-by-iam",
        title="Where there is a pipeline, the cluster replicates, and lets IAM users replicate",
        why="without these parameters a pipeline logs in and then cannot open its replication connection",
        source='Aurora User Guide, "IAM authentication for logical replication"',
        check=replication_by_iam,
    ),
    StackRule(
        id="enough-slots",
        title="There is room for every pipeline's slots and WAL senders",
        why="the pipeline that comes last cannot make its slot, and room comes only with a reboot",
        source='Aurora User Guide, "Aurora PostgreSQL parameters": max_replication_slots, max_wal_senders',
        check=enough_slots,
    ),
)
