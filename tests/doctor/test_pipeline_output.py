"""Each mistake from the input to the topic is named, it alone, with its path."""

import pytest

from doctor.finding import Result
from tests.doctor.configured_pipeline import (
    CDC,
    CONFIG,
    DEAD,
    DSN,
    GONE,
    MAIN,
    assert_only,
    changed,
    failures,
    findings,
    known,
    results,
)

HIDDEN = "hunter2"
MAPPING = "pipeline.processors.0.mapping"
OUTPUT = CONFIG["output"]["fallback"][0]["reject_errored"]["redpanda"]
DEAD_OUTPUT = CONFIG["output"]["fallback"][1]["redpanda"]

WRONG = {
    "mechanism in lower case": (f"{MAIN}.sasl.0.mechanism", "scram-sha-256", "K4"),
    "another mechanism": (f"{DEAD}.sasl.0.mechanism", "SCRAM-SHA-512", "K4"),
    "another user": (f"{MAIN}.sasl.0.username", "root", "K4"),
    "another topic": (f"{MAIN}.topic", "bills", "K7"),
    "no topic": (f"{MAIN}.topic", GONE, "K7"),
    "another dead-letter topic": (f"{DEAD}.topic", "orders", "K7"),
    "makes topics": (f"{MAIN}.allow_auto_topic_creation", True, "K8"),
    "makes topics by default": (f"{DEAD}.allow_auto_topic_creation", GONE, "K8"),
    "no TLS": (f"{MAIN}.tls.enabled", False, "K9"),
    "no TLS by default": (f"{DEAD}.tls.enabled", GONE, "K9"),
    "secret in lower case": (f"{MAIN}.sasl.0.password", "${secrets.orders_password}", "K10"),
    "secret with a leading digit": (f"{DEAD}.sasl.0.password", "${secrets.1_PASSWORD}", "K10"),
    "password in clear": (f"{MAIN}.sasl.0.password", HIDDEN, "S5"),
    "password that is a number": (f"{MAIN}.sasl.0.password", 4711, "S5"),
    "private key": (f"{DEAD}.tls.client_key", f"-----BEGIN PRIVATE KEY-----{HIDDEN}", "S5"),
    "password as a default": (f"{MAIN}.sasl.0.password", f"${{PASSWORD:{HIDDEN}}}", "S5"),
    "password in the dsn": (f"{CDC}.dsn", DSN.replace("@", f":{HIDDEN}@"), "S5"),
    "password among the dsn's parameters": (f"{CDC}.dsn", f"{DSN}&password={HIDDEN}", "S5"),
    "AWS key in clear": (f"{CDC}.aws.secret", HIDDEN, "S5"),
    "no key": (f"{MAIN}.key", GONE, "K12"),
    "many in flight": (f"{MAIN}.max_in_flight", 2, "K12"),
    "many in flight by default": (f"{MAIN}.max_in_flight", GONE, "K12"),
    "true in flight": (f"{MAIN}.max_in_flight", True, "K12"),
    "many threads": ("pipeline.threads", 2, "K12"),
    "a thread per CPU by default": ("pipeline.threads", GONE, "K12"),
    "time of a snapshot row": (MAPPING, "meta key = this.id\nroot.at = @commit_ts_ms.number()", "K16"),
    "position of a snapshot row": (f"{MAIN}.key", '${! meta("lsn") }', "K16"),
}


@pytest.mark.parametrize(("path", "value", "cause"), WRONG.values(), ids=WRONG)
def test_one_wrong_setting_is_named_and_nothing_else(path, value, cause):
    assert_only(known(changed((path, value))), cause, 7, path)


@pytest.mark.parametrize("where", [path for path, value, _ in WRONG.values() if HIDDEN in str(value)])
def test_a_secret_is_named_by_its_place_only(where):
    shown = [value for path, value, _ in WRONG.values() if path == where and HIDDEN in str(value)]
    for value in shown:
        found = findings(known(changed((where, value))))
        assert not any(HIDDEN in finding.saw + str(finding.fix) for finding in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("output.fallback.2", {"stdout": {}}),
        ("output.fallback.2", {"broker": {"outputs": [{"file": {}}]}}),
        ("output.fallback.2", {"http_server": {}}),
        ("cache_resources", [{"label": "seen", "file": {"directory": "/tmp"}}]),
        ("input.broker", {"inputs": [{"file": {}}]}),
    ],
)
def test_a_component_that_redpanda_cloud_does_not_allow_is_named(path, value):
    config = changed()
    if path.startswith("output"):
        config["output"]["fallback"].append(value)
    else:
        config = changed((path, value))
    (failure,) = failures(known(config))
    assert failure.cause == "K11"
    assert failure.saw.startswith(path)


@pytest.mark.parametrize("strict", [{"error_handling": {"strict": True}}, {}])
def test_without_an_output_for_dead_letters_a_bad_record_holds_up_the_slot(strict):
    assert_only(known({**CONFIG, **strict, "output": {"redpanda": OUTPUT}}), "K13", 7, "output.fallback")
    fallback = {"fallback": [{"redpanda": OUTPUT}, {"drop": {}}]}
    assert_only(known({**CONFIG, **strict, "output": fallback}), "K13", 7, "output.fallback")
    assert failures(known({**CONFIG, **strict})) == []


def test_a_bare_output_with_strict_errors_says_so():
    (failure,) = failures(known({"error_handling": {"strict": True}, **CONFIG, "output": {"redpanda": OUTPUT}}))
    assert "error_handling.strict: true" in failure.saw


@pytest.mark.parametrize(
    "mapping",
    [
        "root.at = @commit_ts_ms.or(0)",
        "root.at = @commit_ts_ms\n  .number()\n  .or(timestamp_unix_milli())",
        'root.at = meta("lsn").catch("")',
        "root.at = @lsn | 0",
        "root.at = if @lsn != null { 1 }",
        "# root.at = @lsn",
        "root.at = @lsn_of_mine",
    ],
)
def test_metadata_with_something_in_its_place_passes(mapping):
    assert results(known(changed((MAPPING, mapping)))) == {Result.PASS}


def test_without_a_snapshot_every_row_has_its_metadata():
    config = changed((MAPPING, "root.at = @lsn"), (f"{CDC}.stream_snapshot", False))
    assert results(known(config)) == {Result.PASS}


def test_without_processors_threads_do_not_matter():
    assert results(known(changed(("pipeline", {"threads": 4})))) == {Result.PASS}


def test_output_resources_are_judged_by_themselves_and_their_use_is_unknown():
    resources = [{"label": "main", "redpanda": OUTPUT}, {"label": "dead", "redpanda": DEAD_OUTPUT}]
    config = {**CONFIG, "output": {"fallback": [{"resource": "main"}, {"resource": "dead"}]}}
    assert results(known(config | {"output_resources": resources})) == {Result.PASS, Result.UNKNOWN}
    without_tls = [{"label": "main", "redpanda": {**OUTPUT, "tls": {}}}, resources[1]]
    seen = known(config | {"output_resources": without_tls})
    assert_only(seen, "K9", 7, "output_resources.0.redpanda.tls.enabled")


def test_a_topic_that_depends_on_the_record_is_unknown():
    found = [f for f in findings(known(changed((f"{MAIN}.topic", "${! @table }")))) if f.result is not Result.PASS]
    assert [(finding.result, "topic is known only" in finding.saw) for finding in found] == [(Result.UNKNOWN, True)]


def test_a_configuration_without_an_output_to_a_broker_is_no_pass():
    assert Result.UNKNOWN in results(known({**CONFIG, "output": {"drop": {}}}))
