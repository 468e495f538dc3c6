import json
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CHAIN = {
    "kind": "aurora-postgresql-cdc",
    "redpanda": {
        "account_id": "111111111111",
        "profile": "no-such-profile",
        "region": "us-east-2",
        "cluster_id": "c",
        "cluster_api_url": "https://api-c.invalid",
        "nat_cidrs": ["198.51.100.17/32"],
        "pipeline_role_arn": "arn:aws:iam::111111111111:role/redpanda-c-redpanda-connect-pipeline",
        "assume_policy_name": "cdc-assume",
        "scope_tag": "redpanda_scope_redpanda_connect",
    },
    "database": {
        "account_id": "222222222222",
        "profile": "no-such-profile",
        "region": "us-east-2",
        "cluster_identifier": "cdc",
        "resource_id": "cluster-ABC",
        "parameter_group_name": "cdc",
        "endpoint": "cdc.cluster-x.invalid",
        "port": 5432,
        "name": "shop",
        "master_username": "postgres",
        "master_secret_arn": "arn:aws:secretsmanager:us-east-2:222222222222:secret:master",
        "exposure": "private",
        "security_group_id": "sg-1",
        "ca_bundle": "certs/none.pem",
    },
    "trust": {"principal": "account", "external_id": None, "connect_role_arn": "arn:aws:iam::222222222222:role/c"},
    "pipelines": [],
}


def doctor(*arguments, stdin="", **environment):
    clean = {"PATH": "/usr/bin:/bin", "AWS_CONFIG_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run(
        [sys.executable, "-m", "doctor", *arguments],
        cwd=REPOSITORY,
        env={**clean, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_cannot_be_read_is_unknown_and_never_a_pass():
    done = doctor("--json", stdin=json.dumps({"chain": CHAIN}))
    assert (done.returncode, done.stderr) == (2, "")
    report = json.loads(done.stdout)
    assert report["first_cause"] is None
    results = {finding["check"]: finding["result"] for finding in report["findings"]}
    assert results["pipeline role may assume the connect role"] == "unknown"
    assert "pass" not in results.values()


def test_outputs_come_from_a_file_too(tmp_path):
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps({"chain": CHAIN}))
    assert doctor("--outputs", str(file), "--quiet").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        ([], "no json", "standard input: got no JSON"),
        ([], "{}", "standard input: got no chain, want a `chain` output of kind aurora-postgresql-cdc"),
        (["--outputs", "nowhere.json"], "", "--outputs: got 'nowhere.json', want a file that can be read"),
        (["--lab", "--stack", "dev"], "", "--outputs, --stack, --lab, --pipeline: got several, want one"),
        (["--stack", "dev"], "", "--stack: got no 'pulumi' on PATH; install the Pulumi CLI, or give --outputs"),
        (["explain", "R99"], "", "cause: got 'R99', want an id such as R9"),
        (["token"], "x", "token: got no stack, want --outputs FILE, --stack or --lab before it"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_exit_code_3(arguments, stdin, words):
    done = doctor(*arguments, stdin=stdin)
    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, words in line) == (3, True), line


def test_a_cause_is_explained_by_its_page():
    done = doctor("explain", "r5")
    assert done.returncode == 0
    assert done.stdout.startswith("## R5: ")


def test_the_policies_to_attach_name_the_chains_roles_and_only_read():
    documents = json.loads(doctor("permissions", stdin=json.dumps({"chain": CHAIN})).stdout)
    actions = {
        action
        for document in documents.values()
        for statement in document["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }
    assert all(action.split(":")[1].startswith(("Get", "List", "Describe")) for action in actions)


MYSQL = {**CHAIN, "kind": "aurora-mysql-cdc"}
LOGIN = "postgres://master:hidden@cdc.invalid/shop?sslmode=verify-full"


@pytest.mark.parametrize("as_whom", ["operator", "workload"])
@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--admin-secret"], {}),
        (["--admin-token"], {}),
        (["--database-url", LOGIN], {}),
        ([], {"DOCTOR_DATABASE_URL": LOGIN}),
    ],
    ids=["secret", "token", "url", "variable"],
)
def test_a_login_for_a_chain_of_mysql_is_refused_and_not_passed_over(arguments, environment, as_whom):
    done = doctor(*arguments, "--as", as_whom, stdin=json.dumps({"chain": MYSQL}), **environment)
    (line,) = done.stderr.strip().splitlines()
    assert (done.returncode, done.stdout) == (3, "")
    assert "--admin-token: got a login, want none for a chain of Aurora MySQL" in line
    assert "hidden" not in line


def test_a_chain_of_mysql_is_walked_without_a_login():
    done = doctor("--json", stdin=json.dumps({"chain": MYSQL}))
    assert (done.returncode, done.stderr) == (2, "")
    checks = {finding["check"] for finding in json.loads(done.stdout)["findings"]}
    assert "users, grants and retention in the database" in checks
    assert "rds.logical_replication" not in checks


@pytest.mark.parametrize(("chain", "reads_secret"), [(CHAIN, True), (MYSQL, False)], ids=["postgresql", "mysql"])
def test_the_master_secret_is_asked_for_only_where_the_doctor_can_log_in_with_it(chain, reads_secret):
    done = doctor("permissions", stdin=json.dumps({"chain": chain}))
    assert ("secretsmanager:GetSecretValue" in done.stdout) is reads_secret
    assert "rds:DescribeDBClusterParameters" in done.stdout
