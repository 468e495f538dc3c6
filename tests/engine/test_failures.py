"""Each type of the program is refused by its service once, in the middle of an up."""

import dataclasses
import re
import threading
from collections import Counter

import pytest

from lab.backends.backend import LabError
from lab.connect.pipelines import pipelines_of
from tests.engine.program_world import program_world

pytestmark = pytest.mark.timeout(1800)
"""One test is some fifteen ups."""

REFUSAL = "ServiceUnavailable: try again"
MOST_UPS = 30
"""More than the program has types: one that is refused again and again ends the test."""
SQL_SCRIPT = "pulumi-python:dynamic/rpcn:SqlScript"
OBSTACLE = (
    "CREATE FUNCTION obstacle() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$",
    "CREATE EVENT TRIGGER obstacle ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION obstacle()",
)
WITHOUT_OBSTACLE = ("DROP EVENT TRIGGER obstacle", "DROP FUNCTION obstacle()")
"""What a SqlScript runs is refused by the database itself: its provider is no server of the lab's."""


class Refusing:
    """Between the engine and the lab: the first create of each type is refused, every later one is counted."""

    def __init__(self, world):
        self.world = world
        self.refused, self.made = set(), Counter()
        self._lock = threading.Lock()

    def change(self, package):
        return dataclasses.replace(package, resource=lambda kind: self._refusing(kind, package.resource(kind)))

    def _refusing(self, kind, backend):
        def create(provider, inputs):
            with self._lock:
                if kind not in self.refused:
                    self.refused.add(kind)
                    raise LabError(REFUSAL)
            created = backend.create(provider, inputs)
            with self._lock:
                self.made[kind] += 1
            if kind == "aws:rds/clusterInstance:ClusterInstance":
                run(self.world, OBSTACLE)
            return created

        return dataclasses.replace(backend, create=create)


def run(world, statements):
    with world.database() as connection:
        for statement in statements:
            connection.execute(statement)


def refused_in(error):
    """Types that the engine's message names, each at the beginning of a line and once."""
    return re.findall(r"^(\S+) '[\w.-]+': ", str(error), re.MULTILINE)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("failures")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed) as running:
        yield running


@pytest.fixture(scope="module")
def refusing(world):
    told = Refusing(world)
    with world.served_here(told.change):
        yield told


def test_each_up_goes_on_from_the_last_refusal_until_everything_is_made_once(world, refusing):
    planned = set(world.changes(world.stack().preview))
    seen = []
    for _ in range(MOST_UPS):
        try:
            world.changes(world.stack().up)
            break
        except LabError as error:
            seen.append(refused_in(error))
            if SQL_SCRIPT in seen[-1]:
                run(world, WITHOUT_OBSTACLE)
    wanted = Counter(resource["type"] for resource in world.made().values())
    assert Counter(kind for kinds in seen for kind in kinds) == dict.fromkeys(wanted, 1)
    assert refusing.refused | {SQL_SCRIPT} == set(wanted)
    assert refusing.made == {kind: count for kind, count in wanted.items() if kind != SQL_SCRIPT}
    assert set(world.made()) <= planned


def test_nothing_is_left_to_do_then_and_the_pipeline_streams(world, refusing):
    assert world.changes(world.stack().preview, refresh=True) == {}
    pipelines_of(world.paths).await_running(world.made()["iam_test-pipeline"]["id"])
