"""Database account: a network that may connect to the database, and its rule in a security group."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import vpc

from domain import networks
from domain.security_groups import check_description


@dataclass(frozen=True, kw_only=True)
class IngressSource:
    """One network that may reach the database, and whose it is."""

    cidr: str
    description: str
    """Shown beside the rule in the console: whose address this is."""

    def __post_init__(self) -> None:
        try:
            networks.source_network(self.cidr)
        except ValueError as error:
            raise ValueError(f"cidr: got {self.cidr!r}, {error}") from None
        check_description(self.description)


def let_in_sources(
    name: str, group_id: pulumi.Input[str], port: int, sources: Sequence[IngressSource], opts: pulumi.ResourceOptions
) -> None:
    """A rule for each source, on the one port."""
    for source in sources:
        vpc.SecurityGroupIngressRule(
            # Named after the network, so that adding or removing one leaves the others alone.
            f"{name}-from-{source.cidr.replace('/', '-')}",
            security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=source.cidr,
            description=source.description,
            opts=opts,
        )
