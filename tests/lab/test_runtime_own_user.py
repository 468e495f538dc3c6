"""The program for a Redpanda Connect that somebody runs as an IAM user: the links, the refusals, the key."""

import json

import pytest

from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.commands_here import diagnose
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, outcomes, stream_and_acl

pytestmark = pytest.mark.slow

USER = {"own": {"arn": "arn:aws:iam::111111111111:user/redpanda-connect"}}


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab(runtime=USER)


def process(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths)).process


def test_every_link_holds_and_every_refusal_is_refused(lab):
    stream, acl = stream_and_acl()
    assert outcomes(lab) == [
        ("1 key in its environment → its user", "holds"),
        ("2 its user may assume", "holds"),
        *LINKS_3_TO_6,
        *stream,
        ("another user's key", "refused"),
        ("a deactivated key", "refused"),
        ("a key of an earlier generation", "refused"),
        *LOGIN_REFUSALS,
        acl,
    ]


def test_the_doctor_finds_nothing_wrong(lab):
    assert "fail" not in {finding["result"] for finding in diagnose(lab)[1]["findings"]}


def test_the_key_is_in_the_processs_environment_and_in_nothing_that_is_told(lab):
    secret = json.loads(lab.paths.own_key.read_text())["AWS_SECRET_ACCESS_KEY"]
    for file in ("pipeline.yaml", "environment.json", "log", "status.json"):
        assert secret not in (process(lab).directory / file).read_text()
    assert secret not in lab.paths.state.read_text()
    assert secret not in lab.run("env", "--json").stdout
    assert lab.paths.own_key.stat().st_mode & 0o077 == 0


def test_a_second_up_restarts_nothing(lab):
    before = process(lab).process.pid
    assert "  no change" in lab.run("up", "--refresh").stdout
    assert process(lab).process.pid == before


def test_destroy_ends_the_process_and_leaves_the_user_to_its_owner(lab):
    around, running = Surroundings(lab.paths, LabState.load(lab.paths)).operator("redpanda"), process(lab)
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (running.status()["state"], lab.made()) == ("stopped", set())
    assert around.client("iam").list_access_keys(UserName="redpanda-connect")["AccessKeyMetadata"] != []
