"""The cluster parameters that TLS and replication ask for."""

from collections.abc import Iterator, Sequence
from typing import Any

from domain.cluster_parameters import SLOTS_BY_DEFAULT, SLOTS_PER_PIPELINE, cluster_parameters
from domain.pipeline_config import shown
from policy.pipelines import replicating
from policy.props import UNKNOWN, get, unlike
from policy.rule import Props, Resource, Rule, StackRule
from policy.rules.cluster import CLUSTER

PARAMETER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup"

WANTED = {parameter.name: parameter.value for parameter in cluster_parameters(pipelines=1)}
FORCE_SSL = "rds.force_ssl"
SWITCHES = ("rds.iam_auth_for_replication", "rds.logical_replication")
CAPACITIES = ("max_replication_slots", "max_wal_senders")


def forced_tls(kind: str, props: Props) -> Iterator[str]:
    """Every cluster has a parameter group that refuses a connection without TLS."""
    if kind == CLUSTER and get(props, "dbClusterParameterGroupName") is None:
        yield f"dbClusterParameterGroupName: got nothing, want a group with {FORCE_SSL} {WANTED[FORCE_SSL]}"
    if _is_for_postgresql(kind, props):
        yield from _wrong(props, FORCE_SSL)


def replication_by_iam(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """Where there is a pipeline, logical replication is on, and IAM users may replicate."""
    for resource in resources if replicating(resources) else ():
        if _is_for_postgresql(resource.kind, resource.props):
            for name in SWITCHES:
                yield from ((resource, problem) for problem in _wrong(resource.props, name))


def enough_slots(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """Every pipeline's slot, and the temporary one of its snapshot, has room."""
    slots = sum(pipeline.slots for pipeline in replicating(resources))
    needed = slots * SLOTS_PER_PIPELINE
    for resource in resources:
        for name in CAPACITIES if _is_for_postgresql(resource.kind, resource.props) else ():
            value = parameter(resource.props, name)
            room = SLOTS_BY_DEFAULT if value is None else value
            if room is not UNKNOWN and (not str(room).isdecimal() or int(room) < needed):
                yield resource, f"{name}: got {shown(room)}, want {needed} or more ({SLOTS_PER_PIPELINE} for each slot)"


def parameter(props: Props, name: str) -> Any:
    """The value of a parameter; None: it is not set; UNKNOWN: it, or what else is in the group, is not known yet."""
    listed = get(props, "parameters")
    members = listed if isinstance(listed, list | tuple) else [listed]
    for member in members:
        if get(member, "name") == name:
            return get(member, "value")
    return UNKNOWN if any(get(member, "name") is UNKNOWN for member in members) else None


def _wrong(props: Props, name: str) -> Iterator[str]:
    value = parameter(props, name)
    if unlike(value, WANTED[name]):
        yield f"{name}: got {shown(value)}, want {WANTED[name]}"


def _is_for_postgresql(kind: str, props: Props) -> bool:
    return kind == PARAMETER_GROUP and str(get(props, "family")).startswith("aurora-postgresql")


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
