"""A process of the stand-in by its directory: started once, told from another, and missed when it died."""

import json

import pytest

from lab.backends.backend import LabError
from lab.connect.running import stand_in_of
from lab.connect.stand_in import Launch, StandIn
from lab.connect.surroundings import Given
from lab.lifecycle.health import gone
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from tests.lab.connect_pipeline import ENVIRONMENT, text

LAUNCH = Launch(
    config_yaml=text(),
    identity={"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
    variables=ENVIRONMENT,
    secrets={"RPCN_ORDERS_PASSWORD": "of-the-cloud"},
    secret_environment={"PASSWORD": "hush"},
)


@pytest.fixture
def process(tmp_path):
    made = StandIn(LabPaths(tmp_path), "orders")
    made.prepare(LAUNCH)
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        ({"name": "orders", "id": "clp1"}, "clp1"),
        (
            {"name": "orders", "id": None, "host": {"service_name": "orders-service-1", "log_group_name": "x"}},
            "orders-service-1",
        ),
        ({"name": "orders", "id": None, "host": {"namespace": "streams", "object_name": "rpcn-orders"}}, "rpcn-orders"),
        ({"name": "orders", "id": None, "host": {"password_variable": "X"}}, "orders"),
    ],
    ids=["cloud", "ecs", "kubernetes", "own"],
)
def test_a_pipeline_of_the_chain_is_found_by_what_its_host_calls_it(tmp_path, pipeline, name):
    assert stand_in_of(LabPaths(tmp_path), pipeline).name == name


def test_what_is_secret_is_in_files_of_its_owners_alone(process):
    for file in process.directory.iterdir():
        if "hush" in file.read_text() or "of-the-cloud" in file.read_text():
            assert file.name in ("process-environment.json", "secrets.json")
        assert file.stat().st_mode & 0o077 == 0
    given = Given.read(process.directory, process.environment())
    assert given.environment == {**ENVIRONMENT, "PASSWORD": "hush"}
    assert (given.secrets, given.hidden) == ({"RPCN_ORDERS_PASSWORD": "of-the-cloud"}, ("hush",))


def test_the_operators_own_credentials_do_not_reach_the_process(process, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOPERATOR")
    aws = {name: value for name, value in process.environment().items() if name.startswith("AWS_")}
    assert aws == {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}


def test_a_second_process_of_the_name_is_refused(process):
    process.start()
    with pytest.raises(LabError, match="pipeline orders: it runs already"):
        process.start()


def test_it_runs_with_exactly_what_it_was_started_with(process):
    assert not process.runs(LAUNCH)
    process.start()
    assert process.runs(LAUNCH)
    for changed in ({"config_yaml": "output: {}"}, {"identity": {}}, {"secret_environment": {"PASSWORD": "new"}}):
        assert not process.runs(Launch(**{**vars(LAUNCH), **changed}))


def test_one_that_died_is_missed_and_one_that_was_stopped_is_not(process):
    pipelines = [{"name": "orders", "id": None}]
    state = LabState(
        program="",
        config={},
        runtime="own",
        brokers=None,
        without_brokers="",
        seconds={},
        outputs={"chain": {"pipelines": pipelines}},
    )
    process.start()
    process.process.kill()
    assert "pipeline orders" in gone(process.paths, state)
    assert process.status()["state"] == "stopped"
    process.stop()
    assert "pipeline orders" not in gone(process.paths, state)


def test_the_files_hold_json_that_the_process_reads(process):
    told = json.loads((process.directory / "environment.json").read_text())
    assert told["secret_variables"] == ["PASSWORD"]
