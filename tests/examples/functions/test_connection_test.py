import json

import boto3
import pytest
from botocore.exceptions import ClientError
from pg8000.exceptions import DatabaseError

from functions import connection_test

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAOWN",
    "AWS_SECRET_ACCESS_KEY": "own-secret",
    "AWS_DEFAULT_REGION": "us-east-2",
    "AWS_LAMBDA_FUNCTION_NAME": "shop-test",
    "CONNECT_ROLE_ARN": "arn:aws:iam::222222222222:role/connect",
    "EXTERNAL_ID": "shop-id",
    "DATABASE_NAME": "shop",
    "DATABASE_USERS": '["reader"]',
    "ENDPOINTS": json.dumps({"READ_WRITE": "writer.example", "READ_ONLY": "reader.example"}),
    "ENDPOINT_PORT": "5432",
}


class Connection:
    closed = 0

    def __init__(self, user, read_only):
        self.row = [user, read_only]

    def run(self, _query):
        return [self.row]

    def close(self):
        Connection.closed += 1


class Sts:
    def __init__(self):
        self.asked = {}

    def assume_role(self, **asked):
        self.asked = asked
        return {
            "Credentials": {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "role-secret", "SessionToken": "role-token"}
        }


@pytest.fixture
def sts(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Connection, "closed", 0)
    sts = Sts()
    monkeypatch.setattr(boto3, "client", lambda service: {"sts": sts}[service])
    return sts


@pytest.fixture
def logins(sts, monkeypatch):
    """What each login was made with; a test may put another answer in its place."""
    seen = []

    def connect(**login):
        seen.append(login)
        return Connection(login["user"], "on" if login["host"] == "reader.example" else "off")

    monkeypatch.setattr(connection_test, "connect", connect)
    return seen


def test_it_goes_the_whole_way_as_the_connect_role_through_every_endpoint(sts, logins):
    verdict = connection_test.handler({}, None)
    assert sts.asked == {
        "RoleArn": "arn:aws:iam::222222222222:role/connect",
        "RoleSessionName": "shop-test",
        "ExternalId": "shop-id",
    }
    assert verdict["ok"] is True
    assert [(login["target_role"], login["user"], login["ok"]) for login in verdict["logins"]] == [
        ("READ_WRITE", "reader", True),
        ("READ_ONLY", "reader", True),
    ]
    for login in logins:
        assert login["password"].startswith(f"{login['host']}:5432/?Action=connect&DBUser=reader&")
        assert "ASIAROLE" in login["password"]
    assert Connection.closed == 2


def test_the_verdict_holds_no_credential(sts, logins):
    verdict = json.dumps(connection_test.handler({}, None))
    assert not any(secret in verdict for secret in ("own-secret", "role-secret", "role-token", "X-Amz"))


def test_it_says_that_it_may_not_assume_and_tries_no_login(sts, logins, monkeypatch):
    def refuse(**_asked):
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "AssumeRole")

    monkeypatch.setattr(sts, "assume_role", refuse)
    verdict = connection_test.handler({}, None)
    assert (verdict["ok"], verdict["step"]) == (False, "assume")
    assert "AccessDenied" in verdict["error"]
    assert logins == []


def test_one_endpoint_that_fails_is_told_with_the_servers_words_and_the_other_is_still_tried(logins, monkeypatch):
    def connect(**login):
        if login["host"] == "writer.example":
            raise DatabaseError({"S": "FATAL", "M": "PAM authentication failed"})
        return Connection(login["user"], "on")

    monkeypatch.setattr(connection_test, "connect", connect)
    verdict = connection_test.handler({}, None)
    assert verdict["ok"] is False
    assert [login.get("error") for login in verdict["logins"]] == ["DatabaseError: PAM authentication failed", None]


def test_an_endpoint_that_leads_to_the_wrong_instance_is_no_success(logins, monkeypatch):
    monkeypatch.setattr(connection_test, "connect", lambda **login: Connection(login["user"], "off"))
    writer, reader = connection_test.handler({}, None)["logins"]
    assert writer["ok"] is True
    assert reader["error"] == "ValueError: got reader, transaction_read_only off, want reader, on"
