"""The program with pipelines as Deployments of a cluster without Redpanda's operator."""

import pytest
import yaml

from docs.changes.runtimes import ENDS, PODS
from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.commands_here import diagnose
from tests.lab.ended_pipeline import end_pipeline
from tests.lab.proofs import LINKS_3_TO_6, outcomes, stream_and_acl

pytestmark = pytest.mark.slow

NO_CHANGE = "  no change"


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab(runtime={"kubernetes": {**PODS, "operator": False}})


def process(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths)).process


def test_every_link_holds_and_a_change_reaches_its_topic(lab):
    stream, _ = stream_and_acl()
    told = outcomes(lab)
    assert told[:2] == [("1 service account → its role", "holds"), ("2 its role may assume", "holds")]
    assert [each for each in told if each in LINKS_3_TO_6 or each in stream] == [*LINKS_3_TO_6, *stream]
    assert {"iam_test-config", "iam_test-deployment"} <= lab.made()
    assert "iam_test-pipeline" not in lab.made()


def test_the_doctor_finds_nothing_wrong_with_the_pod(lab):
    told = {finding["result"] for finding in diagnose(lab)[1]["findings"]}
    assert "fail" not in told


def test_a_second_up_changes_nothing_even_after_a_look_at_everything(lab):
    before = process(lab).process.pid
    assert NO_CHANGE in lab.run("up", "--refresh").stdout
    assert process(lab).process.pid == before


def test_another_configuration_is_another_pod_and_the_old_one_has_ended(lab):
    before = process(lab).process
    config = yaml.safe_load(lab.stack_file.read_text())
    (pipeline,) = config["config"]["redpanda-aurora-iam:pipelines"]
    lab.write(pipelines=[{**pipeline, "snapshot": False}])
    lab.up()
    assert before.find() is None
    assert process(lab).status()["state"] == "running"
    assert NO_CHANGE in lab.run("up", "--refresh").stdout


def test_the_operator_takes_over_once_the_deployment_has_ended(lab):
    end_pipeline(lab, ENDS["kubernetes without operator"])
    lab.write(runtime={"kubernetes": PODS})
    lab.up()
    assert ("iam_test-pipeline" in lab.made(), "iam_test-deployment" in lab.made()) == (True, False)
    assert NO_CHANGE in lab.run("up", "--refresh").stdout


def test_destroy_ends_the_pod_and_deletes_everything(lab):
    pod = process(lab)
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert pod.status()["state"] == "stopped"
    assert lab.made() == set()
