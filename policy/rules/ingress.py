"""Who may reach the database over the network."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Network
from typing import Any

from domain import networks
from domain.pipeline_config import shown
from policy.props import UNKNOWN, get, is_on, items, unlike
from policy.rule import Props, Resource, Rule, StackRule

INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLDER_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INSTANCE = "aws:rds/clusterInstance:ClusterInstance"

SHORTEST_IPV6_PREFIX = 32  # ARIN Number Resource Policy Manual, 6.5.2.1: what one provider gets at least


@dataclass(frozen=True, kw_only=True)
class _Keys:
    """How a way in calls its parts."""

    cidrs: tuple[str, str]
    prefix_list: str
    protocol: str


OF_A_RULE = _Keys(cidrs=("cidrIpv4", "cidrIpv6"), prefix_list="prefixListId", protocol="ipProtocol")
OF_A_BLOCK = _Keys(cidrs=("cidrBlocks", "ipv6CidrBlocks"), prefix_list="prefixListIds", protocol="protocol")


def closed_to_the_world(kind: str, props: Props) -> Iterator[str]:
    """No source is the internet, or so much of it that a few lines make it whole."""
    for way_in, keys in _ways_in(kind, props):
        for key in keys.cidrs:
            for cidr in items(get(way_in, key)):
                problem = _too_wide(str(cidr))
                if problem:
                    yield f"{key}: got {cidr}, {problem}"


def named_networks_only(resources: Sequence[Resource]) -> Iterator[tuple[Resource, str]]:
    """A public instance is reached from networks that the stack names, over one TCP port."""
    public = [r for r in resources if r.kind == INSTANCE and is_on(get(r.props, "publiclyAccessible"))]
    ways_in = [(resource, way_in) for resource in resources for way_in in _ways_in(resource.kind, resource.props)]
    if not public:
        return
    if not any(get(way_in, key) for _, (way_in, keys) in ways_in for key in keys.cidrs):
        for instance in public:
            yield instance, "publiclyAccessible: got true, want an ingress rule for the CIDR of each who may connect"
    for resource, (way_in, keys) in ways_in:
        for problem in _inexact(way_in, keys):
            yield resource, problem


def _ways_in(kind: str, props: Props) -> Iterator[tuple[Any, _Keys]]:
    if kind == INGRESS_RULE:
        yield props, OF_A_RULE
    elif kind == OLDER_RULE and get(props, "type") == "ingress":
        yield props, OF_A_BLOCK
    elif kind == SECURITY_GROUP:
        yield from ((block, OF_A_BLOCK) for block in items(get(props, "ingress")))


def _too_wide(cidr: str) -> str | None:
    if ":" not in cidr:
        try:
            networks.source_network(cidr)
        except ValueError as error:
            return str(error)
        return None
    try:
        wide = IPv6Network(cidr, strict=False).prefixlen < SHORTEST_IPV6_PREFIX
    except ValueError:
        return "want an IPv6 network like 2001:db8::/64"
    return f"want a prefix of /{SHORTEST_IPV6_PREFIX} or longer; name the addresses that need it" if wide else None


def _inexact(way_in: Any, keys: _Keys) -> Iterator[str]:
    if list(items(get(way_in, keys.prefix_list))):
        yield f"{keys.prefix_list}: got a list kept elsewhere, want the CIDRs themselves (the database is public)"
    protocol = get(way_in, keys.protocol)
    if unlike(protocol, "tcp"):
        yield f"{keys.protocol}: got {shown(protocol)}, want tcp (the database is public)"
    first, last = get(way_in, "fromPort"), get(way_in, "toPort")
    if UNKNOWN not in (first, last) and (first is None or first != last):
        yield f"fromPort, toPort: got {shown(first)} to {shown(last)}, want one port (the database is public)"


RULES = (
    Rule(
        id="closed-to-the-world",
        title="Nothing is let in from 0.0.0.0/0, from ::/0, or from so much that it comes to the same",
        why="whoever finds the port may try to log in, and the master logs in by a password",
        source='Amazon VPC User Guide, "Security group rules"',
        check=closed_to_the_world,
    ),
    StackRule(
        id="public-to-named-networks",
        title="A public database has a list of CIDRs that may reach it, over TCP, on one port",
        why="without such a list others decide who reaches a public address, or nobody does",
        source='Aurora User Guide, "Hiding a DB cluster in a VPC from the internet"',
        check=named_networks_only,
    ),
)
