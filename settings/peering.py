"""Section `peering`: the private way from the pipelines' VPC to the database's."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from domain import networks
from settings.database import DatabaseSettings
from settings.fields import RouteTableId, SourceCidr, VpcId
from settings.section import Section


class DatabaseSide(Section):
    """The VPC of a database whose network is not made here."""

    vpc_id: VpcId = Field(description="the id of the VPC")
    vpc_cidr: SourceCidr = Field(description="the CIDR of the VPC")
    route_table_ids: list[RouteTableId] = Field(
        min_length=1, description="a list of the route tables of the database's subnets"
    )


class PeeringSettings(Section):
    """A peering of two VPCs, asked for by the pipelines' account and accepted by the database's."""

    vpc_id: VpcId = Field(description="the id of the VPC that the pipelines run in")
    vpc_cidr: SourceCidr = Field(description="the CIDR of that VPC, which is let in to the database")
    route_table_ids: list[RouteTableId] = Field(
        min_length=1, description="a list of the route tables of the subnets that the pipelines run in"
    )
    database: DatabaseSide | None = Field(
        default=None, description="a section with the database's VPC, where its network exists already"
    )
    allowlist: Literal["set", "print"] = Field(
        default="set",
        description="set or print: whether the Redpanda cluster's egress allowlist gets the database's network, or "
        "only an output says what to add; for pipelines of Redpanda Cloud",
    )

    def database_cidr(self, database: DatabaseSettings) -> str:
        """The database's network."""
        return self.database.vpc_cidr if self.database else database.network.vpc_cidr

    def against(self, database: DatabaseSettings, made_here: bool) -> Iterator[str]:
        """What the two sides only get wrong together, each problem as a whole line."""
        if made_here and self.database is not None:
            yield "peering.database: got a section, want none (the database's VPC is made here); remove it"
        elif not made_here and self.database is None:
            yield "peering.database: missing, want a section with the database's VPC (its network exists already)"
        else:
            try:
                networks.check_apart(self.vpc_cidr, self.database_cidr(database))
            except ValueError as error:
                yield f"peering.vpcCidr: got {self.vpc_cidr!r}, {error}"
