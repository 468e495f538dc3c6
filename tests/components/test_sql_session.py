"""How a script reaches the database, and what is said where it cannot."""

from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import boto3
import psycopg
import pytest
from botocore.exceptions import ClientError, ProfileNotFound
from botocore.session import get_session
from psycopg.errors import ObjectInUse

from components.sql_script import SqlScriptProvider
from components.sql_session import SqlScriptError
from tests.components.sql_props import PROPS, STORED


def test_create_runs_its_script_over_verified_tls(database):
    reached = database()
    made = SqlScriptProvider().create(PROPS)
    assert (made.id, made.outs) == ("cdc.example/shop", PROPS)
    assert reached.ran == ["CREATE TABLE t ()"]
    (how,) = reached.dialled
    assert (how["sslmode"], how["sslrootcert"], how["connect_timeout"]) == ("verify-full", "ca.pem", 30)


def test_the_password_is_the_one_of_the_moment_and_nothing_keeps_it(database, secret):
    reached = database()
    made = SqlScriptProvider().create(PROPS)
    secret.password = "rotated"
    SqlScriptProvider().delete(made.id, made.outs)
    assert [how["password"] for how in reached.dialled] == ["master-password", "rotated"]
    assert secret.read == [("database", "us-east-2", PROPS["secret_arn"])] * 2
    assert "password" not in made.outs


def test_a_login_without_a_secret_signs_a_token_for_what_it_dials(database, monkeypatch):
    reached = database()
    keys = {"aws_access_key_id": "AKIA1", "aws_secret_access_key": "b"}
    signer = get_session().create_client("rds", region_name="us-east-2", **keys)
    accounts = []
    account = SimpleNamespace(client=lambda service: {"rds": signer}[service])
    monkeypatch.setattr(boto3, "Session", lambda **how: accounts.append(how) or account)
    by_token = {key: value for key, value in PROPS.items() if key != "secret_arn"}
    SqlScriptProvider().create(by_token | {"port": 5432.0})
    (how,) = reached.dialled
    token = urlsplit(f"https://{how['password']}")
    assert (token.netloc, parse_qs(token.query)["DBUser"]) == ("cdc.example:5432", ["postgres"])
    assert parse_qs(token.query)["X-Amz-Credential"][0].split("/")[2] == "us-east-2"
    assert accounts == [{"profile_name": "database", "region_name": "us-east-2"}]


def test_a_stack_that_was_never_deployed_since_ends_with_the_password_it_stored(database, secret):
    reached = database()
    SqlScriptProvider().delete("id", STORED)
    assert [how["password"] for how in reached.dialled] == ["stored-password"]
    assert secret.read == []


@pytest.mark.parametrize(
    "refusal",
    [
        ClientError({"Error": {"Code": "AccessDeniedException", "Message": "not authorized"}}, "GetSecretValue"),
        ProfileNotFound(profile="database"),
    ],
)
def test_a_secret_that_cannot_be_read_is_an_error_with_the_statement_to_run_by_hand(database, secret, refusal):
    reached = database()
    secret.refusal = refusal
    with pytest.raises(SqlScriptError) as error:
        SqlScriptProvider().delete("id", PROPS)
    assert str(error.value) == f"delete_sql on shop: {refusal}; run by hand on cdc.example: DROP TABLE t"
    assert reached.dialled == []


def test_an_object_in_use_is_an_error_with_the_statement_to_run_by_hand(database):
    database(ObjectInUse("replication slot rpcn_orders is active for PID 42"))
    with pytest.raises(SqlScriptError) as refusal:
        SqlScriptProvider().delete("id", PROPS)
    message = str(refusal.value)
    assert "active for PID 42" in message
    assert message.endswith("run by hand on cdc.example: DROP TABLE t")
    assert "master-password" not in message


def test_any_other_failure_is_not_waited_out(database):
    reached = database(psycopg.OperationalError("connection refused"))
    with pytest.raises(SqlScriptError, match="connection refused; run by hand"):
        SqlScriptProvider().delete("id", PROPS)
    assert len(reached.dialled) == 1
