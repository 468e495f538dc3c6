"""Section `runtime.ecs.network`: a VPC that is made for the tasks."""

import re
from typing import Annotated

from pydantic import Field, field_validator

from domain import networks
from settings.fields import SourceCidr, Text, each_once, matching
from settings.section import Section


class TaskNetworkSettings(Section):
    """A new VPC, whose tasks reach everything through one NAT gateway."""

    nat_allocation_id: Annotated[
        Text, matching(re.compile(r"eipalloc-[0-9a-f]+"), "the allocation of an Elastic IP")
    ] = Field(
        description="the allocation id of an Elastic IP of yours for the NAT gateway; its address stands in "
        "redpanda.natCidrs"
    )
    availability_zones: Annotated[list[Text], each_once("zone")] = Field(
        min_length=1,
        max_length=networks.TASK_PARTS - 1,
        description="a list of availability zones of the region, 1 to 7, in an order for good; the gateway is in the "
        "first",
    )
    vpc_cidr: SourceCidr = Field(default="10.91.0.0/24", description="the CIDR of the VPC, split into eight subnets")

    @field_validator("vpc_cidr")
    @classmethod
    def _splittable(cls, cidr: str) -> str:
        networks.task_subnets(cidr, 1)
        return cidr
