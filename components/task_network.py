"""Application account: a network for tasks, whose way out is one address that is known before."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pulumi
from pulumi_aws import ec2

from components.routed_subnet import routed_subnet
from domain import networks


@dataclass(frozen=True, kw_only=True)
class TaskNetworkArgs:
    """How large it is, in which zones, and as whom its tasks are seen."""

    cidr: str
    """Split into a subnet for the NAT gateway, and one per zone (`networks.task_subnets`)."""
    availability_zones: Sequence[str]
    """Each keeps its place in the list once deployed; more may follow."""
    nat_allocation_id: str
    """Of an Elastic IP of the account that nothing uses: others let its address in, so it is not made here."""


class TaskNetwork(pulumi.ComponentResource):
    """Subnets that nobody reaches from outside, behind one NAT gateway in the first zone.

    Without that zone the tasks are alive and reach nothing; a gateway per zone would have an address each.
    """

    vpc_id: pulumi.Output[str]
    """For the tasks' security group."""
    subnet_ids: pulumi.Output[Sequence[str]]
    """For the tasks; they exist together with their way out."""
    nat_address: pulumi.Output[str]
    """What the database, the brokers and AWS see."""

    def __init__(self, name: str, args: TaskNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:TaskNetwork", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        prefix, zones = f"{name}-tasks", args.availability_zones
        vpc = ec2.Vpc(f"{prefix}-vpc", cidr_block=args.cidr, tags={"Name": prefix}, opts=child)
        routed_here = partial(routed_subnet, prefix, vpc_id=vpc.id, opts=child)
        self.vpc_id = vpc.id
        outside, inside = networks.task_subnets(args.cidr, len(zones))
        gateway = ec2.InternetGateway(
            f"{prefix}-internet-gateway",
            vpc_id=vpc.id,
            # It cannot leave a VPC whose NAT gateway still has an address (Amazon EC2 API, DetachInternetGateway).
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["vpcId"]),
        )
        public = ec2.RouteTable(f"{prefix}-public-table", vpc_id=vpc.id, opts=child)
        out = ec2.Route(
            f"{prefix}-internet-route",
            route_table_id=public.id,
            destination_cidr_block=networks.INTERNET,
            gateway_id=gateway.id,
            opts=child,
        )
        subnet, routed = routed_here("public", zone=zones[0], cidr=outside, table=public)
        nat = ec2.NatGateway(
            f"{prefix}-nat",
            allocation_id=args.nat_allocation_id,
            subnet_id=subnet.id,
            tags={"Name": prefix},
            # Without its subnet's way to the internet a gateway fails to start (Amazon VPC User Guide, "NAT gateways");
            # the address is one gateway's at a time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[out, routed], delete_before_replace=True),
        )
        private = ec2.RouteTable(f"{prefix}-route-table", vpc_id=vpc.id, opts=child)
        through = ec2.Route(
            f"{prefix}-nat-route",
            route_table_id=private.id,
            destination_cidr_block=networks.INTERNET,
            nat_gateway_id=nat.id,
            opts=child,
        )
        subnets = [
            routed_here(zone, zone=zone, cidr=cidr, table=private) for zone, cidr in zip(zones, inside, strict=True)
        ]
        ready = pulumi.Output.all(through.id, *[association.id for _, association in subnets])
        ids = pulumi.Output.all(*[made.id for made, _ in subnets])
        self.subnet_ids = pulumi.Output.all(ids=ids, ready=ready)["ids"]
        self.nat_address = nat.public_ip
        self.register_outputs({"subnet_ids": self.subnet_ids, "nat_address": self.nat_address})
