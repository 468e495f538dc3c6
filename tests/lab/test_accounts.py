"""Whose credentials are whose, with every policy that limits them."""

import json
from datetime import timedelta

import pytest
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from domain.iam_evaluation import Cause, may
from tests.lab.cloud_world import DATABASE, REDPANDA, Key, root_of, running_world, statement, trust_in

DBUSER = f"arn:aws:rds-db:us-east-2:{DATABASE}:dbuser:cluster-ABC/cdc"
MAY_CONNECT = statement(Action="rds-db:connect", Resource=DBUSER)
OWN = trust_in(root_of(DATABASE), ["sts:AssumeRole", "sts:TagSession"])


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


def found(world, key):
    return world.accounts.credentials_for(key.access_key_id, key.session_token)


def principal(world, key):
    credentials = found(world, key)
    assert credentials
    return credentials.principal


def decision(world, key):
    return may(principal(world, key), "rds-db:connect", DBUSER)


def model_of(key):
    return next(s for s in sts_backends[DATABASE]["aws"].assumed_roles if s.access_key_id == key.access_key_id)


@pytest.fixture
def user(world, request):
    """A new user's name and key."""
    iam, name = world.iam(DATABASE), f"user-{abs(hash(request.node.name))}"
    iam.create_user(UserName=name, Tags=[{"Key": "team", "Value": "blue"}])
    made = iam.create_access_key(UserName=name)["AccessKey"]
    return name, Key(access_key_id=made["AccessKeyId"], secret_access_key=made["SecretAccessKey"])


def test_a_role_session_is_its_role(world):
    role = world.role(DATABASE, OWN, policy=MAY_CONNECT, tags={"team": "blue"})
    key = world.session_of(role)
    credentials = found(world, key)
    assert (credentials.access_key_id, credentials.secret_access_key) == (key.access_key_id, key.secret_access_key)
    assert credentials.session_token == key.session_token
    who = credentials.principal
    assert (who.arn, who.account, who.kind) == (role, DATABASE, "role")
    assert who.session_arn == f"arn:aws:sts::{DATABASE}:assumed-role/{role.split('/')[-1]}/test"
    assert who.identity_policies == {"own": MAY_CONNECT}
    assert (who.boundary, who.session_policy) == (None, None)
    assert who.context["aws:PrincipalTag/team"] == "blue"
    role_id = world.iam(DATABASE).get_role(RoleName=role.split("/")[-1])["Role"]["RoleId"]
    assert who.context["aws:userid"] == f"{role_id}:test"


def test_a_users_key_is_its_user(world, user):
    name, key = user
    who = principal(world, key)
    assert (who.arn, who.account, who.kind) == (f"arn:aws:iam::{DATABASE}:user/{name}", DATABASE, "user")
    assert (who.session_arn, who.boundary, who.session_policy) == (None, None, None)
    assert who.context["aws:username"] == name
    assert who.context["aws:PrincipalTag/team"] == "blue"


@pytest.mark.parametrize("token", ["wrong", "", None])
def test_a_session_key_counts_with_its_own_token_alone(world, token):
    key = world.session_of(world.role(DATABASE, OWN))
    assert world.accounts.credentials_for(key.access_key_id, token) is None


def test_a_users_key_counts_without_a_token_alone(world, user):
    _, key = user
    assert world.accounts.credentials_for(key.access_key_id, None)
    assert world.accounts.credentials_for(key.access_key_id, "token") is None


def test_an_inactive_or_unknown_key_is_nobody(world, user):
    name, key = user
    world.iam(DATABASE).update_access_key(UserName=name, AccessKeyId=key.access_key_id, Status="Inactive")
    assert found(world, key) is None
    assert world.accounts.credentials_for("ASIAUNKNOWN", None) is None


def test_a_session_ends_at_its_expiration(world):
    key = world.session_of(world.role(DATABASE, OWN), DurationSeconds=900)
    model = model_of(key)
    model.expiration -= timedelta(seconds=890)
    assert found(world, key)
    model.expiration -= timedelta(seconds=20)
    assert found(world, key) is None


