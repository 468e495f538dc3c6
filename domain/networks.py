"""CIDR rules: who may reach the database, and how a VPC is split into one subnet per zone."""

from ipaddress import IPv4Network, ip_network

INTERNET = "0.0.0.0/0"
"""The destination of a default route; never a source."""

SHORTEST_ALLOWED_PREFIX = 8
"""0.0.0.0/0 is the whole internet, and 0.0.0.0/1 with 128.0.0.0/1 is the same in two lines."""

SHORTEST_PUBLIC_PREFIXES = {4: 24, 6: 48}
"""By version of IP: the smallest networks that the internet routes, those of one site (RFC 7454, 6.1.3)."""

PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""Nobody comes from there over the internet (RFC 1918, RFC 4193)."""

SMALLEST_SUBNET_PREFIX = 28  # Amazon VPC User Guide, "Subnet CIDR blocks": /16 to /28
LARGEST_VPC_PREFIX = 16
TASK_PARTS = 8
"""One for the NAT gateway, and one for each zone of a region: none has more than six."""


def source_network(cidr: str) -> IPv4Network:
    """A network that may be let in, `203.0.113.7/32`; raises ValueError for the open internet or host bits set."""
    network = _network(cidr)
    if network.prefixlen < SHORTEST_ALLOWED_PREFIX:
        raise ValueError(
            f"want a prefix of /{SHORTEST_ALLOWED_PREFIX} or longer (a database open to the world is never right); "
            "name the addresses that need it"
        )
    return network


def check_public_source(cidr: str) -> None:
    """Raises ValueError for a network, of either version of IP, that is too much to let in to a public database."""
    network = ip_network(cidr, strict=False)
    shortest = SHORTEST_PUBLIC_PREFIXES[network.version]
    private = any(network[0] in other and network[-1] in other for other in PRIVATE)
    if network.prefixlen < shortest and not private:
        raise ValueError(
            f"want a prefix of /{shortest} or longer (the database is public); name the addresses that need it"
        )


def check_apart(cidr: str, other: str) -> None:
    """Raises ValueError for two networks that share an address: VPCs of such networks cannot be peered.

    Amazon VPC Peering Guide, "VPC peering limitations".
    """
    if _network(cidr).overlaps(_network(other)):
        raise ValueError(f"want a network apart from {other} (VPCs that overlap cannot be peered)")


def is_within(cidr: str, other: str) -> bool:
    """Whether every address of the first IPv4 network is of the other: `("10.1.2.0/24", "10.1.0.0/16")` is."""
    inner, outer = ip_network(cidr), ip_network(other)
    return isinstance(inner, IPv4Network) and isinstance(outer, IPv4Network) and inner.subnet_of(outer)


def subnets_of(vpc_cidr: str, zones: int) -> list[str]:
    """Equal subnets, one per zone: `("10.20.0.0/24", 2)` to `["10.20.0.0/25", "10.20.0.128/25"]`.

    Raises ValueError for a VPC outside AWS's sizes or too small for the zones.
    """
    network = _network(vpc_cidr)
    subnet_prefix = network.prefixlen + (zones - 1).bit_length()
    if network.prefixlen < LARGEST_VPC_PREFIX or subnet_prefix > SMALLEST_SUBNET_PREFIX:
        raise ValueError(
            f"want a network from /{LARGEST_VPC_PREFIX} down to /{SMALLEST_SUBNET_PREFIX - (zones - 1).bit_length()} "
            f"(Amazon VPC, with {zones} zones); the default /24 is enough for any number of pipelines"
        )
    return [str(subnet) for subnet, _ in zip(network.subnets(new_prefix=subnet_prefix), range(zones), strict=False)]


def task_subnets(vpc_cidr: str, zones: int) -> tuple[str, list[str]]:
    """The NAT gateway's subnet, and one per zone, of `TASK_PARTS` equal ones: another zone moves none of the others.

    `("10.91.0.0/24", 2)` to `("10.91.0.0/27", ["10.91.0.32/27", "10.91.0.64/27"])`. Raises ValueError for a VPC outside
    AWS's sizes or too small.
    """
    outside, *inside = subnets_of(vpc_cidr, TASK_PARTS)
    return outside, inside[:zones]


def _network(cidr: str) -> IPv4Network:
    try:
        return IPv4Network(cidr)
    except ValueError as error:
        raise ValueError(f"want an IPv4 network like 203.0.113.7/32 ({error})") from None
