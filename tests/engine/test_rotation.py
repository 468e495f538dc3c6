"""Secrets Manager has given the master another password, between two operations of the engine."""

import dataclasses

import pytest

from lab.backends.backend import LabError
from lab.connect.pipelines import pipelines_of
from tests.engine.program_world import master_password, program_world
from tests.engine.rotation import rotate

REFUSED = 'password authentication failed for user "postgres"'
"""PostgreSQL's text of error 28P01, invalid_password."""
ASKS_THE_DATABASE = {"iam_test-role", "iam_test-connect", "iam_test-usage", "iam_test-select", "iam_test-publication"}
"""What the provider dials for: everything else goes on without the password."""
NEW_LOGIN = {"database-master": ["update"]}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("rotation")
    with pytest.MonkeyPatch.context() as changed, program_world(directory, changed) as running:
        running.changes(running.stack().up)
        pipelines_of(running.paths).await_running(running.made()["iam_test-pipeline"]["id"])  # it has made its slot
        yield running


@pytest.fixture(scope="module")
def rotated(world):
    """The password is another one, and the engine has not heard of it."""
    before = master_password(world)
    assert rotate(world) == master_password(world) != before


def refusals(error):
    """Names of the resources whose provider was refused a login, with nothing else among the errors."""
    lines = [line for line in str(error.value).splitlines() if not line.endswith(" failed")]
    assert all(line.endswith(REFUSED) for line in lines)
    return {line.split("'")[1] for line in lines}


def ids(world):
    return {name: resource["id"] for name, resource in world.made().items()}


def slots(world):
    with world.database() as connection:
        return [name for (name,) in connection.execute("SELECT slot_name FROM pg_replication_slots").fetchall()]


@pytest.mark.parametrize(
    ("operation", "options"),
    [("refresh", {}), ("preview", {"refresh": True}), ("up", {"refresh": True})],
    ids=["refresh", "preview --refresh", "up --refresh"],
)
def test_what_goes_by_the_state_alone_is_refused_the_login_and_loses_nothing(world, rotated, operation, options):
    made = ids(world)
    with pytest.raises(LabError) as error:
        world.changes(getattr(world.stack(), operation), **options)
    assert refusals(error)
    assert refusals(error) <= ASKS_THE_DATABASE
    assert ids(world) == made


@pytest.mark.parametrize(
    ("operation", "options"),
    [("preview", {"refresh": True}), ("refresh", {})],
    ids=["preview --refresh", "refresh"],
)
def test_with_run_program_the_new_password_is_read_and_nothing_else_has_changed(world, rotated, operation, options):
    assert world.changes(getattr(world.stack(), operation), run_program=True, **options) == {}


def test_an_up_tells_the_provider_and_touches_nothing_and_the_state_alone_is_enough_again(world, rotated):
    rotate(world)
    assert world.changes(world.stack().preview) == {}
    assert world.providers == NEW_LOGIN
    assert world.changes(world.stack().up) == {}
    assert world.providers == NEW_LOGIN
    assert world.changes(world.stack().preview, refresh=True) == {}
    assert world.providers == {}


def test_a_destroy_that_goes_by_the_state_stops_at_the_publication_and_keeps_the_rest(world):
    rotate(world)
    made = set(world.made())
    with pytest.raises(LabError) as error:
        world.changes(world.stack().destroy)
    assert refusals(error) == {"iam_test-publication"}
    assert made - set(world.made()) == {"iam_test-pipeline"}
    assert slots(world) == ["rpcn_iam_test"]


def test_with_run_program_it_goes_on_drops_the_slot_before_the_writer_goes_and_leaves_nothing(world):
    seen_last = []

    def looks_first(backend):
        def delete(provider, resource_id, state):
            seen_last.append(slots(world))
            backend.delete(provider, resource_id, state)

        return dataclasses.replace(backend, delete=delete)

    def witness(package):
        return dataclasses.replace(
            package,
            resource=lambda kind: (
                looks_first(package.resource(kind))
                if kind == "aws:rds/clusterInstance:ClusterInstance"
                else package.resource(kind)
            ),
        )

    with world.served_here(witness):
        world.changes(world.stack().destroy, run_program=True)
    assert seen_last == [[]]
    assert world.made() == {}
    assert world.account("database").client("rds").describe_db_clusters()["DBClusters"] == []
