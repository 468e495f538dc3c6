"""Stand-ins for what SQL runs through: Secrets Manager and PostgreSQL."""

import json

import boto3
import psycopg
import pytest

from components import release


class Secret:
    """Stands for boto3: the managed secret as it is now; fails as told."""

    def __init__(self):
        self.password = "master-password"
        self.refusal = None
        self.read = []

    def session(self, **account):
        self.account = account
        return self

    def client(self, service):
        assert service == "secretsmanager"
        return self

    def get_secret_value(self, **of):
        if self.refusal:
            raise self.refusal
        self.read.append((self.account["profile_name"], self.account["region_name"], of["SecretId"]))
        return {"SecretString": json.dumps({"username": "postgres", "password": self.password})}


class Database:
    """Stands for psycopg: remembers how it was dialled and what was run; fails as told."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.dialled = []
        self.ran = []

    def connect(self, **how):
        self.dialled.append(how)
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def execute(self, statement):
        if self.failures:
            raise self.failures.pop(0)
        self.ran.append(statement)
        return self

    description = None  # no rows


@pytest.fixture
def secret(monkeypatch):
    stand_in = Secret()
    monkeypatch.setattr(boto3, "Session", stand_in.session)
    return stand_in


@pytest.fixture
def database(monkeypatch, secret):
    def install(*failures):
        stand_in = Database(*failures)
        monkeypatch.setattr(psycopg, "connect", stand_in.connect)
        monkeypatch.setattr(release, "RELEASE_TIMEOUT_S", 0)
        return stand_in

    return install
