"""Where a secret lies in clear, searched by its value after a life of the stack: nowhere of the engine's."""

import base64
import configparser
import json
from enum import Enum

import pytest

from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaStore
from tests.engine.program_world import master_password, program_world
from tests.engine.rotation import rotate
from tests.lab.engine_world import unpacked

pytestmark = pytest.mark.timeout(600)
"""One fixture lives a whole life of the stack."""

CLIENT_SECRET = "c1ient-secret-0f-redpanda-cloud"
TOPIC = "lab.iam_auth_topic_test"
"""What is no secret, and is found wherever the search looks."""
KEPT = {"stacks", "history", "backups"}
"""What the engine's backend has of a stack."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("secrets")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed) as running:
        changed.setenv("REDPANDA_CLIENT_SECRET", CLIENT_SECRET)
        yield running


@pytest.fixture(scope="module")
def life(world):
    """Every secret there has been, by what it is of, and the events of every operation as one text."""
    events, secrets, stack = [], {"Redpanda client": CLIENT_SECRET, **access_keys(world)}, world.stack()
    stack.preview(events.append)
    stack.up(events.append)
    secrets |= {"master": master_password(world), "user": user_password(world)}
    secrets["master, rotated"] = rotate(world)
    with pytest.raises(LabError):  # a refused login is told, too
        stack.refresh(events.append)
    stack.refresh(events.append, run_program=True)
    stack.up(events.append, replace=[world.made()["iam_test-password"]["urn"]])
    secrets["user, replaced"] = user_password(world)
    stack.preview(events.append, refresh=True)
    assert len(set(secrets.values())) == len(secrets)
    return secrets, json.dumps(events, default=plain)


def user_password(world):
    """The Redpanda user's, as the cluster's secret store has it."""
    (value,) = RedpandaStore(world.paths.redpanda).secret_values("SCOPE_REDPANDA_CONNECT").values()
    return value


def access_keys(world):
    """What the operator's profiles log in with."""
    profiles = configparser.ConfigParser()
    profiles.read(world.paths.aws_credentials)
    return {name: profiles[name]["aws_secret_access_key"] for name in profiles.sections()}


def plain(value):
    """An event, or what is in one, for JSON."""
    return value.value if isinstance(value, Enum) else vars(value)


def spellings(value):
    """A value as it is, and as it may be wrapped."""
    return [value, json.dumps(value)[1:-1], base64.b64encode(value.encode()).decode()]


def holding(world, text):
    """Files of the stack's folder that hold a text, compressed ones too."""
    return [file for file in world.files() if text.encode() in unpacked(file.read_bytes())]


def held(world, secret):
    """Files that hold a secret in any spelling."""
    return [file for text in spellings(secret) for file in holding(world, text)]


def test_the_search_finds_what_is_no_secret_wherever_the_engine_keeps_something(world, life):
    found = {part for file in holding(world, TOPIC) for part in file.relative_to(world.paths.stack).parts}
    assert {*KEPT, "Pulumi.lab.yaml"} <= found
    assert TOPIC in life[1]


def test_no_secret_is_in_state_history_backups_or_logs(world, life):
    secrets, _ = life
    assert {name: held(world, value) for name, value in secrets.items()} == {name: [] for name in secrets}


def test_no_secret_is_in_the_events_of_any_operation(life):
    secrets, events = life
    assert [name for name, value in secrets.items() if any(text in events for text in spellings(value))] == []


def test_a_destroyed_stack_has_left_none_of_them_behind(world, life):
    events, (secrets, _) = [], life
    world.stack().destroy(events.append)
    told = json.dumps(events, default=plain)
    for value in secrets.values():
        assert held(world, value) == []
        assert value not in told
