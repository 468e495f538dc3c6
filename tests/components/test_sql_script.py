"""What a script is known by, when it runs, and when another takes its place."""

import subprocess
import sys
from pathlib import Path

import pytest
from psycopg.errors import ObjectInUse
from pulumi.dynamic.dynamic import serialize_provider

from components import release
from components.sql_script import SqlScriptProvider
from tests.components.sql_props import PROPS, STORED

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def test_a_script_that_only_deletes_does_not_connect_on_create(database):
    reached = database()
    SqlScriptProvider().create(PROPS | {"create_sql": ""})
    assert reached.dialled == []


@pytest.mark.parametrize("key", ["port", "user", "secret_arn", "profile", "region", "ca_bundle"])
def test_another_way_to_the_same_database_is_remembered_without_running_anything(database, key):
    reached = database()
    news = PROPS | {key: "other"}
    difference = SqlScriptProvider().diff("id", PROPS, news)
    assert (difference.changes, difference.replaces) == (True, [])
    assert SqlScriptProvider().update("id", PROPS, news).outs == news
    assert reached.dialled == []


def test_a_password_in_the_state_goes_with_the_next_update_and_nothing_is_replaced(database):
    reached = database()
    difference = SqlScriptProvider().diff("id", STORED, PROPS)
    assert (difference.changes, difference.replaces) == (True, [])
    assert SqlScriptProvider().check(STORED, PROPS).failures == []
    assert "password" not in SqlScriptProvider().update("id", STORED, PROPS).outs
    assert reached.dialled == []


@pytest.mark.parametrize("end", ["database", "delete_sql"])
def test_an_old_script_is_not_left_with_a_login_that_leads_nowhere(end):
    news = PROPS | {"port": 5433, end: "other"}
    (refused,) = SqlScriptProvider().check(PROPS, news).failures
    assert refused.property == "port"
    assert refused.reason.startswith(f"got another port and another {end} at once, want one in each update")
    for alone in ({"port": 5433}, {end: "other"}, {"port": 5433, end: "other", "host": "new.example"}):
        assert SqlScriptProvider().check(PROPS, PROPS | alone).failures == []
    assert SqlScriptProvider().check({}, news).failures == []


def test_a_changed_script_runs_again_in_place(database):
    reached = database()
    news = PROPS | {"create_sql": "CREATE TABLE u ()"}
    assert SqlScriptProvider().diff("id", PROPS, news).replaces == []
    SqlScriptProvider().update("id", PROPS, news)
    assert reached.ran == ["CREATE TABLE u ()"]


@pytest.mark.parametrize("key", ["host", "database", "delete_sql"])
def test_another_database_or_another_end_is_another_script(key):
    difference = SqlScriptProvider().diff("id", PROPS, PROPS | {key: "other"})
    assert (difference.replaces, difference.delete_before_replace) == ([key], False)


def test_nothing_changed_is_no_change():
    assert SqlScriptProvider().diff("id", PROPS, dict(PROPS)).changes is False


def test_an_object_that_is_released_in_time_is_deleted(database, monkeypatch):
    reached = database(ObjectInUse("still there"))
    monkeypatch.setattr(release, "RELEASE_TIMEOUT_S", 60)
    monkeypatch.setattr(release.time, "sleep", lambda _: None)
    SqlScriptProvider().delete("id", PROPS)
    assert reached.ran == ["DROP TABLE t"]


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
