"""The whole program on mocks with a private way: who makes which half of it, and what waits for it."""

import pytest

from domain import resource_actions

PEERING = {"vpcId": "vpc-0a", "vpcCidr": "10.1.0.0/16", "routeTableIds": ["rtb-0a", "rtb-0b"]}
BY_POD = '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}]}'
LOOK_UPS = {
    "redpanda:index/getCluster:getCluster": {"id": "c", "clusterApiUrl": "https://api-x.example"},
    "aws:iam/getRole:getRole": {"assumeRolePolicy": BY_POD, "permissionsBoundary": ""},
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {"secretString": '{"password": "master-password"}'},
}


@pytest.fixture
def run(stack_config, run_main):
    def program(**changes):
        return run_main(stack_config("dev") | {"peering": PEERING | changes}, LOOK_UPS)

    return program


def test_each_account_makes_its_half(run):
    engine = run()
    providers = engine.provider_names()
    halves = {name: providers[name] for name in engine.types() if "-peering" in name}
    assert halves == {
        "pipelines-peering": "redpanda-account",
        "pipelines-peering-route-rtb-0a": "redpanda-account",
        "pipelines-peering-route-rtb-0b": "redpanda-account",
        "pipelines-peering-names": "redpanda-account",
        "cdc-peering-accepted": "database-account",
        "cdc-peering-route-0": "database-account",
        "cdc-peering-names": "database-account",
    }
    assert engine.inputs("pipelines-peering")["peerVpcId"] == "cdc-vpc-id"
    assert engine.inputs("cdc-peering-route-0")["routeTableId"] == "cdc-route-table-id"
    assert engine.inputs("pipelines-peering-route-rtb-0a")["destinationCidrBlock"] == "10.90.0.0/24"


def test_the_pipelines_network_is_let_in_and_let_out(run):
    engine = run()
    assert engine.inputs("cdc-from-10.1.0.0-16")["description"] == "pipelines, over the VPC peering"
    entries = [{"cidr": "10.90.0.0/24", "port_start": 5432, "port_end": 5432}]
    assert engine.inputs("cdc-egress")["entries"] == entries
    assert "egress_allowlist_entries" not in engine.outputs


def test_who_may_not_set_the_allowlist_is_told_what_to_add(run):
    engine = run(allowlist="print")
    assert "cdc-egress" not in engine.types()
    assert engine.outputs["egress_allowlist_entries"] == [
        {"cidr": "10.90.0.0/24", "port_start": 5432, "port_end": 5432}
    ]


def test_the_doctor_is_told_of_both_sides_and_of_who_sets_the_allowlist(run):
    assert run(allowlist="print").outputs["chain"]["peering"] == {
        "connection_id": "pipelines-peering-id",
        "requester": {"vpc_id": "vpc-0a", "cidr": "10.1.0.0/16", "route_table_ids": ["rtb-0a", "rtb-0b"]},
        "accepter": {"vpc_id": "cdc-vpc-id", "cidr": "10.90.0.0/24", "route_table_ids": ["cdc-route-table-id"]},
        "allowlist": "print",
    }
    assert run().outputs["chain"]["peering"]["allowlist"] == "set"


def test_a_chain_without_a_private_way_has_no_such_section(stack_config, run_main):
    assert "peering" not in run_main(stack_config("dev"), LOOK_UPS).outputs["chain"]


def test_a_pipeline_waits_for_the_way(run):
    assert {"cdc", "pipelines", "cdc-egress"} <= run().waits_for("orders-pipeline")


def test_a_workflow_may_make_the_way(run):
    types = {kind for kind in run().types().values() if kind.startswith("aws:")}
    assert types <= set(resource_actions.ACTIONS)
