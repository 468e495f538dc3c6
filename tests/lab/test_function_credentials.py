"""A Lambda function's credentials: its role's, if the role trusts Lambda."""

import boto3
import httpx
import pytest

from lab.cloud.function_credentials import FunctionCredentials
from lab.cloud.kept_resources import Function, KeptResources
from lab.cloud.record_store import RecordStore
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, running_world, statement

LAMBDA_MAY = statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")
EC2_MAY = statement(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture
def asking(world, tmp_path):
    """Keeps a function with such a trust, and asks for credentials."""
    kept = KeptResources(RecordStore(tmp_path))
    server = FunctionCredentials(kept, world.log.append)
    server.start()

    def ask(trust, account=REDPANDA, name="test"):
        function = Function(
            name="test",
            account=REDPANDA,
            region=REGION,
            role_arn=world.role(REDPANDA, trust),
            handler="functions.x.handler",
            directory="/",
            environment={},
        )
        kept.keep("test", function)
        return function, httpx.get(f"{server.url}/{account}/{name}/credentials")

    yield ask
    server.stop()


def test_the_functions_role_is_who_its_credentials_say(world, asking):
    function, answer = asking(LAMBDA_MAY)
    given = answer.json()
    keys = [given[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
    session = boto3.Session(*keys, region_name=REGION)
    identity = session.client("sts", endpoint_url=world.endpoint_url).get_caller_identity()
    role = function.role_arn.rpartition("/")[2]
    assert identity["Arn"] == f"arn:aws:sts::{REDPANDA}:assumed-role/{role}/test"


def test_a_role_that_does_not_trust_lambda_gives_no_credentials(world, asking):
    _, answer = asking(EC2_MAY)
    assert answer.status_code == 403
    assert any("lambda.amazonaws.com" in line for line in world.log)


@pytest.mark.parametrize("where", [{"account": DATABASE}, {"name": "other"}])
def test_another_function_is_not_there(asking, where):
    assert asking(LAMBDA_MAY, **where)[1].status_code == 404
