"""What becomes of a stack whose engine was killed at its work."""

import dataclasses
import threading

import psutil
import pytest

from lab.backends.backend import LabError
from tests.lab.engine_world import engine_world

PROGRAM = """
first = aws.iam.Role("first", assume_role_policy=TRUST, opts=in_database)
slow = ResourceOptions.merge(in_database, ResourceOptions(depends_on=first))
aws.iam.Role("slow", name="slow", assume_role_policy=TRUST, opts=slow)
"""
WAIT_S = 60


class Slow:
    """Lets the role named slow be made when the test says so."""

    def __init__(self):
        self.begun, self.may_end, self.ended = threading.Event(), threading.Event(), threading.Event()

    def change(self, package):
        return dataclasses.replace(package, resource=lambda kind: self._slowed(package.resource(kind)))

    def _slowed(self, backend):
        def create(provider, inputs):
            if inputs.get("name") != "slow":
                return backend.create(provider, inputs)
            self.begun.set()
            assert self.may_end.wait(WAIT_S)
            return backend.create(provider, inputs)

        def delete(provider, resource_id, state):
            backend.delete(provider, resource_id, state)
            if resource_id == "slow":
                self.ended.set()

        return dataclasses.replace(backend, create=create, delete=delete)


@pytest.fixture
def slow():
    return Slow()


@pytest.fixture
def world(tmp_path, slow):
    with engine_world(tmp_path, slow.change) as running:
        yield running


def engine():
    """The process of the engine that works for this test."""
    (found,) = [child for child in psutil.Process().children() if child.name() == "pulumi"]
    return found


@pytest.fixture
def working(world, slow):
    """A stack in the middle of its first up: one role is made, the other is being made."""
    failures = []

    def up():
        try:
            world.stack(PROGRAM).up(world.told)
        except LabError as error:
            failures.append(error)

    thread = threading.Thread(target=up)
    thread.start()
    assert slow.begun.wait(WAIT_S)
    yield thread
    slow.may_end.set()
    thread.join()


def names(world):
    return {role["RoleName"].split("-")[0] for role in world.accounts.database().client("iam").list_roles()["Roles"]}


def test_after_the_engine_was_killed_the_next_up_makes_the_rest(world, slow, working):
    engine().kill()
    working.join()
    slow.may_end.set()
    assert slow.ended.wait(WAIT_S)  # nobody would know of it
    assert names(world) == {"first"}
    assert world.changes(world.stack(PROGRAM).up) == {"slow": ["create"]}
    assert names(world) == {"first", "slow"}
    assert world.changes(world.stack(PROGRAM).preview, refresh=True) == {}


def test_while_one_engine_works_another_is_refused(world, working):
    with pytest.raises(LabError, match=f"the engine works on this stack, as process {engine().pid}; wait until"):
        world.stack(PROGRAM).up(world.told)
