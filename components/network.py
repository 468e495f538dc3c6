"""Either account: a network with one security group, such as the one the cluster lives in."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2

from components.ingress_source import IngressSource, let_in_sources
from components.routed_subnet import routed_subnet
from domain import networks
from domain.security_groups import check_description


@dataclass(frozen=True, kw_only=True)
class NewVpc:
    """A VPC of its own, split into one subnet per availability zone."""

    cidr: str
    availability_zones: Sequence[str]
    """At least two: a DB subnet group must span two (Aurora User Guide, "Working with a DB cluster in a VPC").

    They stay as they are once deployed: another number splits the network anew, and subnets that take the place of
    others would overlap them (`InvalidSubnet.Conflict`).
    """

    def __post_init__(self) -> None:
        if len(set(self.availability_zones)) < 2:
            raise ValueError(
                f"availability_zones: got {list(self.availability_zones)}, want at least two (DB subnet group)"
            )
        try:
            networks.subnets_of(self.cidr, len(self.availability_zones))
        except ValueError as error:
            raise ValueError(f"cidr: got {self.cidr!r}, {error}") from None


@dataclass(frozen=True, kw_only=True)
class ExistingVpc:
    """A VPC that somebody else manages; only the security group is made in it."""

    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """Where the database is reachable, and from where."""

    vpc: NewVpc | ExistingVpc
    public: bool = False
    """Whether a new VPC gets a route to the internet; an existing one keeps its own routes."""
    port: int = 5432
    ingress: Sequence[IngressSource] = ()
    """Networks let in on the port; omitted: nobody."""
    purpose: str = "Aurora PostgreSQL: the networks that may connect"
    """Description of the security group; a changed one replaces it."""

    def __post_init__(self) -> None:
        check_description(self.purpose)


class Network(pulumi.ComponentResource):
    """Subnets in two or more zones and one security group that lets in exactly the named networks.

    It has no egress rule (a database opens no connections) and makes no NAT gateway, no peering and no endpoint.
    """

    subnet_ids: pulumi.Output[Sequence[str]]
    """For the DB subnet group; they exist together with their routes."""
    security_group_id: pulumi.Output[str]
    """The group that guards the database."""
    vpc_id: pulumi.Output[str]
    """The VPC of both."""
    vpc_arn: pulumi.Output[str] | None
    """Its ARN; None for a VPC that somebody else manages."""
    route_table_ids: Sequence[pulumi.Output[str]]
    """Of the subnets; empty for subnets that somebody else manages."""
    zone_ids: pulumi.Output[Sequence[str]] | None
    """Ids of the subnets' zones, such as `use2-az1`; None for subnets that somebody else manages."""

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:Network", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        if isinstance(args.vpc, NewVpc):
            self._make_vpc(name, args.vpc, args.public)
        else:
            self.vpc_id = pulumi.Output.from_input(args.vpc.vpc_id)
            self.subnet_ids = pulumi.Output.all(*args.vpc.subnet_ids)
            self.vpc_arn = self.zone_ids = None
            self.route_table_ids = []
        security_group = ec2.SecurityGroup(
            f"{name}-security-group",
            vpc_id=self.vpc_id,
            description=args.purpose,
            opts=self._child,
        )
        let_in_sources(name, security_group.id, args.port, args.ingress, self._child)
        self.security_group_id = security_group.id
        self.register_outputs({"subnet_ids": self.subnet_ids, "security_group_id": self.security_group_id})

    def _make_vpc(self, name: str, args: NewVpc, public: bool) -> None:
        own_vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.cidr,
            # A public cluster's endpoint resolves to its public address only with DNS hostnames on.
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": name},
            opts=self._child,
        )
        route_table = ec2.RouteTable(f"{name}-route-table", vpc_id=own_vpc.id, opts=self._child)
        ready: list[pulumi.Resource] = []
        if public:
            gateway = ec2.InternetGateway(f"{name}-internet-gateway", vpc_id=own_vpc.id, opts=self._child)
            route = ec2.Route(
                f"{name}-internet-route",
                route_table_id=route_table.id,
                destination_cidr_block=networks.INTERNET,
                gateway_id=gateway.id,
                opts=self._child,
            )
            ready.append(route)
        subnets: list[ec2.Subnet] = []
        cidrs = networks.subnets_of(args.cidr, len(args.availability_zones))
        for zone, cidr in zip(args.availability_zones, cidrs, strict=True):
            subnet, association = routed_subnet(
                name, zone, vpc_id=own_vpc.id, zone=zone, cidr=cidr, table=route_table, opts=self._child
            )
            subnets.append(subnet)
            ready.append(association)
        # The database must not come up before its routes: a public endpoint would be made that nobody reaches.
        routed = pulumi.Output.all(*[resource.urn for resource in ready])
        ids = pulumi.Output.all(*[subnet.id for subnet in subnets])
        self.subnet_ids = pulumi.Output.all(ids=ids, routed=routed)["ids"]
        self.zone_ids = pulumi.Output.all(*[subnet.availability_zone_id for subnet in subnets])
        self.vpc_id, self.vpc_arn, self.route_table_ids = own_vpc.id, own_vpc.arn, [route_table.id]
