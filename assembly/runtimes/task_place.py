"""Where tasks of ECS run: in a network that exists, or in one that is made."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi import ResourceOptions

from components.task_network import TaskNetwork, TaskNetworkArgs
from domain import networks
from settings.runtime import EcsRuntime


@dataclass(frozen=True, kw_only=True)
class TaskPlace:
    """A VPC and subnets in it."""

    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]


def task_place(runtime: EcsRuntime, nat_cidrs: Sequence[str], in_application_account: ResourceOptions) -> TaskPlace:
    """The stack file's, or a new one; tasks do not start where the database would not let their address in."""
    if runtime.network is None:
        assert runtime.vpc_id
        assert runtime.subnet_ids
        return TaskPlace(vpc_id=runtime.vpc_id, subnet_ids=runtime.subnet_ids)
    asked = runtime.network
    args = TaskNetworkArgs(
        cidr=asked.vpc_cidr, availability_zones=asked.availability_zones, nat_allocation_id=asked.nat_allocation_id
    )
    made = TaskNetwork("cdc", args, in_application_account)

    def let_in(known: Sequence[object]) -> Sequence[str]:
        address, subnet_ids = f"{known[0]}/32", known[1]
        if not any(networks.is_within(address, cidr) for cidr in nat_cidrs):
            raise ValueError(
                f"redpanda.natCidrs: got {', '.join(nat_cidrs) or 'none'}, want {address} among them (the address of "
                f"{asked.nat_allocation_id}, which tasks come from); add it"
            )
        assert isinstance(subnet_ids, list)
        return subnet_ids

    subnet_ids: pulumi.Output[Sequence[str]] = pulumi.Output.all(made.nat_address, made.subnet_ids).apply(let_in)
    return TaskPlace(vpc_id=made.vpc_id, subnet_ids=subnet_ids)
