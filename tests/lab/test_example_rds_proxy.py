"""`examples/rds-proxy` in the lab: the way in, every refusal, and what is seen when the proxy's own login fails."""

import json

import pytest

from lab.cloud.operator import operator
from lab.paths import LabPaths


@pytest.fixture(scope="module")
def lab(example_lab):
    return example_lab("rds-proxy")


@pytest.fixture
def iam(lab):
    """The database account's, as its operator."""
    return operator(LabPaths(lab.paths.home), "lab-database", "us-east-2").client("iam")


def proven(lab):
    done = lab.run("prove", "--json")
    return done.returncode, [(finding["subject"], finding["outcome"]) for finding in json.loads(done.stdout)]


def test_the_way_in_holds_and_every_refusal_is_refused(lab):
    assert proven(lab) == (
        0,
        [
            ("1 workload → its role", "holds"),
            ("2 its role may assume", "holds"),
            ("3 connect role lets it in", "holds"),
            *[("4 may log in as its users", "holds")] * 4,
            *[("5 token → login, TLS verified", "holds")] * 2,
            ("6 the function itself", "holds"),
            ("no ExternalId", "refused"),
            ("wrong ExternalId", "refused"),
            ("the function with a wrong ExternalId", "refused"),
            ("the client's own credentials, no assume", "refused"),
            ("a cluster-... policy at the proxy", "refused"),
            ("past the proxy, to the cluster", "refused"),
            ("a token for the cluster's endpoint", "refused"),
            ("the master, by token", "refused"),
            ("the master, by password", "refused"),
            ("another database user", "refused"),
            ("replication through the proxy", "refused"),
            ("command-line options", "refused"),
            ("a write through READ_ONLY", "refused"),
            ("no TLS", "refused"),
        ],
    )


def test_without_the_proxys_own_permission_nobody_gets_in(lab, iam):
    (role,) = [role["RoleName"] for role in iam.list_roles()["Roles"] if role["RoleName"].startswith("proxy-role")]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    iam.delete_role_policy(RoleName=role, PolicyName=name)
    try:
        returncode, findings = proven(lab)
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
    assert returncode == 1
    assert ("4 may log in as its users", "BROKEN") in findings
    assert ("6 the function itself", "not run") in findings


def test_a_function_that_lambda_may_not_start_is_a_broken_link_and_no_refusal_is_claimed(lab):
    client = operator(LabPaths(lab.paths.home), "lab-application", "us-east-2").client("iam")
    role = lab.chain()["application"]["role_arn"].rpartition("/")[2]
    trust = client.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    nobody = json.dumps(trust).replace("lambda.amazonaws.com", "ec2.amazonaws.com")
    client.update_assume_role_policy(RoleName=role, PolicyDocument=nobody)
    try:
        returncode, findings = proven(lab)
    finally:
        client.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    assert returncode == 1
    assert findings[0] == ("1 workload → its role", "BROKEN")
    assert findings[-1] == ("refusals", "not run")
