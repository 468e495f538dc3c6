"""The metadata service of the lab's EC2 instances: version 2 only, and the role's trust decides."""

import boto3
import httpx
import pytest
from botocore.utils import InstanceMetadataFetcher

from lab.cloud.instance_metadata import InstanceMetadata
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, running_world, statement

EC2_MAY = statement(Principal={"Service": "ec2.amazonaws.com"}, Action="sts:AssumeRole")
LAMBDA_MAY = statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def metadata(world):
    service = InstanceMetadata(REGION, world.log.append)
    service.start()
    yield service
    service.stop()


def instance(world, metadata, trust=EC2_MAY):
    """The address of an instance's metadata, and its role's name; its profile is named after the role."""
    iam, name = world.iam(REDPANDA), world.role(REDPANDA, trust).rpartition("/")[2]
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    return f"{metadata.url}/{REDPANDA}/{name}/", name


def fetched(endpoint):
    return InstanceMetadataFetcher(
        num_attempts=1, config={"ec2_metadata_service_endpoint": endpoint, "ec2_metadata_v1_disabled": True}
    ).retrieve_iam_role_credentials()


def test_the_instances_role_is_who_its_credentials_say(world, metadata):
    endpoint, role = instance(world, metadata)
    got = fetched(endpoint)
    session = boto3.Session(got["access_key"], got["secret_key"], got["token"], region_name=REGION)
    identity = session.client("sts", endpoint_url=world.endpoint_url).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{REDPANDA}:assumed-role/{role}/i-0000000000000lab0"


def test_a_role_that_does_not_trust_ec2_gives_no_credentials(world, metadata):
    endpoint, _ = instance(world, metadata, LAMBDA_MAY)
    assert fetched(endpoint) == {}
    assert any("ec2.amazonaws.com" in line for line in world.log)


@pytest.mark.parametrize("headers", [{}, {"x-aws-ec2-metadata-token": "made-up"}])
def test_without_a_session_token_nothing_is_told(world, metadata, headers):
    endpoint, role = instance(world, metadata)
    for path in ("", role):
        url = f"{endpoint}latest/meta-data/iam/security-credentials/{path}"
        assert httpx.get(url, headers=headers).status_code == 401


def test_there_is_no_other_instance(world, metadata):
    _, profile = instance(world, metadata)
    for path in (f"{REDPANDA}/other/", f"{DATABASE}/{profile}/"):
        assert fetched(f"{metadata.url}/{path}") == {}


def test_the_role_of_another_instance_is_not_told(world, metadata):
    endpoint, _ = instance(world, metadata)
    token = httpx.put(f"{endpoint}latest/api/token").text
    url = f"{endpoint}latest/meta-data/iam/security-credentials/another"
    assert httpx.get(url, headers={"x-aws-ec2-metadata-token": token}).status_code == 404
