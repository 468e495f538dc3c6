"""AssumeRoleWithWebIdentity: from a pod's token to the pipeline role."""

import json

import boto3
import jwt
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from lab.cloud.issuer import Issuer
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, as_key, error_of, running_world, statement, trust_in

SUBJECT = "system:serviceaccount:redpanda-connect:pipeline"
DENIED = ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
NOT_VALID = ("InvalidIdentityToken", "The web identity token that was passed could not be validated by AWS")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def provider(world):
    """The OIDC provider's ARN in the Redpanda account; the database account has none."""
    registered = world.iam(REDPANDA).create_open_id_connect_provider(
        Url=world.issuer.url, ClientIDList=["sts.amazonaws.com", "second"]
    )
    return registered["OpenIDConnectProviderArn"]


def irsa_trust(world, provider, **changes):
    name = world.issuer.url.removeprefix("https://")
    wanted = {f"{name}:aud": "sts.amazonaws.com", f"{name}:sub": SUBJECT}
    return statement(
        Principal={"Federated": provider},
        Action="sts:AssumeRoleWithWebIdentity",
        Condition={"StringEquals": wanted},
        **changes,
    )


@pytest.fixture(scope="module")
def role(world, provider):
    return world.role(REDPANDA, irsa_trust(world, provider))


def assume(world, role, token, **parameters):
    sts = boto3.client(
        "sts",
        region_name=REGION,
        endpoint_url=world.endpoint_url,
        config=Config(signature_version=UNSIGNED, parameter_validation=False),
    )
    parameters = {"RoleSessionName": "pod", **parameters}
    return as_key(sts.assume_role_with_web_identity(RoleArn=role, WebIdentityToken=token, **parameters))


def refusal(world, role, token, **parameters):
    with pytest.raises(ClientError) as refused:
        assume(world, role, token, **parameters)
    return error_of(refused.value)


def test_the_pods_token_opens_the_pipeline_role(world, role):
    key = assume(world, role, world.issuer.issue(SUBJECT))
    assert world.client(key).get_caller_identity()["Arn"].endswith(f"assumed-role/{role.split('/')[-1]}/pod")


def test_another_subject_is_denied(world, role):
    world.log.clear()
    assert refusal(world, role, world.issuer.issue(SUBJECT + "-2")) == DENIED
    assert f":sub: got '{SUBJECT}-2'" in world.log[0]


def test_an_audience_the_provider_does_not_list_is_refused(world, role):
    token = world.issuer.issue(SUBJECT, audience="other")
    assert refusal(world, role, token) == ("InvalidIdentityToken", "Incorrect token audience")


def test_an_audience_the_trust_does_not_name_is_denied(world, role):
    assert refusal(world, role, world.issuer.issue(SUBJECT, audience="second")) == DENIED


def test_an_expired_token_is_told_from_a_false_one(world, role):
    code, _ = refusal(world, role, world.issuer.issue(SUBJECT, lifetime_s=-60))
    assert code == "ExpiredTokenException"


def test_a_token_of_another_issuers_key_is_refused(world, role, tmp_path):
    other = Issuer(tmp_path)
    own_claims = jwt.decode(world.issuer.issue(SUBJECT), options={"verify_signature": False})
    forged = jwt.encode(own_claims, other._key, algorithm="RS256")
    for token in (forged, other.issue(SUBJECT), "garbage"):
        assert refusal(world, role, token) == NOT_VALID


def test_an_issuer_the_account_has_not_registered_is_refused(world, provider):
    role = world.role(DATABASE, irsa_trust(world, provider.replace(REDPANDA, DATABASE)))
    text = f"No OpenIDConnect provider found in your account for {world.issuer.url}"
    assert refusal(world, role, world.issuer.issue(SUBJECT)) == ("InvalidIdentityToken", text)


def test_a_role_that_trusts_another_provider_or_nobody_by_web_identity_is_denied(world, provider):
    for trust in (irsa_trust(world, provider + "2"), trust_in("*"), {"Version": "2012-10-17"}):
        assert refusal(world, world.role(REDPANDA, trust), world.issuer.issue(SUBJECT)) == DENIED


def test_an_explicit_deny_in_the_trust_wins(world, provider):
    trust = irsa_trust(world, provider)
    trust["Statement"] += irsa_trust(world, provider, effect="Deny")["Statement"]
    assert refusal(world, world.role(REDPANDA, trust), world.issuer.issue(SUBJECT)) == DENIED


def test_a_role_that_does_not_exist_is_denied(world, role):
    assert refusal(world, role + "-absent", world.issuer.issue(SUBJECT)) == DENIED


def test_the_token_stays_out_of_log_and_answer(world, role, tmp_path):
    world.log.clear()
    for token in (world.issuer.issue("other"), Issuer(tmp_path).issue(SUBJECT), world.issuer.issue(SUBJECT, "other")):
        answer = refusal(world, role, token)
        for part in token.split("."):
            assert part not in json.dumps([world.log, answer])


def test_a_first_session_may_last_as_long_as_the_role_says(world, provider):
    role = world.role(REDPANDA, irsa_trust(world, provider), MaxSessionDuration=7200)
    assert assume(world, role, world.issuer.issue(SUBJECT), DurationSeconds=7200)
    code, text = refusal(world, role, world.issuer.issue(SUBJECT), DurationSeconds=7201)
    assert code == "ValidationError"
    assert "MaxSessionDuration" in text


def test_a_token_for_another_kind_of_provider_is_refused(world, role):
    code, text = refusal(world, role, world.issuer.issue(SUBJECT), ProviderId="www.amazon.com")
    assert code == "ValidationError"
    assert text.startswith("ProviderId: ")
