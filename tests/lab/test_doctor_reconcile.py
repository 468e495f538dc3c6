"""The rows of the lab's database and the records of its broker, compared by the doctor."""

import json
import re
import signal
import subprocess
import sys

import pytest
from psycopg import sql

from lab.faults.fault import FaultContext
from lab.faults.streaming import as_master, await_stream, pipelines
from lab.lifecycle.state import LabState

PROGRESS = re.compile(r"waiting for the pipeline: \d+ bytes of WAL to go")
KEYS = UNPUBLISHED, CHANGED, GONE = 700_001, 700_002, 700_003


@pytest.fixture
def context(running_lab, with_brokers):
    context = FaultContext(running_lab.paths, LabState.load(running_lab.paths))
    await_stream(context)
    return context


@pytest.fixture
def execute(context):
    pipeline = context.surroundings.pipeline
    names = {
        "table": sql.Identifier(pipeline["schema"], pipeline["tables"][0]),
        "publication": sql.Identifier(pipeline["publication"]),
    }

    def execute(statement, *parameters):
        with as_master(context) as connection:
            connection.execute(sql.SQL(statement).format(**names), parameters)

    return execute


@pytest.fixture
def hidden(execute):
    """An insert, an update and a delete that no publication has seen; undone afterwards, and seen then."""
    for key in (CHANGED, GONE):
        execute("INSERT INTO {table} VALUES (%s, 'a secret value')", key)
    execute("ALTER PUBLICATION {publication} DROP TABLE {table}")
    execute("INSERT INTO {table} VALUES (%s, 'a secret value')", UNPUBLISHED)
    execute("UPDATE {table} SET note = 'another' WHERE x = %s", CHANGED)
    execute("DELETE FROM {table} WHERE x = %s", GONE)
    execute("ALTER PUBLICATION {publication} ADD TABLE {table}")
    yield
    execute("INSERT INTO {table} VALUES (%s, '')", GONE)
    execute("DELETE FROM {table} WHERE x = ANY (%s)", list(KEYS))


@pytest.fixture
def reconciling(running_lab, context):
    def start(*options):
        command = [
            sys.executable,
            "-m",
            "doctor",
            "--lab",
            "reconcile",
            context.surroundings.pipeline["name"],
            *options,
        ]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=running_lab.environment, stdout=pipe, stderr=pipe, text=True)

    return start


@pytest.fixture
def reconcile(reconciling):
    def reconcile(*options):
        with reconciling(*options) as process:
            out, err = process.communicate(timeout=120)
        assert [line for line in err.splitlines() if not PROGRESS.fullmatch(line)] == []
        return subprocess.CompletedProcess(process.args, process.returncode, out)

    return reconcile


def test_a_topic_that_holds_every_row_is_equal_while_rows_come_and_go(execute, reconcile):
    execute("INSERT INTO {table} SELECT n, 'x' FROM generate_series(800000, 800099) n")
    execute("DELETE FROM {table} WHERE x BETWEEN 800000 AND 800049")
    done = reconcile("--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["verdict"], told["tables"][0]["one_in"]) == ("equal", 1)
    assert told["tables"][0]["rows"] >= 51
    execute("DELETE FROM {table} WHERE x BETWEEN 800000 AND 800099")


def test_records_that_never_reached_the_topic_are_named_by_their_keys_and_no_value_is_told(hidden, reconcile):
    done = reconcile("--json")
    assert done.returncode == 1
    [table] = json.loads(done.stdout)["tables"]
    assert {kind: table[kind]["keys"] for kind in ("missing", "extra", "differing", "not_judged")} == {
        "missing": [{"key": str(UNPUBLISHED)}],
        "extra": [{"key": str(GONE)}],
        "differing": [{"key": str(CHANGED), "columns": ["note"]}],
        "not_judged": [],
    }
    shown = reconcile()
    assert shown.returncode == 1
    assert f"  missing 1: {UNPUBLISHED}\n  extra 1: {GONE}\n  differing 1: {CHANGED} (note)\n" in shown.stdout
    assert "1 missing, 1 extra, 1 differing (as of " in shown.stdout.splitlines()[-1]
    assert "secret" not in done.stdout + shown.stdout


@pytest.fixture
def stopped(context, execute, reconcile):
    """The pipeline does not run, and one row more is waiting for it."""
    assert reconcile().returncode == 0  # nothing else is on its way
    pipeline_id = context.surroundings.pipeline["id"]
    pipelines(context).stop(pipeline_id)
    execute("INSERT INTO {table} VALUES (%s, 'x')", UNPUBLISHED)
    yield
    execute("DELETE FROM {table} WHERE x = %s", UNPUBLISHED)
    pipelines(context).start(pipeline_id)
    await_stream(context)


def test_a_row_that_is_on_its_way_is_not_judged_and_waiting_can_be_ended(stopped, reconcile, reconciling):
    done = reconcile("--wait", "1s", "--json")
    assert done.returncode == 2
    told = json.loads(done.stdout)
    [table] = told["tables"]
    assert (told["verdict"], table["missing"]["count"]) == ("unknown", 0)
    assert table["not_judged"]["keys"] == [{"key": str(UNPUBLISHED)}]
    assert "keys that are not judged may be on their way" in told["notes"][0]

    with reconciling("--wait", "10m") as waiting:
        assert PROGRESS.fullmatch(waiting.stderr.readline().rstrip())
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=30)
    assert (waiting.returncode, out, PROGRESS.sub("", err).strip()) == (130, "", "")
