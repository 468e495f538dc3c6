"""What Redpanda made before us, and the pod that lives in it."""

import json
import os
import subprocess
import sys

import pytest

from lab.cloud import byoc
from lab.cloud.issuer import Issuer
from lab.paths import LabPaths
from tests.lab.cloud_world import REDPANDA, REGION, running_world

ASK = "import boto3, json; print(json.dumps(boto3.client('sts').get_caller_identity()['Arn']))"


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    return LabPaths(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def world(paths):
    with running_world(paths.issuer) as world:
        yield world


@pytest.fixture(scope="module")
def role_arn(world):
    return byoc.make_pipeline_role(world.iam(REDPANDA), "abc", world.issuer)


def environment(world, paths, role_arn):
    return byoc.pod_environment(paths, role_arn=role_arn, region=REGION, endpoint_url=world.endpoint_url)


def identity(environment, home):
    """Whom boto3 finds itself to be, in an environment that has nothing else."""
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(home), **environment}
    asked = subprocess.run([sys.executable, "-c", ASK], env=surroundings, capture_output=True, text=True)
    return json.loads(asked.stdout) if asked.returncode == 0 else asked.stderr


def test_the_role_has_redpandas_name_and_trusts_one_service_account_for_one_audience(world, role_arn):
    assert role_arn == f"arn:aws:iam::{REDPANDA}:role/redpanda-abc-redpanda-connect-pipeline"
    role = world.iam(REDPANDA).get_role(RoleName=byoc.role_name("abc"))["Role"]
    issuer = world.issuer.url.removeprefix("https://")
    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Federated": f"arn:aws:iam::{REDPANDA}:oidc-provider/{issuer}"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    f"{issuer}:aud": "sts.amazonaws.com",
                    f"{issuer}:sub": "system:serviceaccount:redpanda-connect:redpanda-connect-pipeline-sa",
                }
            },
        }
    ]


def test_the_role_comes_with_a_policy_of_its_vendor_that_lets_it_assume_nothing(world, role_arn):
    iam = world.iam(REDPANDA)
    assert iam.list_role_policies(RoleName=byoc.role_name("abc"))["PolicyNames"] == [byoc.VENDOR_POLICY]
    policy = iam.get_role_policy(RoleName=byoc.role_name("abc"), PolicyName=byoc.VENDOR_POLICY)["PolicyDocument"]
    assert [statement["Action"] for statement in policy["Statement"]] == ["secretsmanager:GetSecretValue"]


def test_the_provider_takes_the_audience_of_sts_alone(world, role_arn):
    provider = f"arn:aws:iam::{REDPANDA}:oidc-provider/{world.issuer.url.removeprefix('https://')}"
    registered = world.iam(REDPANDA).get_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    assert registered["ClientIDList"] == ["sts.amazonaws.com"]


def test_the_pod_is_the_pipeline_role_whatever_lies_in_its_home(world, paths, role_arn, tmp_path):
    byoc.write_pod_token(paths, world.issuer)
    own = tmp_path / ".aws"
    own.mkdir()
    for file in ("config", "credentials"):
        (own / file).write_text("[default]\naws_access_key_id = x\naws_secret_access_key = y\nrole_arn = z\n")
    found = identity(environment(world, paths, role_arn), tmp_path)
    assert found.startswith(f"arn:aws:sts::{REDPANDA}:assumed-role/redpanda-abc-redpanda-connect-pipeline/")


def test_another_service_accounts_token_opens_nothing(world, paths, role_arn, tmp_path):
    paths.web_identity_token.parent.mkdir(parents=True, exist_ok=True)
    paths.web_identity_token.write_text(world.issuer.issue("system:serviceaccount:default:default"))
    assert "AccessDenied" in identity(environment(world, paths, role_arn), tmp_path)


def test_the_pods_token_is_fresh_and_private(world, paths):
    byoc.write_pod_token(paths, world.issuer)
    claims = Issuer(paths.issuer).verify(paths.web_identity_token.read_text())
    assert claims["sub"] == byoc.SUBJECT
    assert claims["exp"] - claims["iat"] == 24 * 3600
    assert paths.web_identity_token.stat().st_mode & 0o777 == 0o600


def test_the_pod_has_no_other_aws_variable(world, paths, role_arn):
    assert set(environment(world, paths, role_arn)) == {
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    }
