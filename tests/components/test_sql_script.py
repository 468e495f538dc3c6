import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.errors import ObjectInUse
from pulumi.dynamic.dynamic import serialize_provider

from components import sql_script
from components.sql_script import SqlScriptError, SqlScriptProvider

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PROPS = {
    "host": "cdc.example",
    "port": 5432,
    "database": "shop",
    "user": "postgres",
    "password": "master-password",
    "ca_bundle": "ca.pem",
    "create_sql": "CREATE TABLE t ()",
    "delete_sql": "DROP TABLE t",
    "by_hand": "DROP TABLE t",
}


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


@pytest.fixture
def database(monkeypatch):
    def install(*failures):
        stand_in = Database(*failures)
        monkeypatch.setattr(psycopg, "connect", stand_in.connect)
        monkeypatch.setattr(sql_script, "RELEASE_TIMEOUT_S", 0)
        return stand_in

    return install


def test_create_runs_its_script_over_verified_tls(database):
    reached = database()
    made = SqlScriptProvider().create(PROPS)
    assert (made.id, made.outs) == ("cdc.example/shop", PROPS)
    assert reached.ran == ["CREATE TABLE t ()"]
    (how,) = reached.dialled
    assert (how["sslmode"], how["sslrootcert"], how["connect_timeout"]) == ("verify-full", "ca.pem", 30)


def test_a_script_that_only_deletes_does_not_connect_on_create(database):
    reached = database()
    SqlScriptProvider().create(PROPS | {"create_sql": ""})
    assert reached.dialled == []


def test_a_new_password_is_remembered_without_running_anything(database):
    reached = database()
    news = PROPS | {"password": "rotated"}
    difference = SqlScriptProvider().diff("id", PROPS, news)
    assert (difference.changes, difference.replaces) == (True, [])
    assert SqlScriptProvider().update("id", PROPS, news).outs == news
    assert reached.dialled == []


def test_a_changed_script_runs_again_in_place(database):
    reached = database()
    news = PROPS | {"create_sql": "CREATE TABLE u ()"}
    assert SqlScriptProvider().diff("id", PROPS, news).replaces == []
    SqlScriptProvider().update("id", PROPS, news)
    assert reached.ran == ["CREATE TABLE u ()"]


@pytest.mark.parametrize("key", ["host", "port", "database", "delete_sql"])
def test_another_database_or_another_end_is_another_script(key):
    difference = SqlScriptProvider().diff("id", PROPS, PROPS | {key: "other"})
    assert (difference.replaces, difference.delete_before_replace) == ([key], False)


def test_nothing_changed_is_no_change():
    assert SqlScriptProvider().diff("id", PROPS, dict(PROPS)).changes is False


def test_an_object_in_use_is_an_error_with_the_statement_to_run_by_hand(database):
    database(ObjectInUse("replication slot rpcn_orders is active for PID 42"))
    with pytest.raises(SqlScriptError) as refusal:
        SqlScriptProvider().delete("id", PROPS)
    message = str(refusal.value)
    assert "active for PID 42" in message
    assert message.endswith("run by hand on cdc.example: DROP TABLE t")
    assert "master-password" not in message


def test_an_object_that_is_released_in_time_is_deleted(database, monkeypatch):
    reached = database(ObjectInUse("still there"))
    monkeypatch.setattr(sql_script, "RELEASE_TIMEOUT_S", 60)
    monkeypatch.setattr(sql_script.time, "sleep", lambda _: None)
    SqlScriptProvider().delete("id", PROPS)
    assert reached.ran == ["DROP TABLE t"]


def test_any_other_failure_is_not_waited_out(database):
    reached = database(psycopg.OperationalError("connection refused"))
    with pytest.raises(SqlScriptError, match="connection refused; run by hand"):
        SqlScriptProvider().delete("id", PROPS)
    assert len(reached.dialled) == 1


def test_the_provider_is_stored_by_reference_and_comes_back_in_another_process():
    stored = serialize_provider(SqlScriptProvider())
    assert len(stored) < 500
    program = (
        "import sys, base64, dill; "
        "provider = dill.loads(base64.b64decode(sys.stdin.read())); "
        "print(type(provider).__module__, callable(provider.delete))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], input=stored, capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert answer.stdout.split() == ["components.sql_script", "True"]
