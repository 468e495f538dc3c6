"""Who may reach anything at all over the network."""

from collections.abc import Iterator
from ipaddress import IPv6Network

from domain import networks
from policy.props import get, items
from policy.rule import Props, Rule
from policy.ways_in import PREFIX_LIST, PREFIX_LIST_ENTRY, ways_in

SHORTEST_IPV6_PREFIX = 32  # ARIN Number Resource Policy Manual, 6.5.2.1: what one provider gets at least


def closed_to_the_world(kind: str, props: Props) -> Iterator[str]:
    """No source is the internet, or so much of it that a few lines make it whole."""
    for key, cidr in _sources(kind, props):
        if problem := too_wide(cidr):
            yield f"{key}: got {cidr}, {problem}"


def too_wide(cidr: str) -> str | None:
    """What is wrong with a network that is let in; None: nothing."""
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


def _sources(kind: str, props: Props) -> Iterator[tuple[str, str]]:
    """Each network that is known, with its key; those of prefix lists, too, since a rule may name the list."""
    for way_in in ways_in(kind, props):
        yield from way_in.cidrs()
    if kind == PREFIX_LIST:
        for entry in items(get(props, "entries")):
            yield from (("entries.cidr", str(cidr)) for cidr in items(get(entry, "cidr")))
    elif kind == PREFIX_LIST_ENTRY:
        yield from (("cidr", str(cidr)) for cidr in items(get(props, "cidr")))


RULES = (
    Rule(
        id="closed-to-the-world",
        title="Nothing is let in from 0.0.0.0/0, from ::/0, or from so much that it comes to the same",
        why="whoever finds the port may try to log in, and the master logs in by a password",
        source='Amazon VPC User Guide, "Security group rules"',
        check=closed_to_the_world,
    ),
)
