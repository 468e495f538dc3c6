"""A database with a public address: who may reach it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain import networks
from domain.pipeline_config import shown
from policy.props import UNKNOWN, Unknown, get, is_known, is_on, items, number
from policy.rule import Props, Resource, Rule, StackRule
from policy.rules.cluster import CLUSTER, INSTANCE
from policy.rules.ingress import too_wide
from policy.ways_in import TCP, WayIn, ways_in

CLUSTER_INSTANCE = "aws:rds/clusterInstance:ClusterInstance"

DEFAULT_PORTS = {"aurora-postgresql": 5432, "postgres": 5432, "aurora-mysql": 3306, "mysql": 3306, "mariadb": 3306}
"""By engine (RDS API, CreateDBCluster and CreateDBInstance, Port)."""


@dataclass(frozen=True, kw_only=True)
class _Door:
    """Where a database is reached."""

    ports: frozenset[float | Unknown]
    """UNKNOWN among them: any port may be its own."""
    groups: frozenset[str]
    """Ids of its security groups; empty: not known."""

    def may_be_reached(self, way_in: WayIn) -> bool:
        """Whether the way in leads here, as far as is known."""
        elsewhere = self.groups and way_in.group not in (*self.groups, None, UNKNOWN)
        return not elsewhere and any(map(way_in.may_reach, self.ports))


def says_whether_public(kind: str, props: Props) -> Iterator[str]:
    """An instance is public or private by the program's will."""
    if kind in (CLUSTER_INSTANCE, INSTANCE) and get(props, "publiclyAccessible") is None:
        yield "publiclyAccessible: got nothing, want true or false (RDS decides by the subnets otherwise)"


def named_networks_only(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """A public database is reached from networks that the stack names, over its one TCP port."""
    ways = [(resource, way_in) for resource in resources for way_in in ways_in(resource.kind, resource.props)]
    doors = [(instance, _door(instance, resources)) for instance in resources if _is_public(instance)]
    for instance, door in doors:
        if not any(way_in.names_a_network() and door.may_be_reached(way_in) for _, way_in in ways):
            want = "an ingress rule on its port for the CIDR of each who may connect"
            yield instance, f"publiclyAccessible: got true, want {want}"
    for resource, way_in in ways:
        if any(door.may_be_reached(way_in) for _, door in doors):
            yield from ((resource, problem) for problem in _inexact(way_in))


def _is_public(resource: Resource) -> bool:
    return resource.kind in (CLUSTER_INSTANCE, INSTANCE) and is_on(get(resource.props, "publiclyAccessible"))


def _door(instance: Resource, resources: Sequence[Resource]) -> _Door:
    made_for = [instance.props] if instance.kind == INSTANCE else _clusters(instance, resources) or [instance.props]
    groups = [get(props, "vpcSecurityGroupIds") for props in made_for]
    known = is_known(groups) and all(groups)
    return _Door(
        ports=frozenset(map(_port, made_for)),
        groups=frozenset(str(group) for listed in groups for group in items(listed)) if known else frozenset(),
    )


def _clusters(instance: Resource, resources: Sequence[Resource]) -> list[Props]:
    """The instance's cluster; all of the stack where it is not known which."""
    clusters = [resource.props for resource in resources if resource.kind == CLUSTER]
    if len(clusters) < 2:
        return clusters
    name = get(instance.props, "clusterIdentifier")
    return [cluster for cluster in clusters if name and get(cluster, "clusterIdentifier") == name] or clusters


def _port(props: Props) -> float | Unknown:
    given = get(props, "port")
    port: float | Unknown = number(given, UNKNOWN)
    return DEFAULT_PORTS.get(str(get(props, "engine")), UNKNOWN) if given is None else port


def _inexact(way_in: WayIn) -> Iterator[str]:
    """What keeps a way in from being a list of networks; one from a security group needs none."""
    keys, (first, last) = way_in.keys, way_in.ports
    if way_in.names_a_list():
        yield f"{keys.prefix_list}: got a list kept elsewhere, want the CIDRs themselves (the database is public)"
    if not way_in.names_a_network():
        return
    for key, cidr in way_in.cidrs():
        yield from (f"{key}: got {cidr}, {problem}" for problem in _wide(cidr))
    if way_in.protocol is not UNKNOWN and way_in.protocol not in TCP:
        yield f"{keys.protocol}: got {shown(way_in.protocol)}, want tcp (the database is public)"
    elif UNKNOWN not in (first, last) and (first is None or first != last):
        yield f"fromPort, toPort: got {shown(first)} to {shown(last)}, want one port (the database is public)"


def _wide(cidr: str) -> Iterator[str]:
    if too_wide(cidr):
        return  # `closed-to-the-world` refuses it
    try:
        networks.check_public_source(cidr)
    except ValueError as error:
        yield str(error)


RULES = (
    Rule(
        id="public-or-private",
        title="A database instance says whether it has a public address",
        why="left out, RDS gives it one where the subnets lead to the internet, and no preview shows it",
        source="RDS API Reference, CreateDBInstance: PubliclyAccessible",
        check=says_whether_public,
    ),
    StackRule(
        id="public-to-named-networks",
        title="A public database has a list of exact CIDRs that may reach it, over TCP, on its port alone",
        why="without such a list others decide who reaches a public address, or nobody does",
        source='Aurora User Guide, "Hiding a DB cluster in a VPC from the internet"',
        check=named_networks_only,
    ),
)
