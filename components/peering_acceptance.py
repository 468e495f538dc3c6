"""Database account: the acceptance of a request to peer."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2


@dataclass(frozen=True, kw_only=True)
class PeeringAcceptanceArgs:
    """Which request."""

    connection_id: pulumi.Input[str]


class PeeringAcceptance(pulumi.ComponentResource):
    """An accepted connection, without a route: nobody reaches anybody by it alone."""

    connection_id: pulumi.Output[str]
    """The connection's id, once it is accepted."""

    def __init__(self, name: str, args: PeeringAcceptanceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PeeringAcceptance", name, None, opts)
        accepted = ec2.VpcPeeringConnectionAccepter(
            f"{name}-peering-accepted",
            vpc_peering_connection_id=args.connection_id,
            auto_accept=True,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.connection_id = accepted.id
        self.register_outputs({"connection_id": self.connection_id})
