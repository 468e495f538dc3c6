"""The program with pipelines as pods of a cluster: the links, the refusals, the pod's life."""

from pathlib import Path

import jwt
import pytest
import yaml

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, POD_LINKS, POD_REFUSALS, outcomes, stream_and_acl
from tests.lab.runtime_faults import break_and_mend, of_runtime


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab("kubernetes")


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def test_every_link_holds_and_every_refusal_is_refused(lab):
    stream, acl = stream_and_acl()
    assert outcomes(lab) == [
        *POD_LINKS,
        *LINKS_3_TO_6,
        *stream,
        *POD_REFUSALS,
        *LOGIN_REFUSALS,
        acl,
    ]


def test_the_pod_has_a_token_of_its_service_account_and_no_other_identity(lab):
    environment = surroundings(lab).process.environment()
    token = Path(environment["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text()
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["sub"] == "system:serviceaccount:streams:redpanda-connect"
    assert environment["AWS_ROLE_ARN"] == surroundings(lab).workload.own_role_arn
    assert "AWS_CONTAINER_CREDENTIALS_FULL_URI" not in environment


def test_a_second_up_changes_nothing_even_after_a_look_at_everything(lab):
    before = surroundings(lab).process.process.pid
    done = lab.run("up", "--refresh")
    assert done.returncode == 0, done.stderr
    assert "  no change" in done.stdout
    assert surroundings(lab).process.process.pid == before


def test_another_configuration_is_another_pod_and_the_old_one_has_ended(lab):
    before = surroundings(lab).process.process
    config = yaml.safe_load(lab.stack_file.read_text())
    (pipeline,) = config["config"]["redpanda-aurora-iam:pipelines"]
    pipeline["snapshot"] = False
    lab.stack_file.write_text(yaml.safe_dump(config))
    lab.up()
    assert before.find() is None
    assert surroundings(lab).process.status()["state"] == "running"


@pytest.mark.parametrize("cause_id", of_runtime("kubernetes"))
def test_a_fault_is_named_alone_breaks_what_it_claims_and_is_mended(lab, with_brokers, cause_id):
    break_and_mend(lab, cause_id)


def test_destroy_ends_the_pod_and_deletes_everything(lab):
    process = surroundings(lab).process
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert process.status()["state"] == "stopped"
    assert lab.made() == set()
