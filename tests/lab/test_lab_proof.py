"""The whole lab, proven as `make demo` does, and what other programs can do with it."""

import json
import os
import subprocess
import sys

import pytest

from lab.cloud.byoc import VENDOR_POLICY
from lab.cloud.operator import operator
from lab.cloud.redpanda_store import RedpandaStore
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, stream_and_acl


@pytest.fixture(scope="session")
def findings(running_lab):
    done = running_lab.run("prove", "--json")
    return done.returncode, json.loads(done.stdout)


def test_every_link_holds_and_every_refusal_is_refused(findings):
    exit_code, found = findings
    assert exit_code == 0
    outcomes = [(finding["subject"], finding["outcome"]) for finding in found]
    stream, acl = stream_and_acl()
    assert outcomes == [
        ("1 pod → pipeline role", "holds"),
        ("2 pipeline role may assume", "holds"),
        *LINKS_3_TO_6,
        *stream,
        ("another pod's web identity", "refused"),
        ("connect role without its scope tag", "refused"),
        ("pipeline role behind BYOVPC's boundary", "refused"),
        *LOGIN_REFUSALS,
        acl,
    ]


def test_insert_update_and_delete_arrive_as_they_were_made(findings, with_brokers):
    _, found = findings
    details = [finding["detail"] for finding in found if finding["subject"] == "7 change → topic"]
    assert [detail.split()[0] for detail in details] == ["insert", "update", "delete"]
    assert '"note": "changed"' in details[1]
    assert '"note": null' in details[2]


def test_every_refused_login_has_its_reason_in_the_gates_log(running_lab, findings):
    log = (running_lab.paths.logs / "cloud.log").read_text()
    for reason in ("expired", "lab_stranger", "eu-west-1"):
        assert reason in log


def test_the_program_adds_one_policy_to_the_pipeline_role_and_leaves_the_rest(running_lab):
    redpanda = running_lab.chain()["redpanda"]
    iam = operator(running_lab.paths, redpanda["profile"], redpanda["region"]).client("iam")
    role = redpanda["pipeline_role_arn"].rpartition("/")[2]
    policies = iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert sorted(policies) == sorted([VENDOR_POLICY, redpanda["assume_policy_name"]])


def test_each_profile_leads_into_its_own_account(running_lab):
    for account in running_lab.told()["accounts"].values():
        sts = operator(running_lab.paths, account["profile"], account["region"]).client("sts")
        assert sts.get_caller_identity()["Account"] == account["account_id"]


def test_the_exported_environment_is_all_that_boto3_and_libpq_need(running_lab):
    exports = running_lab.run("env", "--shell").stdout
    variables = dict(line.removeprefix("export ").split("=", 1) for line in exports.splitlines())
    program = (
        "import boto3, json, psycopg\n"
        "secrets = boto3.client('secretsmanager')\n"
        "arn = secrets.list_secrets()['SecretList'][0]['ARN']\n"
        "password = json.loads(secrets.get_secret_value(SecretId=arn)['SecretString'])['password']\n"
        "print(psycopg.connect(password=password).execute('SELECT current_user').fetchone()[0])\n"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PG"))}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**clean, **variables}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "postgres"


def test_a_pulumi_of_ones_own_works_on_the_labs_stack_from_anywhere(running_lab, tmp_path):
    exports = running_lab.run("env", "--shell").stdout
    script = f"{exports}\npulumi preview --expect-no-changes && pulumi stack output topics"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert running_lab.chain()["pipelines"][0]["topic"] in done.stdout


def test_no_password_is_in_the_pipelines_files_or_logs(running_lab):
    (secret,) = RedpandaStore(running_lab.paths.redpanda).read("secrets").values()
    password = secret["data"]
    pipeline = running_lab.paths.pipelines / running_lab.chain()["pipelines"][0]["id"]
    for file in ("pipeline.yaml", "log", "status.json", "environment.json"):
        assert password not in (pipeline / file).read_text()
    assert (pipeline / "secrets.json").stat().st_mode & 0o077 == 0
    assert password not in running_lab.paths.state.read_text()


def test_a_second_up_changes_nothing(running_lab):
    before = running_lab.chain()
    done = running_lab.run("up")
    assert done.returncode == 0, done.stderr
    assert "  no change" in done.stdout
    assert running_lab.chain() == before
