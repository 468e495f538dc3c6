import base64
import json

import boto3
import pytest
from moto import mock_aws
from pg8000.exceptions import DatabaseError

from functions import rotate_password

TOKEN = "11111111-2222-3333-4444-555555555555"
STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Database:
    """Knows one password, and takes the verifier of another as PostgreSQL does."""

    def __init__(self):
        self.password = "first"
        self.verifier = ""

    def connect(self, *, user, password, ca_file, **_where):
        assert ca_file.endswith("rds-ca.pem")
        if password != self.password and not self.matches(password):
            raise DatabaseError({"M": "password authentication failed"})
        return self

    def matches(self, password):
        if not self.verifier:
            return False
        salt = self.verifier.split(":")[1].split("$")[0]
        return rotate_password.scram_verifier(password, base64.b64decode(salt)) == self.verifier

    def run(self, statement):
        if statement.startswith("ALTER ROLE"):
            self.password, self.verifier = None, statement.split("'")[1]

    def close(self):
        pass


@pytest.fixture
def database(monkeypatch):
    for name, value in {"HOST": "shop.example", "PORT": "5432", "NAME": "shop"}.items():
        monkeypatch.setenv(f"DATABASE_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-2")
    database = Database()
    monkeypatch.setattr(rotate_password, "connect", database.connect)
    with mock_aws():
        yield database


@pytest.fixture
def secret(database):
    manager = boto3.client("secretsmanager")
    login = json.dumps({"username": "reader", "password": "first"})
    return manager.create_secret(Name="reader", SecretString=login)["ARN"]


def rotate(secret, *steps):
    for step in steps:
        rotate_password.handler({"Step": step, "SecretId": secret, "ClientRequestToken": TOKEN}, None)


def current(secret):
    return json.loads(
        boto3.client("secretsmanager").get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"]
    )


def test_the_new_password_logs_in_and_the_old_one_does_not(database, secret):
    rotate(secret, *STEPS)
    login = current(secret)
    assert login["username"] == "reader"
    assert login["password"] != "first"
    assert database.matches(login["password"])
    assert not database.matches("first")


def test_until_the_last_step_the_current_version_stays(database, secret):
    rotate(secret, *STEPS[:3])
    assert current(secret)["password"] == "first"


@pytest.mark.parametrize("interrupted", STEPS)
def test_each_step_may_be_called_again(database, secret, interrupted):
    rotate(secret, *STEPS[: STEPS.index(interrupted) + 1])
    rotate(secret, *STEPS[STEPS.index(interrupted) :])
    assert database.matches(current(secret)["password"])


def test_a_new_password_that_was_not_set_stops_the_rotation(database, secret):
    rotate(secret, "createSecret")
    with pytest.raises(DatabaseError):
        rotate(secret, "testSecret")


def test_postgresql_keeps_of_a_password_what_rfc_7677_says():
    salt = "W22ZaJ0SNY7soEsUEjb6gQ=="
    assert rotate_password.scram_verifier("pencil", base64.b64decode(salt)) == (
        f"SCRAM-SHA-256$4096:{salt}$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
        "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
    )
