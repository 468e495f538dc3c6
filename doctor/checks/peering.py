"""Link 5 by way of a VPC peering, hop by hop, for chains that have one: N8 to N11, and N2 at its end.

Each side's account tells of the connection, and of its own routes and options. While the connection is not active,
routes over it are `blackhole` and its options cannot be set, so neither is judged. Whether the Redpanda cluster's
egress firewall lets the pipelines out is `check_egress` of `pipeline_state`.
"""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any

from doctor.chain import caller
from doctor.checks.cluster_seen import cluster_seen
from doctor.checks.fix_commands import APPLY_AGAIN, in_database_account, setting
from doctor.facts.facts import ClusterFacts, Facts, Unavailable
from doctor.facts.peering import PeeringFacts, RouteFacts
from doctor.finding import Finding, changing, failed, not_applicable, passed, unknown
from domain.networks import is_within

LINK = 5
ACTIVE = "active"
BEGINNING = {"initiating-request", "provisioning"}
"""On the way to another status by itself (Amazon VPC Peering Guide, "VPC peering connection lifecycle")."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """From the subnets of one side to the network of the other."""

    check: str
    side: str
    """Where the routes are: `requester` or `accepter`, a key of the chain's `peering`."""
    to: str
    cause: str
    key: str
    """Of the stack file, which names the route tables."""


THERE = Way(check="routes to the database", side="requester", to="accepter", cause="N9", key="peering: routeTableIds")
BACK = Way(
    check="routes back from the database",
    side="accepter",
    to="requester",
    cause="N10",
    key="peering: database: routeTableIds",
)


def check_connection(facts: Facts) -> Iterator[Finding]:
    """N8: whether the connection carries packets."""
    check, seen = "VPC peering is active", _either(facts)
    if not _peering(facts):
        yield not_applicable(LINK, check, "the stack has no peering")
    elif isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif seen.status == ACTIVE:
        yield passed(LINK, check, f"{_id(facts)} is {ACTIVE}")
    elif seen.status in BEGINNING:
        yield changing(LINK, check, f"{_id(facts)}: got {seen.status}, want {ACTIVE}; look again in a minute")
    else:
        saw = f"{_id(facts)}: got {_status(seen)}, want {ACTIVE}"
        yield failed(LINK, check, saw, cause="N8", fix=_activate(facts, seen))


def check_routes_there(facts: Facts) -> Iterator[Finding]:
    """N9: whether each of the pipelines' route tables leads to the database's network over the connection."""
    yield from _routes(facts, THERE, facts.peering_requester)


def check_routes_back(facts: Facts) -> Iterator[Finding]:
    """N10: whether each of the database's route tables leads back."""
    yield from _routes(facts, BACK, facts.peering_accepter)


def check_names(facts: Facts) -> Iterator[Finding]:
    """N11: whether a public database's name resolves to its private address for the pipelines.

    That is an option of the VPC that the name belongs to, the accepter (EC2 API reference, PeeringConnectionOptions).
    """
    if not _peering(facts):
        return
    check, cluster, seen = "endpoint resolves to its private address", cluster_seen(facts), facts.peering_accepter
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif not cluster.public:
        yield not_applicable(LINK, check, "the database has no other address")
    elif isinstance(seen, Unavailable):
        yield unknown(LINK, check, seen.reason)
    elif seen.status != ACTIVE:
        yield unknown(LINK, check, f"the peering is {_status(seen)}")
    elif seen.names_resolve:
        yield passed(LINK, check, "AllowDnsResolutionFromRemoteVpc of the accepter is true")
    else:
        fix = in_database_account(
            facts.chain,
            *("ec2", "modify-vpc-peering-connection-options", "--vpc-peering-connection-id", _id(facts)),
            *("--accepter-peering-connection-options", "AllowDnsResolutionFromRemoteVpc=true"),
        )
        saw = "AllowDnsResolutionFromRemoteVpc of the accepter: got false, want true (the database is public)"
        yield failed(LINK, check, saw, cause="N11", fix=fix)


def check_network_is_let_in(facts: Facts) -> Iterator[Finding]:
    """N2: whether the database's security group lets in the pipelines' VPC."""
    if not _peering(facts):
        return
    check, cluster, cidr = "security group lets the pipelines' VPC in", cluster_seen(facts), _cidr(facts, "requester")
    if isinstance(cluster, Unavailable):
        yield unknown(LINK, check, cluster.reason)
    elif any(is_within(cidr, source) for source in cluster.let_in):
        yield passed(LINK, check, f"{cidr} may connect to port {cluster.port}")
    elif facts.chain["database"]["security_group_id"] is None:
        # Somebody else's rules may name a group of the other VPC, or a prefix list.
        yield unknown(LINK, check, f"its rules let in {_let_in(cluster)}; whom else they name, the stack does not tell")
    else:
        yield _shut_out(check, facts, cluster, cidr)


CHECKS = (check_connection, check_routes_there, check_routes_back, check_names, check_network_is_let_in)


def _peering(facts: Facts) -> Mapping[str, Any]:
    """The chain's section; empty: it has none."""
    told: Mapping[str, Any] = facts.chain.get("peering") or {}
    return told


