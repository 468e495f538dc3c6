"""The program with pipelines of Redpanda Cloud that are a user with a key: the links, the refusals, a rotation."""

import json

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError

from lab.lifecycle.state import LabState
from lab.prove.pipeline_identity import own_session
from lab.prove.surroundings import Surroundings
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, outcomes, stream_and_acl
from tests.lab.runtime_faults import break_and_mend, of_runtime


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab("cloud-key")


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def test_every_link_holds_and_every_refusal_is_refused(lab):
    stream, acl = stream_and_acl()
    assert outcomes(lab) == [
        ("1 access key → its user", "holds"),
        ("2 its user may assume", "holds"),
        *LINKS_3_TO_6,
        *stream,
        ("the key from another address", "refused"),
        ("a deactivated key", "refused"),
        ("a key of an earlier generation", "refused"),
        *LOGIN_REFUSALS,
        acl,
    ]


def test_pods_of_the_cluster_have_no_identity_of_their_own(lab):
    environment = surroundings(lab).process.environment()
    identity = {name for name in environment if name.startswith("AWS_")}
    assert identity == {
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    }


def test_no_half_of_the_key_is_in_the_pipelines_configuration_or_in_what_the_lab_tells(lab):
    around = surroundings(lab)
    key = own_session(around).get_credentials()
    written = (around.process.directory / "pipeline.yaml").read_text()
    assert "${secrets.RPCN_AWS_SECRET_ACCESS_KEY}" in written
    assert key.secret_key not in written
    assert key.secret_key not in lab.paths.state.read_text()


@pytest.mark.parametrize("cause_id", of_runtime("cloud-key"))
def test_a_fault_is_named_alone_breaks_what_it_claims_and_is_mended(lab, with_brokers, cause_id):
    break_and_mend(lab, cause_id)


def test_with_the_next_generation_the_pipeline_runs_on_the_new_key_and_the_old_one_opens_nothing(lab):
    around = surroundings(lab)
    old = own_session(around)
    config = yaml.safe_load(lab.stack_file.read_text())
    config["config"]["redpanda-aurora-iam:runtime"] = {"cloud": {"credentials": "accessKey", "keyGeneration": 2}}
    lab.stack_file.write_text(yaml.safe_dump(config))
    lab.runtime = None  # as the stack file has it
    before = around.process.process.pid
    lab.up()
    around = surroundings(lab)
    new = own_session(around)
    assert new.get_credentials().access_key != old.get_credentials().access_key
    assert around.process.process.pid != before
    assert around.process.status()["state"] == "running"
    iam = around.operator("redpanda").client("iam")
    keys = iam.list_access_keys(UserName="redpanda-connect")["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in keys] == [new.get_credentials().access_key]
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        around.workload.connect_role(old, around.state.chain["trust"]["external_id"])


def test_a_stranger_who_has_the_key_reaches_nothing_else_with_it(lab):
    around = surroundings(lab)
    key = own_session(around).get_credentials()
    stranger = boto3.Session(key.access_key, "x" * 40, region_name="us-east-2")
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        around.workload.connect_role(stranger, around.state.chain["trust"]["external_id"])


def test_everything_it_made_is_deleted_again(lab):
    assert lab.run("destroy").returncode == 0
    assert lab.made() == set()
    assert json.loads((lab.paths.redpanda / "secrets.json").read_text()) == {}
