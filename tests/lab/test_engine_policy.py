"""The policy pack as the engine runs it: on one resource and on the whole stack, mandatory and advisory."""

import json

import pytest

from lab.backends.backend import LabError
from tests.conftest import REPOSITORY
from tests.lab.engine_world import engine_world

PACK = str(REPOSITORY / "policy")
ROLE = 'aws.iam.Role("role", assume_role_policy=TRUST, opts=in_database)'
KEY = """
user = aws.iam.User("user", opts=in_redpanda)
aws.iam.AccessKey("key", user=user.name, opts=in_redpanda)
"""
PIPELINES = """
for name in ("first", "second"):
    redpanda.Pipeline(
        name,
        cluster_api_url="https://api-1.clxyz.byoc.example",
        display_name=name,
        config_yaml="input: {postgres_cdc: {slot_name: shared, dsn: 'postgres://u@h:5432/d?sslmode=verify-full'}}",
        state="stopped",
        opts=in_cloud,
    )
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with engine_world(tmp_path_factory.mktemp("world")) as running:
        yield running


@pytest.fixture
def judged(world):
    """What the pack says of a program: the message of a refused preview, and the rules told, by level."""

    def preview(body, **options):
        told = {}

        def hear(event):
            if event.policy_event is not None:
                told.setdefault(event.policy_event.enforcement_level, set()).add(event.policy_event.policy_name)

        try:
            world.stack(body).preview(hear, policy_packs=[PACK], **options)
        except LabError as refusal:
            return str(refusal), told
        return None, told

    return preview


def test_a_rule_on_one_resource_stops_the_preview_and_names_the_resource(judged):
    message, told = judged(ROLE)
    assert told == {"mandatory": {"trust-nobody-at-large"}}
    assert "aws:iam/role:Role 'role': policy trust-nobody-at-large: " in message
    assert "got principal '*', want the ARN of each who may assume the role" in message


def test_a_rule_on_the_whole_stack_stops_the_preview(judged):
    message, told = judged(PIPELINES)
    assert "pipeline-own-slot" in told["mandatory"]
    assert "policy pipeline-own-slot: " in message


def test_the_packs_configuration_makes_a_rule_advisory(judged, tmp_path):
    levels = tmp_path / "levels.json"
    levels.write_text(json.dumps({"trust-nobody-at-large": "advisory"}))
    assert judged(ROLE, policy_pack_configs=[str(levels)]) == (None, {"advisory": {"trust-nobody-at-large"}})


def test_a_program_that_holds_every_rule_passes(judged):
    assert judged('pulumi_random.RandomId("id", byte_length=4, opts=in_random)') == (None, {})


def test_a_key_that_has_grown_old_stops_the_preview_of_a_program_that_has_not_changed(world, judged):
    stack = world.stack(KEY)
    stack.up(lambda _: None)
    assert judged(KEY) == (None, {})
    (file,) = (world.directory / "stack").rglob("stacks/demo/lab.json")
    state = json.loads(file.read_text())
    (key,) = (made for made in state["checkpoint"]["latest"]["resources"] if made["urn"].endswith("::key"))
    key["outputs"]["createDate"] = "2020-01-31T09:00:00Z"
    file.write_text(json.dumps(state))
    message, told = judged(KEY)
    stack.destroy(lambda _: None)
    assert told == {"mandatory": {"access-key-age"}}
    assert "createDate: got 2020-01-31, " in message
