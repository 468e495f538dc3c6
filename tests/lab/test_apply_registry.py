"""The packages put together, behind the real engine: real SDK classes, emulated accounts, saved state."""

import json

import pytest

from lab.backends.backend import LabError
from lab.backends.registry import lab_backends
from lab.engine.applied_stack import AppliedStack
from lab.engine.apply import apply, destroy
from tests.lab.aws_accounts import running_accounts

PROGRAM = """
import pulumi
import pulumi_aws as aws
import pulumi_random as random

config = pulumi.Config()
account = aws.Provider(
    "database-account", profile="database", region="us-east-1",
    allowed_account_ids=[config.require("accountId")], default_tags={"tags": {"stack": pulumi.get_stack()}},
)
inside = pulumi.ResourceOptions(provider=account)
vpc = aws.ec2.Vpc("cdc-vpc", cidr_block="10.40.0.0/24", opts=inside)
subnets = [
    aws.ec2.Subnet(f"cdc-{zone}", vpc_id=vpc.id, cidr_block=f"10.40.0.{n * 64}/26", availability_zone=zone, opts=inside)
    for n, zone in enumerate(["us-east-1a", "us-east-1b"])
]
group = aws.rds.SubnetGroup("cdc-subnets", subnet_ids=[subnet.id for subnet in subnets], opts=inside)
password = random.RandomPassword("password", length=24, special=False)
suffix = random.RandomId("suffix", byte_length=4)
pulumi.export("group", pulumi.Output.concat(group.name, "/", group.vpc_id))
pulumi.export("tags", vpc.tags_all)
pulumi.export("suffix", suffix.hex)
"""


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def run(accounts, tmp_path):
    def apply_program(extra="", events=None, account_id=accounts.database_account):
        program = tmp_path / "__main__.py"
        program.write_text(PROGRAM + extra)
        config = {"demo:accountId": account_id, "pulumi:disable-default-providers": ["aws"]}
        on_event = (lambda event: None) if events is None else events.append
        return apply(program, "demo", config, backends(accounts), on_event)

    return apply_program


def backends(accounts):
    def never(pipeline_id):
        raise AssertionError(f"no pipeline here: {pipeline_id}")

    return lab_backends(accounts.paths, kafka=None, start_pipeline=never, stop_pipeline=never)


def vpcs(accounts):
    filters = [{"Name": "cidr", "Values": ["10.40.0.0/24"]}]
    return accounts.database().client("ec2").describe_vpcs(Filters=filters)["Vpcs"]


def destroy_what_was_made(accounts, events):
    destroy(AppliedStack(resources=[event.resource for event in events]), backends(accounts), lambda event: None)


def test_a_program_is_applied_to_its_account_and_destroyed_from_saved_state(accounts, run):
    events = []
    stack = run(events=events)
    assert stack.outputs["group"].startswith("cdc-subnets-")
    assert stack.outputs["tags"] == {"stack": "lab"}
    assert len(stack.outputs["suffix"]) == 8
    assert {event.resource.account for event in events if event.resource.type.startswith("aws:")} == {
        accounts.database_account
    }
    assert len(vpcs(accounts)) == 1
    saved = json.loads(json.dumps(stack.to_json()))
    destroy(AppliedStack.from_json(saved), backends(accounts), events.append)
    assert vpcs(accounts) == []


def test_a_generated_password_may_not_be_exported(accounts, run):
    events = []
    with pytest.raises(LabError, match="export 'password': got a secret"):
        run('pulumi.export("password", password.result)', events)
    destroy_what_was_made(accounts, events)
    assert vpcs(accounts) == []


def test_an_output_the_lab_does_not_give_is_not_none(accounts, run):
    events = []
    with pytest.raises(LabError, match="export 'hash': it needs an output"):
        run('pulumi.export("hash", pulumi.Output.unsecret(password.bcrypt_hash))', events)
    destroy_what_was_made(accounts, events)


def test_a_wrong_account_stops_before_anything_is_made(accounts, run):
    message = f"pulumi:providers:aws 'database-account': AWS account ID not allowed: {accounts.database_account}"
    with pytest.raises(LabError, match=message):
        run(account_id="000000000000")
    assert vpcs(accounts) == []


def test_a_real_type_without_a_backend_is_named(accounts, run):
    events = []
    with pytest.raises(LabError, match="aws:ec2/eip:Eip 'ip': the lab has no backend for this type"):
        run('aws.ec2.Eip("ip", opts=inside)', events)
    destroy_what_was_made(accounts, events)
