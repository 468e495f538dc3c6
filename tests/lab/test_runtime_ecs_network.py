"""The program with pipelines as services of ECS in a network that it makes."""

import pytest

from lab.cloud.kept_resources import KeptResources, Task
from lab.cloud.record_store import RecordStore
from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.proofs import outcomes, stream_and_acl

pytestmark = pytest.mark.slow

MADE = {"ecs": {"network": {"availabilityZones": ["us-east-2a", "us-east-2b"]}}}


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab(runtime=MADE)


def ec2(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths)).operator("redpanda").client("ec2")


def test_every_link_holds_from_a_network_that_is_made(lab):
    stream, _ = stream_and_acl()
    told = outcomes(lab)
    assert told[:2] == [("1 task → its role", "holds"), ("2 its role may assume", "holds")]
    assert [each for each in told if each in stream] == stream


def test_tasks_are_in_subnets_whose_way_out_is_the_gateway_with_the_address_that_is_let_in(lab):
    (gateway,) = ec2(lab).describe_nat_gateways()["NatGateways"]
    assert gateway["NatGatewayAddresses"][0]["PublicIp"] == "198.51.100.17"
    resources = {r["urn"].rpartition("::")[2]: r for r in lab.state().made()}
    subnets = resources["iam_test-service"]["inputs"]["networkConfiguration"]["subnets"]
    for subnet in subnets:
        (table,) = ec2(lab).describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])[
            "RouteTables"
        ]
        ways = [r["NatGatewayId"] for r in table["Routes"] if r.get("DestinationCidrBlock") == "0.0.0.0/0"]
        assert ways == [gateway["NatGatewayId"]]
    assert len(subnets) == 2


def test_a_second_up_changes_nothing_even_after_a_look_at_everything(lab):
    done = lab.run("up", "--refresh")
    assert done.returncode == 0, done.stderr
    assert "  no change" in done.stdout


def test_another_network_takes_the_address_along(lab):
    network = {"availabilityZones": ["us-east-2a", "us-east-2b", "us-east-2c"], "vpcCidr": "10.92.0.0/24"}
    lab.write(runtime={"ecs": {"network": network}})
    lab.up()
    (gateway,) = ec2(lab).describe_nat_gateways(Filters=[{"Name": "state", "Values": ["available"]}])["NatGateways"]
    (vpc,) = ec2(lab).describe_vpcs(VpcIds=[gateway["VpcId"]])["Vpcs"]
    assert (gateway["NatGatewayAddresses"][0]["PublicIp"], vpc["CidrBlock"]) == ("198.51.100.17", "10.92.0.0/24")
    assert "  no change" in lab.run("up", "--refresh").stdout


def test_destroy_leaves_the_address_and_nothing_else(lab):
    account = ec2(lab)
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    (address,) = account.describe_addresses()["Addresses"]
    assert address["PublicIp"] == "198.51.100.17"
    assert {gateway["State"] for gateway in account.describe_nat_gateways()["NatGateways"]} <= {"deleted"}
    assert (KeptResources(RecordStore(lab.paths.kept)).all(Task), lab.made()) == ([], set())
