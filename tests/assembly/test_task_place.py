"""Where tasks of ECS run: given, or made behind an address that the database lets in."""

import pulumi
import pulumi_aws as aws
import pytest

from assembly.runtimes.task_place import task_place
from settings.runtime import EcsRuntime

NETWORK = {"natAllocationId": "eipalloc-0a1b", "availabilityZones": ["us-east-2a", "us-east-2b"]}


@pytest.fixture
def subnets(engine):
    def of(section, nat_cidrs):
        told = []

        def program():
            account = pulumi.ResourceOptions(provider=aws.Provider("redpanda-account", region="us-east-2"))
            place = task_place(EcsRuntime.model_validate(section), nat_cidrs, account)
            pulumi.Output.all(place.vpc_id, place.subnet_ids).apply(told.append)

        engine.run(program)
        return told[0]

    return of


def test_a_network_that_is_given_is_taken_and_none_is_made(engine, subnets):
    given = {"vpcId": "vpc-0a1b", "subnetIds": ["subnet-0a1b", "subnet-0b1c"]}
    assert subnets(given, []) == ["vpc-0a1b", ["subnet-0a1b", "subnet-0b1c"]]
    assert engine.types() == {}


@pytest.mark.parametrize("cidr", ["198.51.100.17/32", "198.51.100.0/24"])
def test_a_network_is_made_whose_address_is_let_in(subnets, cidr):
    assert subnets({"network": NETWORK}, ["203.0.113.9/32", cidr]) == [
        "cdc-tasks-vpc-id",
        ["cdc-tasks-subnet-us-east-2a-id", "cdc-tasks-subnet-us-east-2b-id"],
    ]


def test_tasks_whose_address_nobody_lets_in_have_no_subnets(subnets):
    wanted = r"redpanda\.natCidrs: got 203\.0\.113\.9/32, want 198\.51\.100\.17/32 among them"
    with pytest.raises(ValueError, match=wanted):
        subnets({"network": NETWORK}, ["203.0.113.9/32"])
