"""How a script reaches the database, and what is said where it cannot."""

import psycopg
import pytest
from botocore.exceptions import ClientError, ProfileNotFound
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
