"""Who may ask STS at all: requests that were not signed, or not as they stand, by live credentials."""

import gzip
import http.client
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from lab.cloud.sts_judge import StsJudge
from lab.cloud.sts_refusals import StsRefusal
from lab.cloud.sts_request import StsRequest
from tests.lab.cloud_world import DATABASE, REDPANDA, REGION, error_of, root_of, running_world, trust_in

UNKNOWN = ("InvalidClientTokenId", "The security token included in the request is invalid.")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


@pytest.fixture(scope="module")
def role(world):
    return world.role(DATABASE, trust_in(root_of(DATABASE)))


@pytest.fixture(scope="module")
def session(world):
    return world.session_of(world.role(DATABASE, trust_in(root_of(DATABASE))))


@pytest.fixture
def parameters(role):
    return {"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": role, "RoleSessionName": "test"}


def refusal(world, key, **parameters):
    with pytest.raises(ClientError) as refused:
        world.client(key).assume_role(RoleSessionName="test", **parameters)
    return error_of(refused.value)


def signed(world, key, *, method="POST", path="/", query="", body=b"", headers=FORM, service="sts", at=None):
    """What goes over the wire, with its signature; `at` is when it was signed."""
    request = AWSRequest(method=method, url=f"{world.endpoint_url}{path}{query}", data=body, headers=dict(headers))
    signer = SigV4Auth(Credentials(key.access_key_id, key.secret_access_key, key.session_token), service, REGION)
    signer.add_auth(request)
    if at:  # botocore signs for now; sign once more for then
        request.context["timestamp"] = at.strftime("%Y%m%dT%H%M%SZ")
        signer._modify_request_before_signing(request)
        signature = signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)
        signer._inject_signature_to_request(request, signature)
    return request.prepare()


def send(world, request, *, query=None, body=None, headers=None):
    """Status and body of the answer, after what is changed on the way."""
    url = urlsplit(request.url)
    wire = http.client.HTTPConnection(url.netloc)
    wire.request(
        request.method,
        url.path + ("?" + (query if query is not None else url.query)),
        body=request.body if body is None else body,
        headers={**request.headers, **(headers or {})},
    )
    answer = wire.getresponse()
    return answer.status, answer.read().decode()


def assert_refused(answer, code):
    status, body = answer
    assert status in (400, 403)
    assert f"<Code>{code}</Code>" in body
    assert "<AccessKeyId>" not in body


def test_a_request_as_signed_is_answered(world, session, parameters):
    key = world.administrators[DATABASE]
    assert send(world, signed(world, key, body=urlencode(parameters).encode()))[0] == 200
    assert send(world, signed(world, key, method="GET", query="?" + urlencode(parameters)))[0] == 200
    assert world.client(session).get_caller_identity()["Account"] == DATABASE


def test_an_access_key_id_alone_assumes_nothing(world, role):
    administrator = world.administrators[DATABASE]
    code, _ = refusal(world, replace(administrator, secret_access_key="guessed"), RoleArn=role)
    assert code == "SignatureDoesNotMatch"
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        world.client(replace(administrator, secret_access_key="guessed")).get_caller_identity()


@pytest.mark.parametrize("token", ["wrong", None])
def test_a_session_key_without_its_own_token_is_nobody(world, session, role, token):
    assert refusal(world, replace(session, session_token=token), RoleArn=role) == UNKNOWN


def test_a_users_key_with_a_token_is_nobody(world, role):
    assert refusal(world, replace(world.administrators[DATABASE], session_token="t"), RoleArn=role) == UNKNOWN


def test_a_key_nobody_has_is_nobody(world, role):
    stranger = replace(world.administrators[DATABASE], access_key_id="AKIAIOSFODNN7EXAMPLE")
    assert refusal(world, stranger, RoleArn=role) == UNKNOWN


def test_a_session_ends(world, role):
    session = world.session_of(role)
    kept = next(s for s in sts_backends[DATABASE]["aws"].assumed_roles if s.access_key_id == session.access_key_id)
    kept.expiration -= timedelta(hours=1)
    assert refusal(world, session, RoleArn=role) == UNKNOWN


def test_a_key_that_was_switched_off_is_nobody(world, role):
    iam = world.iam(REDPANDA)
    iam.create_user(UserName="switched-off")
    made = iam.create_access_key(UserName="switched-off")["AccessKey"]
    key = replace(
        world.administrators[REDPANDA], access_key_id=made["AccessKeyId"], secret_access_key=made["SecretAccessKey"]
    )
    assert world.client(key).get_caller_identity()["Arn"].endswith("user/switched-off")
    iam_backends[REDPANDA]["aws"].update_access_key("switched-off", key.access_key_id, "Inactive")
    assert refusal(world, key, RoleArn=role) == UNKNOWN


