"""The container credentials endpoint: a task gets its role's session, and the role's trust decides."""

import boto3
import pytest
from botocore.credentials import ContainerProvider
from botocore.exceptions import CredentialRetrievalError

from domain.ecs_documents import task_trust
from lab.cloud.container_credentials import ContainerCredentials
from lab.cloud.kept_resources import KeptResources, Task
from lab.cloud.record_store import RecordStore
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, running_world, statement

LAMBDA_MAY = statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return KeptResources(RecordStore(tmp_path_factory.mktemp("kept")))


@pytest.fixture(scope="module")
def endpoint(world, kept):
    service = ContainerCredentials(kept, world.log.append)
    service.start()
    yield service.url
    service.stop()


def task(kept, role_arn, **changes):
    made = {"id": "a" * 32, "account": REDPANDA, "region": REGION, "cluster": "cdc", "service": "orders"}
    kept.keep("a" * 32, Task(**made | changes, role_arn=role_arn))


def fetched(endpoint, task_id="a" * 32):
    return ContainerProvider(environ={"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{endpoint}/{task_id}/credentials"}).load()


def test_a_task_is_its_role_and_its_session_is_called_as_the_task(world, kept, endpoint):
    role = world.role(REDPANDA, task_trust(REGION, REDPANDA))
    task(kept, role)
    got = fetched(endpoint)
    session = boto3.Session(got.access_key, got.secret_key, got.token, region_name=REGION)
    identity = session.client("sts", endpoint_url=world.endpoint_url).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{REDPANDA}:assumed-role/{role.rpartition('/')[2]}/{'a' * 32}"


@pytest.mark.parametrize(
    ("trust", "changes", "why"),
    [
        (LAMBDA_MAY, {}, "got 'ecs-tasks.amazonaws.com', want 'lambda.amazonaws.com'"),
        (task_trust(REGION, REDPANDA), {"account": DATABASE}, "aws:SourceAccount"),
        (task_trust(REGION, REDPANDA), {"region": "eu-west-1"}, "aws:SourceArn"),
    ],
    ids=["another service's role", "a task of another account", "a task of another region"],
)
def test_a_role_that_does_not_trust_the_task_gives_no_credentials(world, kept, endpoint, trust, changes, why):
    task(kept, world.role(REDPANDA, trust), **changes)
    with pytest.raises(CredentialRetrievalError):
        fetched(endpoint)
    assert why in world.log[-1]


def test_a_task_that_does_not_run_gets_none(endpoint):
    with pytest.raises(CredentialRetrievalError):
        fetched(endpoint, "b" * 32)