def test_a_session_ends_with_its_role_even_when_that_is_made_again(world):
    role = world.role(DATABASE, OWN)
    name, key = role.split("/")[-1], world.session_of(role)
    world.iam(DATABASE).delete_role(RoleName=name)
    assert found(world, key) is None
    world.iam(DATABASE).create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(OWN))
    assert found(world, key) is None


def test_attached_policies_count_in_their_default_version_beside_inline_ones(world):
    role = world.role(DATABASE, OWN, policy=MAY_CONNECT)
    key, iam = world.session_of(role), world.iam(DATABASE)
    arn = world.managed_policy(DATABASE, statement(Action="s3:*", Resource="*"))
    iam.attach_role_policy(RoleName=role.split("/")[-1], PolicyArn=arn)
    assert set(principal(world, key).identity_policies) == {"own", arn}
    assert decision(world, key).allowed
    deny = json.dumps(statement("Deny", Action="rds-db:*", Resource="*"))
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=deny, SetAsDefault=True)
    assert decision(world, key).cause == Cause.EXPLICIT_DENY


def test_a_users_groups_count_and_hide_nothing_of_its_own(world, user):
    name, key = user
    iam = world.iam(DATABASE)
    iam.create_group(GroupName="readers")
    iam.add_user_to_group(GroupName="readers", UserName=name)
    iam.put_group_policy(GroupName="readers", PolicyName="own", PolicyDocument=json.dumps(MAY_CONNECT))
    assert decision(world, key).allowed
    deny = statement("Deny", Action="rds-db:connect", Resource="*")
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(deny))
    assert decision(world, key).cause == Cause.EXPLICIT_DENY


def test_a_boundary_limits_the_session(world):
    narrow = statement(Action="s3:*", Resource="*")
    key = world.session_of(world.role(DATABASE, OWN, policy=MAY_CONNECT, boundary=narrow))
    assert principal(world, key).boundary == narrow
    assert decision(world, key).cause == Cause.BOUNDARY


def test_a_session_policy_limits_the_session(world):
    key = world.session_of(
        world.role(DATABASE, OWN, policy=MAY_CONNECT), Policy=json.dumps(statement(Action="s3:*", Resource="*"))
    )
    assert decision(world, key).cause == Cause.SESSION_POLICY


def test_a_session_tag_goes_before_the_roles_own(world):
    role = world.role(DATABASE, OWN, tags={"team": "blue", "stage": "lab"})
    key = world.session_of(role, Tags=[{"Key": "team", "Value": "red"}])
    context = principal(world, key).context
    assert (context["aws:PrincipalTag/team"], context["aws:PrincipalTag/stage"]) == ("red", "lab")


TWICE = json.dumps(MAY_CONNECT).replace("{", '{"Statement": [], ', 1)
UNREADABLE = ["", "{", "[]", "null", '"text"', TWICE, "[" * 100_000]


@pytest.mark.parametrize("document", UNREADABLE)
def test_a_document_that_cannot_be_read_denies_everything(world, document):
    role = world.role(DATABASE, OWN, policy=MAY_CONNECT)
    key = world.session_of(role)
    assert decision(world, key).allowed
    model = iam_backends[DATABASE]["aws"].get_role_by_arn(role)
    model.policies["other"] = document
    assert decision(world, key).cause == Cause.UNSUPPORTED
    del model.policies["other"]
    model_of(key).policy = document
    assert decision(world, key).cause == Cause.UNSUPPORTED


def test_a_boundary_that_is_gone_denies_everything(world):
    role = world.role(DATABASE, OWN, policy=MAY_CONNECT)
    iam_backends[DATABASE]["aws"].get_role_by_arn(role).permissions_boundary_arn = "arn:aws:iam::aws:policy/absent"
    assert decision(world, world.session_of(role)).cause == Cause.UNSUPPORTED


def test_no_account_sees_the_roles_of_another(world):
    role = world.role(REDPANDA, trust_in(root_of(REDPANDA)))
    assert principal(world, world.session_of(role)).account == REDPANDA
