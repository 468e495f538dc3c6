"""The doctor on `examples/aurora-mysql`: its walk of the chain, the roles, the YAML and the parameters it makes."""

import copy
import json
from dataclasses import replace

import pytest

from doctor.facts.endpoint import Obstacle
from doctor.facts.facts import Absent, ListedPipeline, Unavailable
from doctor.facts.metrics import ClusterMetrics
from doctor.finding import Result
from doctor.outputs import from_file
from doctor.walk import exit_code, walk
from tests.conftest import plain
from tests.examples.aurora_mysql_facts import healthy_facts

INSIDE = "users, grants and retention in the database"


@pytest.fixture
def dev(run_example):
    return run_example("aurora-mysql", "dev")


@pytest.fixture
def healthy(dev):
    return healthy_facts(dev)


def failures(known):
    return [(finding.cause, finding.link) for finding in walk(known) if finding.result is Result.FAIL]


def test_the_chain_is_one_that_the_doctor_takes(dev, tmp_path):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"chain": plain(dev.outputs["chain"])}))
    assert from_file(file).chain["kind"] == "aurora-mysql-cdc"


def test_a_healthy_chain_gives_no_failure_and_one_thing_that_nobody_looked_at(healthy):
    findings = walk(healthy)
    unsure = {f.check: f.result for f in findings if f.result not in (Result.PASS, Result.NOT_APPLICABLE)}
    assert unsure == {INSIDE: Result.UNKNOWN}
    assert {finding.link for finding in findings} == set(range(1, 8))
    assert exit_code(findings) == 2


def test_nothing_is_asked_that_only_postgresql_could_answer(healthy):
    told = " ".join(f"{f.check} {f.saw} {f.fix}" for f in walk(replace(healthy, pipeline_configs={})))
    for word in ("rds_iam", "slot", "publication", "rds.logical_replication", "sslmode", "heartbeat", "proxy"):
        assert word not in told


def cluster(**changes):
    return lambda known: replace(known, cluster=replace(known.cluster, **changes))


def parameter(name, value):
    return lambda known: cluster(parameters={**known.cluster.parameters, name: value})(known)


def connect_role(**changes):
    return lambda known: replace(known, connect_role=replace(known.connect_role, **changes))


def endpoint(obstacle):
    return lambda known: replace(known, endpoint=replace(known.endpoint, obstacle=obstacle, problem="said"))


def configured(change):
    def changed(known):
        config = copy.deepcopy(known.pipeline_configs["orders"])
        change(config, config["input"]["mysql_cdc"])
        return replace(known, pipeline_configs={"orders": config})

    return changed


def in_memory(config, _source):
    config["cache_resources"] = [{"label": "checkpoints", "memory": {}}]


def without_tls(_config, source):
    source["dsn"] = source["dsn"].replace("tls=true&", "")


def pipeline(**changes):
    return lambda known: replace(known, pipelines={"orders": replace(known.pipelines["orders"], **changes)})


def without_right(topic, operation):
    def changed(known):
        seen = known.kafka["orders"]
        return replace(known, kafka={"orders": replace(seen, acls=seen.acls - {("TOPIC", topic, operation)})})

    return changed


def without_topic(name):
    def changed(known):
        seen = known.kafka["orders"]
        return replace(known, kafka={"orders": replace(seen, topics=seen.topics - {name})})

    return changed


