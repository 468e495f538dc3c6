"""Application account: subnets in which another account may place the endpoints of its proxy."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ram

from domain import arns


@dataclass(frozen=True, kw_only=True)
class SharedSubnetsArgs:
    """Which subnets, and with whom."""

    vpc_id: pulumi.Input[str]
    vpc_arn: pulumi.Input[str]
    """The same VPC: partition, region and account of the subnets' ARNs."""
    subnet_ids: pulumi.Input[Sequence[str]]
    zones: Sequence[str]
    """The subnets' availability zones, in the same order: what the program knows of them before they exist."""
    account_id: str
    """The account they are shared with, of the same organization."""


class SharedSubnets(pulumi.ComponentResource):
    """A resource share of these subnets with exactly one account of the organization, and nobody outside it.

    The organization must have sharing turned on (`aws ram enable-sharing-with-aws-organization`, in its management
    account): then there is no invitation to accept. The VPC itself, its routes and its security groups stay with the
    account that shares (Amazon VPC User Guide, "Share your VPC subnets with other accounts").
    """

    subnet_ids: pulumi.Output[Sequence[str]]
    """The subnets, once the other account may use them."""
    vpc_id: pulumi.Output[str]
    """Their VPC, once the other account sees it."""

    def __init__(self, name: str, args: SharedSubnetsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:SharedSubnets", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        share = ram.ResourceShare(f"{name}-share", allow_external_principals=False, opts=child)
        subnet_arns: pulumi.Output[list[str]] = pulumi.Output.all(args.vpc_arn, args.subnet_ids).apply(
            lambda known: [arns.subnet_arn(known[0], subnet_id) for subnet_id in known[1]]
        )
        made: list[pulumi.Resource] = [
            ram.ResourceAssociation(
                f"{name}-subnet-{zone}",
                resource_share_arn=share.arn,
                resource_arn=subnet_arns[index],
                opts=child,
            )
            for index, zone in enumerate(args.zones)
        ]
        made.append(
            ram.PrincipalAssociation(
                f"{name}-account", resource_share_arn=share.arn, principal=args.account_id, opts=child
            )
        )
        shared = pulumi.Output.all(*[resource.urn for resource in made])
        self.subnet_ids = pulumi.Output.all(ids=args.subnet_ids, shared=shared)["ids"]
        self.vpc_id = pulumi.Output.all(id=args.vpc_id, shared=shared)["id"]
        self.register_outputs({"subnet_ids": self.subnet_ids, "vpc_id": self.vpc_id})
