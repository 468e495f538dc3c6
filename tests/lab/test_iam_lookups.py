"""What the lab tells of roles and policies that the program did not make."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.iam_lookups import get_policy, get_role
from tests.lab.aws_accounts import running_accounts

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}
LIMIT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.database()


def test_a_role_is_told_with_its_trust_and_its_boundary(account):
    iam = account.client("iam")
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=json.dumps(LIMIT))["Policy"]["Arn"]
    iam.create_role(RoleName="limited", AssumeRolePolicyDocument=json.dumps(TRUST), PermissionsBoundary=limit)
    iam.create_role(RoleName="free", AssumeRolePolicyDocument=json.dumps(TRUST))
    limited, free = get_role(account, {"name": "limited"}), get_role(account, {"name": "free"})
    assert (limited["permissionsBoundary"], free["permissionsBoundary"]) == (limit, "")
    assert json.loads(limited["assumeRolePolicy"]) == TRUST
    assert json.loads(get_policy(account, {"arn": limit})["policy"]) == LIMIT


def test_what_is_not_there_is_told_in_iams_words(account):
    with pytest.raises(ClientError, match="NoSuchEntity"):
        get_role(account, {"name": "nobody"})