def test_an_unsigned_request_is_refused(world, parameters):
    request = signed(world, world.administrators[DATABASE], body=urlencode(parameters).encode())
    del request.headers["Authorization"]
    assert "<AccessKeyId>" not in send(world, request)[1]  # moto takes it for another service
    bare = StsRequest(method="POST", query="", body=b"", headers={"host": "sts"}, parameters=parameters)
    with pytest.raises(StsRefusal) as refused:
        StsJudge(world.accounts, world.issuer).judge(bare)
    assert refused.value.code == "MissingAuthenticationToken"


def test_a_signature_covers_every_parameter(world, parameters):
    key = world.administrators[DATABASE]
    other = urlencode({**parameters, "RoleSessionName": "other"})
    assert_refused(
        send(world, signed(world, key, body=urlencode(parameters).encode()), body=other), "SignatureDoesNotMatch"
    )
    get = signed(world, key, method="GET", query="?" + urlencode(parameters))
    assert_refused(send(world, get, query=other), "SignatureDoesNotMatch")


def test_the_digest_a_request_names_must_be_that_of_its_body(world, parameters):
    request = signed(
        world,
        world.administrators[DATABASE],
        body=urlencode(parameters).encode(),
        headers={**FORM, "X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"},
    )
    other = urlencode({**parameters, "RoleSessionName": "other"})
    assert_refused(send(world, request, body=other), "SignatureDoesNotMatch")


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_signature_is_good_for_five_minutes(world, parameters, minutes):
    body = urlencode(parameters).encode()
    near = datetime.now(UTC) + timedelta(minutes=minutes * 0.5)
    assert send(world, signed(world, world.administrators[DATABASE], body=body, at=near))[0] == 200
    far = datetime.now(UTC) + timedelta(minutes=minutes)
    assert_refused(
        send(world, signed(world, world.administrators[DATABASE], body=body, at=far)), "SignatureDoesNotMatch"
    )


@pytest.mark.parametrize("date", ["yesterday", "20261399T000000Z"])
def test_a_signature_says_when(world, parameters, date):
    request = signed(world, world.administrators[DATABASE], body=urlencode(parameters).encode())
    world.log.clear()
    assert_refused(send(world, request, headers={"X-Amz-Date": date}), "SignatureDoesNotMatch")
    assert f"X-Amz-Date: got '{date}', want a UTC time" in world.log[0]


def test_a_session_token_has_to_be_signed(world, session, parameters):
    unsigned_token = signed(world, replace(session, session_token=None), body=urlencode(parameters).encode())
    late = {"X-Amz-Security-Token": session.session_token}
    assert_refused(send(world, unsigned_token, headers=late), "SignatureDoesNotMatch")


def test_a_signature_for_another_service_gets_no_credentials(world, parameters):
    for service in ("STS", "iam"):
        request = signed(world, world.administrators[DATABASE], body=urlencode(parameters).encode(), service=service)
        assert "<AccessKeyId>" not in send(world, request)[1]


def test_a_request_that_cannot_be_read_in_one_way_is_refused(world, parameters):
    key, form = world.administrators[DATABASE], urlencode(parameters)
    requests = {
        "twice in the body": signed(world, key, body=f"{form}&RoleSessionName=b".encode()),
        "in the query and the body": signed(world, key, query="?RoleSessionName=b", body=form.encode()),
        "no form": signed(world, key, body=b"\xff"),
        "too long to look at": signed(world, key, body=f"{form}&Policy={'x' * 65_536}".encode()),
        "another path": signed(world, key, path="/sts_us-east-1/", body=form.encode()),
    }
    for request in requests.values():
        assert_refused(send(world, request), "ValidationError")


def test_moto_reads_nothing_but_what_was_judged(world, role, parameters):
    """Compressed, as JSON, for another account: whatever moto would make of it, the judge saw no such request."""
    key = world.administrators[DATABASE]
    form = urlencode(parameters).encode()
    zipped = {**FORM, "Content-Encoding": "gzip"}
    assert_refused(send(world, signed(world, key, body=gzip.compress(form), headers=zipped)), "ValidationError")
    as_json = signed(world, key, body=json.dumps(parameters).encode(), headers={"Content-Type": "application/json"})
    assert_refused(send(world, as_json), "ValidationError")
    elsewhere = {"x-moto-account-id": REDPANDA, "User-Agent": "region/cn-north-1"}
    status, body = send(world, signed(world, key, body=form), headers=elsewhere)
    assert status == 200
    assert f"<Arn>{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/test</Arn>" in body
