"""`examples/preview-roles` in the lab: the right token opens the right role, every other is refused."""

import json

import pytest

ACCOUNTS = ("application", "database")
PREVIEW = (
    "another repository's pull request",
    "a repository of a longer name",
    "a repository of the same name, made later",
    "a repository of the same name, without ids",
    "a push to main",
    "an approved run",
)
DEPLOY = (
    "a pull request",
    "a push to main",
    "another environment",
    "another repository's environment",
    "the environment of a repository of the same name, made later",
    "the environment of a repository of the same name, without ids",
)
HOLDS = ("pull request → preview role", "preview role may read", "approved run → deploy role")
WRITES = {
    "application": ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:CreateRole", "iam:PassRole"],
    "database": [
        "ec2:DeleteVpc",
        "ec2:AuthorizeSecurityGroupIngress",
        "rds:CreateDBCluster",
        "rds:DeleteDBCluster",
        "rds:ModifyDBCluster",
        "rds-db:connect",
        "iam:PutRolePolicy",
        "sts:AssumeRole",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
    ],
}


@pytest.fixture(scope="module")
def lab(example_lab):
    return example_lab("preview-roles")


def expected():
    for subject in HOLDS:
        yield from [(subject, "holds")] * len(ACCOUNTS)
    for account in ACCOUNTS:
        for who in (*PREVIEW, "another audience"):
            yield f"{account} preview role: {who}", "refused"
        for who in (*DEPLOY, "another audience"):
            yield f"{account} deploy role: {who}", "refused"
        for action in WRITES[account]:
            yield f"{account} preview role: {action}", "refused"


def test_the_right_runs_get_in_and_every_other_is_refused(lab):
    done = lab.run("prove", "--json")
    assert done.returncode == 0, done.stdout
    assert [(f["subject"], f["outcome"]) for f in json.loads(done.stdout)] == list(expected())


def test_each_role_is_in_its_own_account(lab):
    chain = lab.chain()
    details = [f["detail"] for f in json.loads(lab.run("prove", "--json").stdout)[:2]]
    assert [detail.split(":")[4] for detail in details] == [chain[account]["account_id"] for account in ACCOUNTS]


def test_a_lab_without_a_database_tells_of_none(lab):
    assert "database" not in lab.told()
    assert set(lab.told()["accounts"]) == set(ACCOUNTS)
    assert "PGHOST=" not in lab.run("env", "--shell").stdout
