"""What lets traffic into a security group, wherever a program writes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policy.props import UNKNOWN, Unknown, get, items, number
from policy.rule import Props

INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLDER_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"

TCP = ("tcp", "6")
ALL_PROTOCOLS = ("-1", "all")
LAST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class Keys:
    """How a way in calls its parts."""

    cidrs: tuple[str, str]
    prefix_list: str
    protocol: str


OF_A_RULE = Keys(cidrs=("cidrIpv4", "cidrIpv6"), prefix_list="prefixListId", protocol="ipProtocol")
OF_A_BLOCK = Keys(cidrs=("cidrBlocks", "ipv6CidrBlocks"), prefix_list="prefixListIds", protocol="protocol")


@dataclass(frozen=True, kw_only=True)
class WayIn:
    """A rule, or a block of rules, with its keys."""

    props: Any
    keys: Keys
    group: Any
    """The id of its security group; UNKNOWN until that is made."""

    @property
    def protocol(self) -> Any:
        """Its name or number; `-1`: every one."""
        protocol = get(self.props, self.keys.protocol)
        return protocol.lower() if isinstance(protocol, str) else protocol

    @property
    def ports(self) -> tuple[Any, Any]:
        """The first and the last."""
        return get(self.props, "fromPort"), get(self.props, "toPort")

    def cidrs(self) -> Iterator[tuple[str, str]]:
        """Each network that is known, with its key."""
        yield from ((key, str(cidr)) for key in self.keys.cidrs for cidr in items(get(self.props, key)) if cidr != "")

    def names_a_network(self) -> bool:
        """Whether it is about networks, be they known yet or not."""
        return any(get(self.props, key) for key in self.keys.cidrs)

    def names_a_list(self) -> bool:
        """Whether it is about a prefix list, whose networks are kept elsewhere."""
        return any(items(get(self.props, self.keys.prefix_list)))

    def may_reach(self, port: float | Unknown) -> bool:
        """Whether it lets in TCP on the port, as far as is known."""
        if self.protocol in ALL_PROTOCOLS:
            return True
        if self.protocol not in (*TCP, None, UNKNOWN):
            return False
        first, last = self.ports
        return isinstance(port, Unknown) or bool(number(first, 0) <= port <= number(last, LAST_PORT))


def ways_in(kind: str, props: Props) -> Iterator[WayIn]:
    """Each of a resource: none, the rule that it is, or those within."""
    if kind == INGRESS_RULE:
        yield WayIn(props=props, keys=OF_A_RULE, group=get(props, "securityGroupId"))
    elif kind == OLDER_RULE and get(props, "type") == "ingress":
        yield WayIn(props=props, keys=OF_A_BLOCK, group=get(props, "securityGroupId"))
    elif kind in (SECURITY_GROUP, DEFAULT_GROUP):
        for block in items(get(props, "ingress")):
            yield WayIn(props=block, keys=OF_A_BLOCK, group=get(props, "id"))
