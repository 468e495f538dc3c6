"""The program with pipelines as pods whose service account has an association of EKS Pod Identity."""

import json

import pytest

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.commands_here import diagnose
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, POD_LINKS, POD_REFUSALS, outcomes, stream_and_acl

pytestmark = pytest.mark.slow

PODS = {
    "context": "lab",
    "namespace": "streams",
    "serviceAccount": "redpanda-connect",
    "way": "podIdentity",
    "clusterName": "lab",
}


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab(runtime={"kubernetes": PODS})


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


def test_the_pod_has_the_agents_address_and_a_token_for_it_and_no_other_identity(lab):
    environment = surroundings(lab).process.environment()
    assert environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"].endswith("/v1/credentials")
    assert {"AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ACCESS_KEY_ID"}.isdisjoint(environment)


def test_the_doctor_finds_nothing_wrong(lab):
    assert "fail" not in {finding["result"] for finding in diagnose(lab)[1]["findings"]}


def test_a_second_up_changes_nothing_even_after_a_look_at_everything(lab):
    assert "  no change" in lab.run("up", "--refresh").stdout


def test_a_connect_role_that_takes_no_tags_lets_no_pod_in(lab):
    around = surroundings(lab)
    iam, name = (
        around.operator("database").client("iam"),
        around.state.chain["trust"]["connect_role_arn"].rpartition("/")[2],
    )
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    for statement in trust["Statement"]:
        statement["Action"] = "sts:AssumeRole"
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trust))
    done = lab.run("prove")
    assert (done.returncode, "sts:TagSession" in done.stdout) == (1, True)
    lab.run("up", "--refresh")
    assert lab.run("prove").returncode == 0


def test_destroy_ends_the_pod_and_deletes_everything(lab):
    process = surroundings(lab).process
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (process.status()["state"], lab.made()) == ("stopped", set())
