"""The rules for a pipeline's own metrics: their shape everywhere, their behaviour where promtool is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from doctor.causes import CAUSES
from domain.links import LINKS
from settings import AlarmSettings

MONITORING = Path(__file__).resolve().parent.parent.parent / "monitoring"
RULES_FILE = MONITORING / "redpanda-connect.rules.yaml"
TEST_FILE = MONITORING / "redpanda-connect.rules.test.yaml"
GROUPS = yaml.safe_load(RULES_FILE.read_text())["groups"]
RULES = {rule["alert"]: rule for group in GROUPS for rule in group["rules"]}

METRICS = {
    # Redpanda Connect documentation, "Metrics"
    "input_connection_failed",
    "input_received",
    "output_connection_failed",
    "output_error",
    # redpanda-data/connect, internal/impl/postgresql/input_pg_stream.go
    "postgres_replication_lag_bytes",
    "postgres_snapshot_progress",
}
LANGUAGE = {"by", "count", "increase", "max", "offset", "on", "sum", "unless"}  # Prometheus documentation, "Querying"
LABELS = {"pipeline_id"}
DURATION = re.compile(r"[1-9][0-9]*[mh]")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
TOKEN = re.compile(rf"[1-9][0-9]*[mh]\b|[a-z_][a-z0-9_]*|{NUMBER.pattern}|[<>*^()\[\]]|\S")
FRACTION = "postgres_snapshot_progress"  # rows read / reltuples: pglogicalstream/monitor.go, Report
promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason="not run: needs promtool of Prometheus on PATH")


def test_the_file_has_what_prometheus_reads_and_nothing_else():
    assert set(yaml.safe_load(RULES_FILE.read_text())) == {"groups"}
    assert [set(group) for group in GROUPS] == [{"name", "rules"}]
    for rule in RULES.values():
        assert set(rule) == {"alert", "expr", "for", "labels", "annotations"}
        assert DURATION.fullmatch(rule["for"])
    assert len(RULES) == len([rule for group in GROUPS for rule in group["rules"]])


@pytest.mark.parametrize("alert", RULES)
def test_each_rule_says_its_link_its_urgency_and_what_to_type(alert):
    rule = RULES[alert]
    assert set(rule["labels"]) == {"severity", "link"}
    assert rule["labels"]["severity"] in {"warning", "critical"}
    assert int(rule["labels"]["link"]) in LINKS
    assert set(rule["annotations"]) == {"summary", "doctor"}
    command = rule["annotations"]["doctor"]
    explained = re.fullmatch(r"python -m doctor explain (\w+)", command)
    assert command == "python -m doctor --stack <stack>" or (explained and explained[1] in CAUSES)


@pytest.mark.parametrize("alert", RULES)
def test_each_expression_is_made_of_metrics_that_redpanda_connect_has(alert):
    words = TOKEN.findall(RULES[alert]["expr"])
    names = {word for word in words if re.fullmatch(r"[a-z_][a-z0-9_]*", word)}
    assert names & METRICS
    assert names <= METRICS | LANGUAGE | LABELS
    others = [
        word for word in words if word not in names and not NUMBER.fullmatch(word) and not DURATION.fullmatch(word)
    ]
    assert set(others) <= set("<>*^()[]")
    assert [words.count(opening) - words.count(closing) for opening, closing in ("()", "[]")] == [0, 0]


def test_the_lag_is_too_much_where_the_databases_alarm_finds_it_too_much():
    limits = AlarmSettings()
    rule = RULES["PipelineReplicationLag"]
    assert rule["expr"].endswith(f" > {limits.slot_lag_gib:g} * 1024^3")
    assert rule["for"] == f"{limits.lasting_minutes}m"


def test_a_fraction_is_compared_with_fractions_and_tried_with_what_the_source_makes():
    (expr,) = [rule["expr"] for rule in RULES.values() if FRACTION in rule["expr"]]
    limits = re.findall(rf"[<>] ({NUMBER.pattern})", expr.partition(" unless ")[0])
    assert limits
    assert all(0 <= float(limit) <= 1 for limit in limits)
    tried = [series for test in yaml.safe_load(TEST_FILE.read_text())["tests"] for series in test["input_series"]]
    progress = [series for series in tried if series["series"].startswith(FRACTION)]
    assert progress
    for series in progress:
        assert re.search(r'table="\\"\w+\\"\.\\"\w+\\""', series["series"])  # TableFQN, both names quoted
        for start, step, count in re.findall(r"([\d.]+)(?:\+([\d.]+))?x(\d+)", series["values"]):
            assert float(start) + float(step or 0) * int(count) < 2


def test_each_rule_is_tried_on():
    tried = [case for test in yaml.safe_load(TEST_FILE.read_text())["tests"] for case in test["alert_rule_test"]]
    assert {case["alertname"] for case in tried if case.get("exp_alerts")} == set(RULES)


@promtool
@pytest.mark.parametrize(
    "arguments", [("check", "rules", RULES_FILE), ("test", "rules", TEST_FILE)], ids=lambda a: a[0]
)
def test_prometheus_own_checker_finds_them_right(arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
