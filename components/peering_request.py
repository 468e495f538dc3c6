"""Application account: the request to peer its VPC with the database's."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2


@dataclass(frozen=True, kw_only=True)
class PeeringRequestArgs:
    """Whose VPC asks whose."""

    vpc_id: pulumi.Input[str]
    """The VPC the clients are in: of a Redpanda cluster, the cluster's (Redpanda Cloud docs, "VPC peering on AWS")."""
    database_vpc_id: pulumi.Input[str]
    database_account_id: str
    database_region: str


class PeeringRequest(pulumi.ComponentResource):
    """A connection that waits to be accepted by the other account; it makes no route."""

    connection_id: pulumi.Output[str]
    """`pcx-...`: what the other account accepts."""

    def __init__(self, name: str, args: PeeringRequestArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PeeringRequest", name, None, opts)
        connection = ec2.VpcPeeringConnection(
            f"{name}-peering",
            vpc_id=args.vpc_id,
            peer_vpc_id=args.database_vpc_id,
            peer_owner_id=args.database_account_id,
            peer_region=args.database_region,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.connection_id = connection.id
        self.register_outputs({"connection_id": self.connection_id})
