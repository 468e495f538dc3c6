import pulumi
import pulumi_postgresql as postgresql
import pytest

from components import data_api
from components.data_api import DataApiLogin
from components.data_api_script import DataApiScriptProvider
from components.sql_runners import ByHand, ByToken, OverTheDataApi, OverTheNetwork
from components.sql_script import DatabaseLogin
from domain.pipeline_needs import PipelineInDatabase
from domain.sql_names import one_statement

PIPELINE = PipelineInDatabase(database="shop", user="cdc_orders", schema="sales", tables=["orders"], slot="rpcn_orders")
WHERE = {"host": "cdc.example", "port": 5432, "profile": "database", "region": "us-east-2", "ca_bundle": "ca.pem"}
LOGIN = DatabaseLogin(**WHERE, database="shop", user="rpcn_administrator")
DATA_API = DataApiLogin(
    resource_arn="arn:cluster", secret_arn="arn:secret", database="shop", profile="database", region="us-east-2"
)


def over_the_network():
    provider = postgresql.Provider("database-master", host="cdc.example")
    return OverTheNetwork(login=LOGIN, provider=provider)


RUNNERS = {
    "network": over_the_network,
    "by token": lambda: ByToken(login=LOGIN),
    "data api": lambda: OverTheDataApi(login=DATA_API),
    "by hand": lambda: ByHand(**WHERE, directory="build/sql/dev"),
}


@pytest.fixture
def made(engine):
    def make(runner, **options):
        told = []

        def program():
            user = RUNNERS[runner]().user("orders", PIPELINE, after=[], **options)
            pulumi.Output.all(user.user, user.publication).apply(told.append)

        engine.run(program)
        assert told == [["cdc_orders", "pglog_stream_rpcn_orders"]]
        return engine

    return make


@pytest.mark.parametrize(
    ("runner", "children"),
    [
        (
            "network",
            {f"orders-{job}" for job in ("role", "connect", "usage", "select", "publication", "slot")},
        ),
        ("by token", {"orders-objects"}),
        ("data api", {"orders-objects"}),
        ("by hand", {"orders-objects"}),
    ],
)
def test_whoever_runs_the_sql_the_pipeline_has_the_same_user_and_publication(made, runner, children):
    assert set(made(runner).types()) == children


@pytest.mark.parametrize(
    ("runner", "protected"),
    [
        ("network", {"orders-role", "orders-publication", "orders-slot"}),  # a grant is made anew for one more table
        ("by token", {"orders-objects"}),
        ("data api", {"orders-objects"}),
        ("by hand", {"orders-objects"}),
    ],
)
def test_what_a_stream_would_end_with_is_protected_where_it_is_to_be(made, runner, protected):
    kept = made(runner, protect=True)
    assert {name for name in kept.types() if kept.options[name].protect} == protected


@pytest.mark.parametrize("runner", RUNNERS)
def test_else_nothing_is_protected(made, runner):
    free = made(runner)
    assert not any(free.options[name].protect for name in free.types())


def test_rows_of_partitions_are_published_as_the_tables(made):
    assert made("network").inputs("orders-publication")["publishViaPartitionRootParam"] is True


def test_by_hand_the_pipelines_own_user_looks_and_the_script_is_named_after_the_pipeline(made):
    inputs = made("by hand").inputs("orders-objects")
    assert (inputs["login"]["user"], inputs["file"]) == ("cdc_orders", "build/sql/dev/orders.sql")


def test_by_token_the_login_has_no_secret(made):
    assert made("by token").inputs("orders-objects")["login"] == WHERE | {"database": "shop", "user": LOGIN.user}


def test_by_hand_nothing_is_bootstrapped():
    with pytest.raises(ValueError, match=r"^bootstrapSql: got a script of orders, want none \(no SQL is run\)"):
        RUNNERS["by hand"]().bootstrap("orders", "SELECT 1", after=[])


@pytest.mark.parametrize(
    ("runner", "kind"), [("network", "SqlScript"), ("by token", "SqlScript"), ("data api", "DataApiScript")]
)
def test_a_bootstrap_script_has_one_name_whoever_runs_it(engine, runner, kind):
    engine.run(lambda: RUNNERS[runner]().bootstrap("orders", "CREATE TABLE t ()", after=[]))
    assert engine.types() == {"orders-bootstrap": f"pulumi-python:dynamic/rpcn:{kind}"}


@pytest.fixture
def ran(monkeypatch):
    statements = []
    monkeypatch.setattr(data_api, "run", lambda _login, statement: statements.append(statement))
    return statements


def test_a_script_over_the_data_api_runs_once_and_again_when_it_changes(ran):
    provider = DataApiScriptProvider()
    props = {"login": vars(DATA_API), "script": "SELECT 1; SELECT 2"}
    assert provider.create(props).id == "arn:cluster/shop"
    assert provider.diff("id", props, props).changes is False
    changed = props | {"script": "SELECT 3"}
    assert provider.diff("id", props, changed).changes is True
    provider.update("id", props, changed)
    assert ran == [one_statement("SELECT 1; SELECT 2"), one_statement("SELECT 3")]


def test_it_runs_on_another_cluster_and_not_for_another_secret(ran):
    provider = DataApiScriptProvider()
    props = {"login": vars(DATA_API), "script": "SELECT 1"}
    provider.update("id", props, props | {"login": vars(DATA_API) | {"secret_arn": "arn:other"}})
    assert ran == []
    provider.update("id", props, props | {"login": vars(DATA_API) | {"resource_arn": "arn:other"}})
    assert ran == [one_statement("SELECT 1")]
