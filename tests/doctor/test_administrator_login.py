import json

import psycopg
import pytest

from doctor.database_login import by_token
from doctor.facts.aws import Account
from tests.doctor.test_command_line import CHAIN, doctor

DATABASE = {
    "endpoint": "cdc.example",
    "port": 5432,
    "name": "shop",
    "ca_bundle": "ca.pem",
    "sql": "iam",
    "administrator": "rpcn_administrator",
}


@pytest.fixture
def account(monkeypatch, tmp_path):
    profiles = tmp_path / "credentials"
    profiles.write_text("[database]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = none\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(profiles))
    return Account("database", "us-east-2")


def test_the_administrator_logs_in_by_a_token_for_the_endpoint_over_verified_tls(account, monkeypatch):
    dialled = []
    monkeypatch.setattr(psycopg, "connect", lambda **how: dialled.append(how))
    by_token({"database": DATABASE}, account, "127.0.0.1")()
    (how,) = dialled
    token = how.pop("password")
    assert how == {
        "host": "cdc.example",
        "hostaddr": "127.0.0.1",
        "port": 5432,
        "dbname": "shop",
        "user": "rpcn_administrator",
        "sslmode": "verify-full",
        "sslrootcert": "ca.pem",
        "connect_timeout": 4,
    }
    assert token.startswith("cdc.example:5432/?Action=connect&DBUser=rpcn_administrator&")


@pytest.mark.parametrize(("told", "named"), [({"sql": "master", "administrator": None}, "master"), ({}, "unknown")])
def test_a_chain_whose_administrator_has_a_password_is_told_what_to_give_instead(tmp_path, told, named):
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({"chain": CHAIN | {"database": CHAIN["database"] | told}}))
    done = doctor("--outputs", str(outputs), "--admin-token")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"error --admin-token: got a chain of database.sql {named}, want iam (nobody else who administers it logs in "
        "by token); give --admin-secret or --database-url instead\n"
    )
