"""`examples/kubernetes-service` in the lab: the way in, every refusal, and the connection test as the pod runs it."""

import json
from pathlib import Path

import pytest
import yaml

from lab.cloud.issuer import Issuer
from lab.cloud.operator import operator
from lab.lifecycle.state import LabState
from lab.prove import kubernetes_service, pod_program
from lab.prove.owners_table import owners_table
from lab.prove.surroundings import Surroundings
from tests.lab.proofs import LOGIN_REFUSALS

POOL = str(Path(__file__).with_name("pod_pool.py"))


@pytest.fixture(scope="module")
def lab(example_lab):
    return example_lab("kubernetes-service")


@pytest.fixture(scope="module")
def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def in_pod(surroundings, monkeypatch, *command, without=(), **changes):
    """The verdict of the connection test, or another command, in the pod's environment with changes."""
    real = pod_program.environment(surroundings) | changes
    changed = {name: value for name, value in real.items() if name not in without}
    monkeypatch.setattr(pod_program, "environment", lambda _: changed)
    done = pod_program.run_in_pod(surroundings, *command)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_the_way_in_holds_and_every_refusal_is_refused(lab):
    done = lab.run("prove", "--json")
    assert done.returncode == 0, done.stdout
    assert [(finding["subject"], finding["outcome"]) for finding in json.loads(done.stdout)] == [
        ("1 workload → its role", "holds"),
        ("2 its role may assume", "holds"),
        ("3 connect role lets it in", "holds"),
        ("4 may log in as its users", "holds"),
        ("5 token → login, TLS verified", "holds"),
        ("6 rows of its schema", "holds"),
        ("7 SQLAlchemy in the pod", "holds"),
        ("the same account of another namespace", "refused"),
        ("another account of the namespace", "refused"),
        ("a token for another audience", "refused"),
        *LOGIN_REFUSALS,
        ("CREATE TABLE by the service", "refused"),
        ("ALTER TABLE by the service", "refused"),
        ("DROP TABLE by the service", "refused"),
        ("TRUNCATE by the service", "refused"),
    ]


def test_the_program_is_told_the_labs_issuer_as_its_clusters(lab, surroundings):
    role = surroundings.workload.own_role_arn.rpartition("/")[2]
    iam = operator(lab.paths, "lab-application", "us-east-2").client("iam")
    (statement,) = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    issuer = Issuer(lab.paths.issuer).url.removeprefix("https://")
    assert statement["Principal"] == {"Federated": f"arn:aws:iam::111111111111:oidc-provider/{issuer}"}
    assert statement["Condition"]["StringEquals"][f"{issuer}:sub"] == "system:serviceaccount:lab:orders"


def test_the_manifest_names_the_role_the_pod_runs_as(surroundings):
    manifest = yaml.safe_load(surroundings.state.outputs["service_account"])
    assert manifest["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": surroundings.workload.own_role_arn}


def test_other_programs_are_told_the_pods_environment(lab, surroundings):
    pod = lab.told()["pod"]
    assert pod["AWS_ROLE_ARN"] == surroundings.workload.own_role_arn
    assert Path(pod["AWS_WEB_IDENTITY_TOKEN_FILE"]).read_text() == surroundings.pod_token


def test_the_verdict_says_who_logged_in_and_holds_no_token(surroundings, monkeypatch):
    code, verdict = in_pod(surroundings, monkeypatch)
    database = surroundings.workload.database
    version = verdict.pop("server_version")
    assert version.startswith("16.")
    assert (code, verdict) == (
        0,
        {
            "connected": True,
            "user": "orders_app",
            "endpoint": database["endpoint"],
            "through": surroundings.state.chain["trust"]["connect_role_arn"],
            "logged_in_as": "orders_app",
            "tls": True,
        },
    )


@pytest.mark.parametrize(
    ("changes", "failed_at", "words"),
    [
        ({"EXTERNAL_ID": "another"}, "credentials", "AccessDenied"),
        ({"DATABASE_USER": "postgres"}, "login", "authentication failed for user"),
        ({"DATABASE_ENDPOINT": "other.us-east-2.rds.amazonaws.com"}, "login", "connection"),
        ({"DATABASE_REGION": "eu-west-1"}, "login", "PAM authentication failed"),
        ({"CA_BUNDLE": "/nowhere.pem"}, "login", "/nowhere.pem"),
        ({"without": ["CONNECT_ROLE_ARN"]}, "login", "PAM authentication failed"),
        (
            {"without": ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"], "AWS_EC2_METADATA_DISABLED": "true"},
            "credentials",
            "Unable to locate credentials",
        ),
        ({"without": ["DATABASE_USER"]}, "environment", "DATABASE_USER: got none"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_without_a_token(surroundings, monkeypatch, changes, failed_at, words):
    code, verdict = in_pod(surroundings, monkeypatch, **changes)
    assert (code, verdict["connected"], verdict["failed_at"]) == (1, False, failed_at)
    assert words in verdict["error"]
    assert "X-Amz-" not in json.dumps(verdict)
    assert "\n" not in verdict["error"]


@pytest.fixture(scope="module")
def pools(surroundings):
    with pytest.MonkeyPatch.context() as monkeypatch:
        return in_pod(surroundings, monkeypatch, POOL, str(pod_program.PROGRAM))[1]


def test_a_pool_mints_one_token_for_each_connection_it_opens_and_none_for_those_it_has(pools):
    assert pools["grown_pool"] == {
        "before": 0,
        "users": ["orders_app"] * 3,
        "for_three": 3,
        "for_the_same_three_again": 3,
    }


def test_a_connection_made_after_a_tokens_end_has_a_token_of_its_own(pools):
    told = pools["after_the_tokens_end"]
    assert "PAM authentication failed" in told["with_an_old_token"]
    assert (told["afterwards"], told["minted"]) == (["orders_app"], 3)


def test_the_owners_table_is_gone_even_where_what_used_it_failed(surroundings):
    with pytest.raises(ZeroDivisionError), owners_table(surroundings):
        _ = 1 / 0
    (finding,) = [f for f in kubernetes_service.walk_links(surroundings) if f.subject.startswith("6")]
    assert finding.outcome == "holds"