CHECKPOINTS = "shop.orders.checkpoints"
FAULTS = {
    "no role": (lambda known: replace(known, pipeline_role=Absent("role")), [("R9", 1)]),
    "no tag": (connect_role(tags={}), [("R5", 2)]),
    "no right to log in": (connect_role(identity_policies={}), [("I3", 4)]),
    "stopped": (cluster(status="stopped"), [("N4", 5)]),
    "another writer": (cluster(endpoint="other.cluster-x.invalid"), [("N1", 5)]),
    "shut out": (cluster(let_in=()), [("N2", 5)]),
    "other addresses": (
        lambda known: replace(known, redpanda_cluster=replace(known.redpanda_cluster, nat_addresses=("203.0.113.9",))),
        [("N7", 5)],
    ),
    "no tokens": (cluster(iam_authentication=False), [("I1", 5)]),
    "may pause": (cluster(min_acu=0), [("S2", 5)]),
    "throttled": (lambda known: replace(known, metrics=ClusterMetrics(requests=9.0, throttling=2.0)), [("I8", 5)]),
    "no certificate of ours": (endpoint(Obstacle.NOT_TRUSTED), [("T2", 5)]),
    "no encryption": (configured(without_tls), [("T1", 5)]),
    "reconnects": (configured(lambda _, source: source.update(max_reconnect_attempts=0)), [("L22", 5)]),
    "statements": (parameter("binlog_format", "MIXED"), [("L23", 6)]),
    "not rebooted": (cluster(parameter_status="pending-reboot"), [("S3", 6)]),
    "in memory": (configured(in_memory), [("L21", 6)]),
    "no checkpoint topic": (without_topic(CHECKPOINTS), [("K7", 7)]),
    "no reading of checkpoints": (without_right(CHECKPOINTS, "READ"), [("K5", 7)]),
    "no writing": (without_right("shop.orders", "WRITE"), [("K5", 7)]),
    "stopped pipeline": (pipeline(state="STATE_STOPPED"), [("K1", 7)]),
    "role refused, and now it holds": (
        pipeline(state="STATE_ERROR", error="verifying role assumption for 'r': AccessDenied"),
        # Not K17: whether the user is there nobody has looked.
        [("K2", 7)],
    ),
    "off the grid": (pipeline(cpu="250m"), [("K15", 7)]),
}


@pytest.mark.parametrize(("break_it", "told"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_told_as_its_cause_and_as_no_other(healthy, break_it, told):
    assert failures(break_it(healthy)) == told


def fix(known):
    return next(finding.fix for finding in walk(known) if finding.result is Result.FAIL)


def test_fixes_speak_of_this_program_and_of_mysql(healthy):
    broken = {name: fix(break_it(healthy)) for name, (break_it, _) in FAULTS.items()}
    assert "aurora-mysql:redpanda: natCidrs: [203.0.113.9/32]" in broken["other addresses"]
    assert "aurora-mysql:database: minAcu: 0.5" in broken["may pause"]
    assert "aurora-mysql:pipeline: a cpu" in broken["off the grid"]
    assert "@tcp(" in broken["no encryption"]
    assert not any("redpanda-aurora-iam" in told or "psql" in told for told in broken.values())
    assert "the reader of the binary log keeps the writer awake" in str(walk(cluster(min_acu=0)(healthy)))


@pytest.mark.parametrize(
    ("error", "cause", "words"),
    [
        ("provided endpoint is missing a port", "I11", "input.mysql_cdc: aws: {endpoint:"),
        ("TOPIC_AUTHORIZATION_FAILED", "K5", "pulumi up"),
        ('replication slot "x" is active for PID 7', "K2", "rpk topic consume"),
        ("must be owner of table x", "K2", "rpk topic consume"),
    ],
)
def test_an_error_of_the_pipeline_is_read_as_one_of_mysql(healthy, error, cause, words):
    broken = pipeline(state="STATE_ERROR", error=error)(healthy)
    assert [found for found, _ in failures(broken)] == [cause]
    assert words in fix(broken)


def test_a_double_wants_the_same_checkpoints(healthy):
    double = ListedPipeline(id="other", display_name="orders")
    known = replace(healthy, listed_pipelines=(*healthy.listed_pipelines, double))
    assert [cause for cause, _ in failures(known)] == ["C5"]
    assert "both keep their position in one topic" in fix(known)


def test_what_was_not_read_is_unknown_and_never_a_pass(healthy):
    gone = Unavailable("not read")
    known = replace(
        healthy,
        redpanda_account=gone,
        database_account=gone,
        pipeline_role=gone,
        connect_role=gone,
        cluster=gone,
        metrics=gone,
        endpoint=gone,
        redpanda_cluster=gone,
        listed_pipelines=gone,
        kafka={},
        pipelines={},
        pipeline_configs={},
    )
    results = {finding.check: finding.result for finding in walk(known)}
    assert set(results.values()) == {Result.UNKNOWN, Result.NOT_APPLICABLE}
