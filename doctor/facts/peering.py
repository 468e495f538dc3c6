"""The VPC peering of a chain that has one, as the account of one side tells of it: the connection, and its routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doctor.facts.aws import Account, Missing


@dataclass(frozen=True, kw_only=True)
class RouteFacts:
    """A route of a table to IPv4 addresses."""

    cidr: str
    target: str
    """Id of what it leads to, `pcx-...` or `nat-...`; `local` is the VPC itself; empty: not told."""
    state: str
    """`active` or `blackhole`: what it leads to is gone (EC2 API reference, Route)."""


@dataclass(frozen=True, kw_only=True)
class PeeringFacts:
    """One side's view."""

    status: str | None
    """`active`, `pending-acceptance`, ... (EC2 API reference, VpcPeeringConnectionStateReason); None: there is none."""
    message: str
    """What AWS says to the status; empty: nothing."""
    names_resolve: bool
    """Whether its public names resolve to private addresses for the other side (`AllowDnsResolutionFromRemoteVpc`)."""
    routes: Mapping[str, tuple[RouteFacts, ...]]
    """By route table; one that does not exist is not among them."""


def peering_facts(account: Account, connection_id: str, side: str, tables: list[str]) -> PeeringFacts:
    """Of `requester` or `accepter`, in its account, with its route tables; raises Unreadable."""
    try:
        told = account.read("ec2", "describe_vpc_peering_connections", VpcPeeringConnectionIds=[connection_id])
        connections = told["VpcPeeringConnections"]
    except Missing:
        connections = []
    connection = connections[0] if connections else {}
    status = connection.get("Status", {})
    options = connection.get(f"{side.capitalize()}VpcInfo", {}).get("PeeringOptions", {})
    # By a filter: a table that is gone must not keep the others from being told.
    listed = account.read_all(
        "ec2", "describe_route_tables", "RouteTables", Filters=[{"Name": "route-table-id", "Values": tables}]
    )
    return PeeringFacts(
        status=status.get("Code"),
        message=status.get("Message", ""),
        names_resolve=options.get("AllowDnsResolutionFromRemoteVpc", False),
        routes={
            table["RouteTableId"]: tuple(_route(route) for route in table["Routes"] if "DestinationCidrBlock" in route)
            for table in listed
        },
    )


def _route(route: Mapping[str, Any]) -> RouteFacts:
    """Of all that a route may lead to, it has one (EC2 API reference, Route)."""
    targets = (
        *("VpcPeeringConnectionId", "TransitGatewayId", "NatGatewayId", "GatewayId", "NetworkInterfaceId"),
        *("LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn"),
    )
    return RouteFacts(
        cidr=route["DestinationCidrBlock"],
        target=next((route[name] for name in targets if route.get(name)), ""),
        state=route["State"],
    )
