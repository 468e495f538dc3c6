"""Where a caller comes from: the server it asked says so, and no request can."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from lab.cloud.nat_gateway import NatGateway
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, error_of, root_of, running_world, statement, trust_in

NAT = "198.51.100.17"
FROM_NAT = {"IpAddress": {"aws:SourceIp": [f"{NAT}/32"]}}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def gateway(world):
    nat = NatGateway(NAT, world.server)
    nat.start()
    yield nat.url
    nat.stop()


@pytest.fixture(scope="module")
def connect_role(world):
    return world.role(DATABASE, trust_in(root_of(REDPANDA)))


@pytest.fixture(scope="module")
def user(world, connect_role):
    """A session of a user with one right, at one address."""
    iam = world.iam(REDPANDA)
    iam.create_user(UserName="connect")
    policy = statement(Action="sts:AssumeRole", Resource=connect_role, Condition=FROM_NAT)
    iam.put_user_policy(UserName="connect", PolicyName="own", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="connect")["AccessKey"]
    return boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name=REGION)


def assume(user, endpoint_url, role, **headers):
    sts = user.client("sts", endpoint_url=endpoint_url)
    sts.meta.events.register(
        "before-sign.sts", lambda request, **_: [request.headers.add_header(*h) for h in headers.items()]
    )
    return sts.assume_role(RoleArn=role, RoleSessionName="test")["AssumedRoleUser"]["Arn"]


def test_a_key_opens_the_role_through_the_gateway(user, gateway, connect_role):
    assert assume(user, gateway, connect_role).startswith(f"arn:aws:sts::{DATABASE}:assumed-role/")


def test_the_same_key_opens_nothing_from_elsewhere(world, user, connect_role):
    with pytest.raises(ClientError) as refused:
        assume(user, world.endpoint_url, connect_role)
    assert error_of(refused.value)[0] == "AccessDenied"
    assert "IpAddress aws:SourceIp: got '127.0.0.1'" in world.log[-1]


def test_a_header_that_names_the_gateways_address_is_not_believed(world, user, connect_role):
    with pytest.raises(ClientError) as refused:
        assume(user, world.endpoint_url, connect_role, **{"X-Forwarded-For": NAT})
    assert error_of(refused.value)[0] == "AccessDenied"
