"""A new cluster with `database.sql: iam`: its master's password is nowhere in what the engine writes or tells."""

import subprocess

import pytest

from lab.cloud.redpanda_store import RedpandaStore
from lab.engine.pulumi_cli import pulumi_cli
from lab.engine.stack import STACK
from tests.engine.program_world import master_password, program_world
from tests.lab.engine_world import unpacked


@pytest.fixture
def world(tmp_path, monkeypatch):
    with program_world(tmp_path, monkeypatch) as running:
        yield running


def by_token(sections):
    """The stack file's answers, but for who runs the SQL."""
    sections["database"]["sql"] = "iam"


def decrypted(world, stack):
    """The state with its secrets in clear."""
    command = [str(pulumi_cli()), "stack", "export", "--show-secrets", "--stack", STACK]
    return subprocess.check_output(command, cwd=world.paths.stack, env=stack.variables(), text=True)


@pytest.mark.timeout(600)  # a lab, and four operations of the engine
def test_the_masters_password_is_in_no_state_file_or_event(world):
    stack, events, states = world.stack(by_token), [], []
    for operation in (stack.preview, stack.up, stack.preview, stack.refresh):
        operation(lambda event: events.append(repr(event)))
        states.append(decrypted(world, stack))
    password = master_password(world)
    (of_the_pipeline,) = RedpandaStore(world.paths.redpanda).read("secrets").values()
    assert of_the_pipeline["data"] in states[-1]  # so a secret would be seen
    assert any("rpcn_administrator" in event for event in events)
    assert [state for state in states if password in state] == []
    assert [event for event in events if password in event] == []
    assert [file for file in world.files() if password.encode() in unpacked(file.read_bytes())] == []
