"""Either account: what one side of an accepted peering adds, its routes and how it resolves the other side's names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_aws import ec2


@dataclass(frozen=True, kw_only=True)
class PeeringSideArgs:
    """One side, and the way to the other."""

    role: Literal["requester", "accepter"]
    """Which side of the connection it is."""
    connection_id: pulumi.Input[str]
    """Of a connection that is accepted: until then its options cannot be set."""
    route_table_ids: Sequence[pulumi.Input[str]]
    """Those of the subnets that connect, or answer."""
    other_cidr: str
    """The other side's VPC."""

    def __post_init__(self) -> None:
        if not self.route_table_ids:
            raise ValueError("route_table_ids: got none, want at least one (without a route nothing is reached)")


class PeeringSide(pulumi.ComponentResource):
    """Routes to the other side from each route table, and names that resolve to the other side's private addresses.

    It opens no security group: who may connect is the group's to say.
    """

    ready: pulumi.Output[str]
    """The connection's id, once there is a route from every table."""

    def __init__(self, name: str, args: PeeringSideArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PeeringSide", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        routes = [
            ec2.Route(
                # By the table, not by its place: a route that moves to a table that has one already is refused.
                f"{name}-peering-route-{table if isinstance(table, str) else number}",
                route_table_id=table,
                destination_cidr_block=args.other_cidr,
                vpc_peering_connection_id=args.connection_id,
                opts=pulumi.ResourceOptions(parent=self, aliases=[pulumi.Alias(name=f"{name}-peering-route-{number}")]),
            )
            for number, table in enumerate(args.route_table_ids)
        ]
        # An endpoint that is public has two addresses; over the peering only the private one answers.
        asks = args.role == "requester"
        ec2.PeeringConnectionOptions(
            f"{name}-peering-names",
            vpc_peering_connection_id=args.connection_id,
            requester=ec2.PeeringConnectionOptionsRequesterArgs(allow_remote_vpc_dns_resolution=True) if asks else None,
            accepter=None if asks else ec2.PeeringConnectionOptionsAccepterArgs(allow_remote_vpc_dns_resolution=True),
            opts=child,
        )
        self.ready = pulumi.Output.all(args.connection_id, *(route.id for route in routes)).apply(
            lambda known: str(known[0])
        )
        self.register_outputs({"ready": self.ready})
