import pulumi
import pytest

from components import sql_session
from components.scripted_objects import ScriptedObjects, ScriptedObjectsProvider
from components.sql_script import DatabaseLogin
from components.sql_session import SqlRefused
from domain.database_need import missing_query
from domain.needs_script import make_script, undo_script
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs

PIPELINE = PipelineInDatabase(database="shop", user="cdc_orders", schema="sales", tables=["orders"], slot="rpcn_orders")
NEEDS = pipeline_needs(PIPELINE)
LOGIN = DatabaseLogin(
    host="shop.example",
    port=5432,
    database="shop",
    user="cdc_orders",
    profile="database",
    region="us-east-2",
    ca_bundle="ca.pem",
)
PROVIDER = ScriptedObjectsProvider()
FILE = "build/sql/dev-orders.sql"


@pytest.fixture
def props(engine):
    outputs = []

    def program():
        made = ScriptedObjects("orders-objects", PIPELINE, LOGIN, FILE)
        pulumi.Output.all(made.sql, made.user, made.publication).apply(outputs.append)

    engine.run(program)
    assert outputs == [[make_script("shop", NEEDS), "cdc_orders", "pglog_stream_rpcn_orders"]]
    return {key: value for key, value in engine.inputs("orders-objects").items() if key != "__provider"}


@pytest.fixture
def database(monkeypatch, tmp_path):
    """Answers each look in turn, or refuses the login."""
    monkeypatch.chdir(tmp_path)
    answers, asked = [], []

    def rows(login, statement):
        asked.append((login["user"], statement))
        answer = answers.pop(0) if answers else []
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(sql_session, "rows", rows)
    rows.answers, rows.asked, rows.home = answers, asked, tmp_path
    return rows


def test_it_looks_as_the_pipelines_own_user_by_token(props, database):
    assert "secret_arn" not in props["login"]
    made = PROVIDER.create(props)
    assert (made.id, made.outs) == ("shop/cdc_orders", props)
    assert database.asked == [("cdc_orders", missing_query(NEEDS))]


def test_both_scripts_are_files_before_anything_is_asked(props, database):
    database.answers.append(SqlRefused("no such user"))
    with pytest.raises(SqlRefused):
        PROVIDER.create(props)
    assert (database.home / FILE).read_text() == make_script("shop", NEEDS)
    assert (database.home / "build/sql/dev-orders.end.sql").read_text() == undo_script("shop", NEEDS, "rpcn_orders")


def test_nothing_goes_on_until_it_is_there_and_all_that_is_missing_is_said(props, database):
    database.answers.append([["a"], ["b"]])
    with pytest.raises(SqlRefused) as refused:
        PROVIDER.create(props)
    assert str(refused.value) == (
        "shop: missing: a; b; have build/sql/dev-orders.sql run by whoever administers the database, and update again"
    )


def test_a_user_that_cannot_log_in_is_missing(props, database):
    database.answers.append(SqlRefused("PAM authentication failed"))
    with pytest.raises(SqlRefused, match=r"missing: the login of cdc_orders \(PAM authentication failed\); have build"):
        PROVIDER.update("id", props, props)


def test_a_refresh_sees_what_is_missing_and_the_next_update_says_so(props, database):
    database.answers.append([["a"]])
    seen = PROVIDER.read("id", props).outs
    assert seen == props | {"missing": ["a"]}
    assert PROVIDER.diff("id", seen, props).changes is True
    assert PROVIDER.diff("id", props, props).changes is False
    assert PROVIDER.update("id", seen, props).outs == props


@pytest.mark.parametrize("key", ["database", "user"])
def test_another_user_is_another_script(props, key):
    assert PROVIDER.diff("id", props, props | {key: "other"}).replaces == [key]


def test_a_user_that_still_logs_in_is_not_forgotten(props, database):
    with pytest.raises(SqlRefused, match=r"^cdc_orders still logs in; have build/sql/dev-orders\.end\.sql run, and"):
        PROVIDER.delete("id", props)


def test_a_database_that_cannot_be_asked_is_not_forgotten(props, database):
    database.answers.append(SqlRefused("connection timeout expired"))
    with pytest.raises(SqlRefused, match="connection timeout expired"):
        PROVIDER.delete("id", props)


def test_a_user_that_is_gone_is_the_end(props, database):
    database.answers.append(SqlRefused("PAM authentication failed"))
    PROVIDER.delete("id", props)
    assert database.asked == [("cdc_orders", "SELECT 1")]