def _id(facts: Facts) -> str:
    return str(_peering(facts)["connection_id"])


def _cidr(facts: Facts, side: str) -> str:
    return str(_peering(facts)[side]["cidr"])


def _either(facts: Facts) -> PeeringFacts | Unavailable:
    """Both accounts tell the status; the one that can be read is enough."""
    unread = isinstance(facts.peering_accepter, Unavailable)
    return facts.peering_requester if unread else facts.peering_accepter


def _status(seen: PeeringFacts) -> str:
    if seen.status is None:
        return "no such connection"
    return f"{seen.status} ({seen.message})" if seen.message else seen.status


def _activate(facts: Facts, seen: PeeringFacts) -> str:
    if seen.status == "pending-acceptance":
        accept = ("ec2", "accept-vpc-peering-connection", "--vpc-peering-connection-id", _id(facts))
        return f"{in_database_account(facts.chain, *accept)}; {APPLY_AGAIN}  # adds missing routes and options"
    again = f"{APPLY_AGAIN}  # asks anew, accepts, and routes over the new connection"
    if seen.status == "failed":
        return (
            f"mend what its message names: {_cidr(facts, 'requester')} and {_cidr(facts, 'accepter')} may not overlap, "
            f"nor other networks of the two VPCs; then {again}"
        )
    if seen.status == "rejected":
        return f"ask whoever rejected it in account {facts.chain['database']['account_id']}; then {again}"
    if seen.status == "deleting":
        return f"wait until it is deleted; then {again}"
    return again


def _routes(facts: Facts, way: Way, seen: PeeringFacts | Unavailable) -> Iterator[Finding]:
    if not _peering(facts):
        return
    tables, cidr = _peering(facts)[way.side]["route_table_ids"], _cidr(facts, way.to)
    if isinstance(seen, Unavailable):
        yield unknown(LINK, way.check, seen.reason)
        return
    if seen.status != ACTIVE:
        yield unknown(LINK, way.check, f"the peering is {_status(seen)}")
        return
    wrong = {table: saw for table in tables if (saw := _wrong(seen.routes.get(table), cidr, _id(facts)))}
    if not wrong:
        yield passed(LINK, way.check, f"{', '.join(tables)} lead to {cidr} over {_id(facts)}")
    else:
        told = ", ".join(f"{table} {saw}" for table, saw in wrong.items())
        saw = f"to {cidr}: got {told}, want a route over {_id(facts)}"
        # What is a comment for a shell goes last: it would hide the commands behind it.
        fixes = sorted((_mend(facts, way, table, seen.routes.get(table), cidr) for table in wrong), key=_is_noted)
        together = " && " if seen.routes.keys() >= wrong.keys() else "; "
        yield failed(LINK, way.check, saw, cause=way.cause, fix=together.join(fixes))


def _taken(routes: tuple[RouteFacts, ...], cidr: str) -> RouteFacts | None:
    """The most specific route to all of the network, which its packets take.

    Amazon VPC User Guide, "Route priority".
    """
    leading = [route for route in routes if is_within(cidr, route.cidr)]
    return max(leading, key=lambda route: ip_network(route.cidr).prefixlen, default=None)


def _wrong(routes: tuple[RouteFacts, ...] | None, cidr: str, connection: str) -> str:
    """What is there in place of a route over the connection; empty: nothing is wrong."""
    if routes is None:
        return "is gone"
    taken = _taken(routes, cidr)
    if taken is None:
        return "has no route"
    if taken.target != connection:
        return f"has {taken.cidr} over {taken.target or 'something else'}"
    return "" if taken.state == ACTIVE else f"has {taken.cidr} over {taken.target}, {taken.state}"


def _is_noted(fix: str) -> bool:
    return " # " in fix


def _mend(facts: Facts, way: Way, table: str, routes: tuple[RouteFacts, ...] | None, cidr: str) -> str:
    if routes is None:
        key = setting(facts.chain, way.key)
        return f"{APPLY_AGAIN}  # makes {table} anew if it made it, else take it out of {key} in the stack's YAML first"
    present = any(route.cidr == cidr for route in routes)
    arguments = (
        *("ec2", "replace-route" if present else "create-route", "--route-table-id", table),
        *("--destination-cidr-block", cidr, "--vpc-peering-connection-id", _id(facts)),
    )
    if way.side == "accepter":
        return in_database_account(facts.chain, *arguments)
    begins = caller(facts.chain)
    return shlex.join(["aws", *arguments, "--profile", begins.profile, "--region", begins.region])


def _shut_out(check: str, facts: Facts, cluster: ClusterFacts, cidr: str) -> Finding:
    group = facts.chain["database"]["security_group_id"]
    fix = in_database_account(
        facts.chain,
        *("ec2", "authorize-security-group-ingress", "--group-id", group),
        *("--protocol", "tcp", "--port", str(cluster.port), "--cidr", cidr),
    )
    saw = f"{group} lets in: got {_let_in(cluster)}, want {cidr}"
    return failed(LINK, check, saw, cause="N2", fix=fix)


def _let_in(cluster: ClusterFacts) -> str:
    return ", ".join(cluster.let_in) or "nobody"
