"""The program for a Redpanda Connect that somebody runs on an instance: the links, the refusals, the restart."""

import pytest
import yaml

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, outcomes, stream_and_acl


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab("own")


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def test_every_link_holds_and_every_refusal_is_refused(lab):
    stream, acl = stream_and_acl()
    assert outcomes(lab) == [
        ("1 instance → its role", "holds"),
        ("2 its role may assume", "holds"),
        *LINKS_3_TO_6,
        *stream,
        ("another instance's role", "refused"),
        *LOGIN_REFUSALS,
        acl,
    ]


def test_the_configuration_names_the_brokers_and_an_environment_variable_with_the_password(lab):
    around = surroundings(lab)
    text = around.state.outputs["connect_yaml_iam_test"]
    sasl = yaml.safe_load(text)["output"]["fallback"][1]["redpanda"]
    assert sasl["sasl"][0]["password"] == "${RPCN_IAM_TEST_PASSWORD}"
    assert "${REDPANDA_BROKERS}" not in text
    password = around.pipeline_password
    for file in ("pipeline.yaml", "environment.json", "log", "status.json"):
        assert password not in (around.process.directory / file).read_text()
    assert (around.process.directory / "process-environment.json").stat().st_mode & 0o077 == 0


def test_a_second_up_restarts_nothing_and_one_with_another_configuration_does(lab):
    before = surroundings(lab).process.process.pid
    lab.up()
    assert surroundings(lab).process.process.pid == before
    config = yaml.safe_load(lab.stack_file.read_text())
    (pipeline,) = config["config"]["redpanda-aurora-iam:pipelines"]
    pipeline["snapshot"] = False
    lab.stack_file.write_text(yaml.safe_dump(config))
    lab.up()
    assert surroundings(lab).process.process.pid != before
    assert surroundings(lab).process.status()["state"] == "running"


def test_destroy_ends_the_process_and_deletes_everything(lab):
    process = surroundings(lab).process
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert process.status()["state"] == "stopped"
    assert lab.made() == set()
