"""Users, their policies and their keys against moto."""

import json

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.iam_users import RESOURCES
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

USER = RESOURCES["aws:iam/user:User"]
POLICY = RESOURCES["aws:iam/userPolicy:UserPolicy"]
KEY = RESOURCES["aws:iam/accessKey:AccessKey"]


def policy(action):
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.redpanda(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture
def iam(account):
    return account.client("iam")


@pytest.fixture
def user(account):
    made = Life(USER, account, name="connect")
    yield made
    made.delete()


def test_a_user_has_the_name_it_was_given_and_all_tags(account, iam, user):
    assert user.outputs["arn"] == f"arn:aws:iam::{account.account_id}:user/connect"
    assert user.drift() == {}
    user.update(tags={"a": "b"})
    assert iam.list_user_tags(UserName="connect")["Tags"] == [
        {"Key": "stack", "Value": "lab"},
        {"Key": "a", "Value": "b"},
    ]
    with pytest.raises(LabError, match="the lab's IAM cannot rename the user connect"):
        user.update(name="other")


def test_a_user_that_is_gone_is_seen_and_deleted_quietly(account, iam):
    made = Life(USER, account, name="short")
    iam.delete_user(UserName="short")
    assert made.drift() == {"": None}
    made.delete()


def test_a_policy_is_changed_in_place_and_its_drift_is_found(account, iam, user):
    own = Life(POLICY, account, user="connect", name="assume", policy=policy("sts:AssumeRole"))
    assert own.drift() == {}
    assert own.replaced_by(user="other") == {"user"}
    own.update(policy=policy("sts:TagSession"))
    stored = iam.get_user_policy(UserName="connect", PolicyName="assume")["PolicyDocument"]
    assert stored == json.loads(policy("sts:TagSession"))
    iam.put_user_policy(UserName="connect", PolicyName="assume", PolicyDocument=policy("*"))
    assert json.loads(own.drift()["policy"]) == json.loads(policy("*"))
    with pytest.raises(LabError, match=r"DeleteConflict: .* must delete policies first"):
        user.delete()
    own.delete()
    assert own.drift() == {"": None}


def test_the_policies_of_a_user_have_2048_characters_at_most(account, user):
    with pytest.raises(LabError, match="Maximum policy size of 2048 bytes exceeded for user connect"):
        Life(POLICY, account, user="connect", name="large", policy=policy("sts:" + "A" * 2_048))


def test_a_key_tells_its_secret_half_once_and_is_switched_off_in_place(account, iam, user):
    key = Life(KEY, account, user="connect")
    assert len(key.outputs["secret"]["value"]) == 40
    assert key.drift() == {}
    key.update(status="Inactive")
    (seen,) = iam.list_access_keys(UserName="connect")["AccessKeyMetadata"]
    assert (seen["AccessKeyId"], seen["Status"]) == (key.id, "Inactive")
    iam.update_access_key(UserName="connect", AccessKeyId=key.id, Status="Active")
    assert key.drift() == {"status": "Active"}
    with pytest.raises(LabError, match=r"DeleteConflict: .* must delete access keys first"):
        user.delete()
    key.delete()
    assert key.drift() == {"": None}
    key.delete()


def test_a_third_key_of_a_user_is_refused(account, user):
    two = [Life(KEY, account, user="connect") for _ in range(2)]
    with pytest.raises(LabError, match="LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2"):
        Life(KEY, account, user="connect")
    for key in two:
        key.delete()


def test_a_key_of_nobody_is_refused(account):
    with pytest.raises(ClientError, match="NoSuchEntity"):
        Life(KEY, account, user="nobody")
