"""`python -m doctor reconcile` as it is typed."""

import json

import pytest

from doctor import waiting
from doctor.commands.reconcile import WAIT, Progress
from domain.postgres_input import HEARTBEAT_INTERVAL
from tests.doctor.test_command_line import CHAIN, doctor

PIPELINE = {
    "name": "orders",
    "schema": "public",
    "tables": ["orders"],
    "key_columns": {"orders": ["id"]},
    "slot": "rpcn_orders",
    "topic": "shop.orders",
    "dead_letter_topic": "shop.orders.dlq",
    "snapshot": True,
}
STREAMS = {**CHAIN, "pipelines": [PIPELINE]}
URL = "postgres://master:hidden@127.0.0.1:1/shop?sslmode=verify-full"


@pytest.fixture
def kafka_config(tmp_path):
    file = tmp_path / "kafka.json"
    file.write_text(json.dumps({"bootstrap.servers": "127.0.0.1:1", "sasl.password": "hidden"}))
    return str(file)


@pytest.mark.parametrize(
    ("chain", "before", "after", "words"),
    [
        (STREAMS, [], ["lines"], "pipeline: got 'lines', want orders"),
        (CHAIN, [], ["orders"], "pipeline: got 'orders', want a stack with pipelines"),
        (
            STREAMS | {"kind": "aurora-mysql-cdc"},
            [],
            ["orders"],
            "reconcile: got a chain of kind aurora-mysql-cdc, want one that streams out of PostgreSQL",
        ),
        (
            STREAMS | {"pipelines": [{name: PIPELINE[name] for name in ("name", "schema", "tables")}]},
            [],
            ["orders"],
            "pipeline: got 'orders', want one whose topic and tables are known before it runs",
        ),
        (
            STREAMS | {"pipelines": [PIPELINE | {"tables": []}]},
            [],
            ["orders"],
            "pipeline: got 'orders', want one whose topic and tables are known before it runs",
        ),
        (STREAMS, [], ["orders"], "reconcile: got no login to the database, want --admin-token, --admin-secret"),
        (STREAMS, ["--database-url", URL], ["orders"], "reconcile: got no login to the brokers, want --kafka-config"),
        (STREAMS, [], ["orders", "--wait", "soon"], "--wait: got 'soon', want a duration such as 5m"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_code_3(chain, before, after, words):
    done = doctor(*before, "reconcile", *after, stdin=json.dumps({"chain": chain}))
    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout, words in line) == (3, "", True), line


def test_what_cannot_be_read_is_unknown_and_no_secret_is_told(kafka_config):
    arguments = ["--database-url", URL, "--kafka-config", kafka_config, "reconcile", "orders"]
    done = doctor(*arguments, stdin=json.dumps({"chain": STREAMS}))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("cannot tell: database: connection")
    told = doctor(*arguments, "--json", stdin=json.dumps({"chain": STREAMS}))
    assert (told.returncode, told.stderr) == (2, "")
    answer = json.loads(told.stdout)
    assert (answer["schema_version"], answer["verdict"]) == (1, "unknown")
    assert answer["reason"].startswith("database: connection")
    assert "hidden" not in done.stderr + told.stdout


def test_a_pipeline_of_quiet_tables_is_waited_for_longer_than_its_heartbeat():
    assert waiting.seconds(WAIT) > waiting.seconds(HEARTBEAT_INTERVAL)


def test_progress_is_told_only_when_the_last_line_is_a_while_ago(monkeypatch, capsys):
    clock = iter([0.0, 4.9, 5.0, 5.0, 9.9, 10.0, 10.0])
    monkeypatch.setattr("doctor.commands.reconcile.time.monotonic", lambda: next(clock))
    progress = Progress()
    for text in ("a", "b", "c", "d"):
        progress.say(text)
    assert capsys.readouterr() == ("", "b\nd\n")
