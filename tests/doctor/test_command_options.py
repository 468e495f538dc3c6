"""What the options do to the report of a process: one chain, of which nothing can be read and one login is half."""

import json
from xml.etree import ElementTree

import pytest

from tests.doctor.test_command_line import CHAIN, doctor

HALF = {"REDPANDA_CLIENT_ID": "one", "COLUMNS": "80"}
SAW = "Redpanda Cloud credentials: got half of them, REDPANDA_CLIENT_SECRET is not set"


@pytest.fixture
def outputs(tmp_path):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"chain": CHAIN}))
    return str(file)


@pytest.fixture
def asked(outputs):
    def ask(*arguments, **environment):
        done = doctor("--outputs", outputs, *arguments, **HALF, **environment)
        assert done.stderr == ""
        return done

    return ask


def test_the_cause_is_the_first_line_and_the_total_the_last(asked):
    done = asked()
    lines = done.stdout.splitlines()
    assert (done.returncode, lines[0][:3]) == (1, "C4 ")
    assert "1 fail (first C4)" in lines[-1]
    commands = ("  fix  ", "       https://", "       file://")  # to be copied
    assert [line for line in lines if len(line) > 80 and not line.startswith(commands)] == []


@pytest.mark.parametrize("option", [["--json"], ["--output", "json"]])
def test_json_has_the_schemas_version_titles_a_url_and_times(asked, option):
    report = json.loads(asked(*option).stdout)
    (failed,) = [finding for finding in report["findings"] if finding["result"] == "fail"]
    assert (report["schema_version"], report["first_cause"], failed["id"]) == (1, "C4", "pipeline-state/cloud-login")
    assert failed["title"]
    assert failed["url"].endswith("/docs/causes.md#C4")
    assert failed["milliseconds"] >= 0
    assert report["probes_ms"]["cluster"] >= 0


def test_junit_and_github_are_forms_too(asked):
    suites = ElementTree.fromstring(asked("--output", "junit").stdout)
    assert (suites.get("failures"), suites.find(".//failure").get("message")) == ("1", SAW)
    assert asked("--output", "github").stdout.startswith("::error title=C4 ")


def test_short_is_a_line_for_each_finding(asked):
    assert asked("--output", "short").stdout.startswith(f"FAIL C4 pipeline-state/cloud-login: Redpanda Cloud: {SAW}; ")


def test_a_form_that_there_is_not_is_wrong_usage(outputs):
    done = doctor("--outputs", outputs, "--output", "html")
    assert (done.returncode != 0, done.stdout, "'html'" in done.stderr) == (True, "", True)


def test_checks_and_causes_are_chosen_by_id(asked):
    done = asked("--only", "pipeline-state/cloud-login", "--output", "short")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 2)
    skipped = asked("--skip", "C4", "--output", "json")
    assert (skipped.returncode, json.loads(skipped.stdout)["first_cause"]) == (2, None)


def test_an_accepted_finding_does_not_fail_the_run(asked, tmp_path):
    file = tmp_path / "doctor.yaml"
    entry = "{cause: C4, check: Redpanda Cloud, reason: the other half is on its way, until: 2999-12-31}"
    file.write_text(f"exceptions: [{entry}]\n")
    done = asked("--accepted", str(file), "--only", "pipeline-state/cloud-login", "--output", "short")
    assert done.returncode == 0
    assert "(accepted until 2999-12-31: the other half is on its way)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--only", "R99"], "--only: got 'R99', want the id of a check or a cause"),
        (["--wait", "soon"], "--wait: got 'soon', want a duration such as 5m"),
        (["--accepted", "nowhere.yaml"], "nowhere.yaml: got what cannot be read, want YAML"),
        (["--kafka-config", "nowhere.json"], "--kafka-config: got 'nowhere.json', want a file (No such file"),
        (["--kafka-config", "pyproject.toml"], "--kafka-config: got no JSON object, want librdkafka's configuration"),
    ],
)
def test_wrong_options_are_one_clear_line(outputs, arguments, words):
    done = doctor("--outputs", outputs, *arguments)
    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, words in line) == (3, True), line
