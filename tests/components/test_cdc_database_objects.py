import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider

from components import data_api, release, sql_session
from components.cdc_database_objects import CdcDatabaseObjects, CdcObjectsProvider
from components.data_api import DataApiLogin
from components.database_administrator import AdministratorProvider, DatabaseAdministrator
from components.sql_session import SqlRefused
from domain import slots
from domain.administrator import administrator_needs
from domain.database_need import missing_query, undo_statements
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs
from domain.sql_names import in_one
from domain.token_guard import guarded

REPOSITORY = Path(__file__).resolve().parent.parent.parent
LOGIN = DataApiLogin(
    resource_arn="arn:cluster", secret_arn="arn:secret", database="shop", profile="database", region="us-east-2"
)
PIPELINE = PipelineInDatabase(
    database="shop", user="cdc_orders", schema="sales", tables=["orders", "lines"], slot="rpcn_orders"
)
PROPS = {
    "database": "shop",
    "user": "cdc_orders",
    "schema": "sales",
    "tables": ["orders", "lines"],
    "slot": "rpcn_orders",
    "signal_table": "",
    "login": vars(LOGIN),
    "missing": [],
}
NEEDS = pipeline_needs(PIPELINE)
PROVIDER = CdcObjectsProvider()


@pytest.fixture
def database(monkeypatch):
    """Stands for the Data API: remembers the statements, answers or refuses them in turn."""
    ran, answers = [], []

    def run(_login, statement):
        ran.append(statement)
        answer = answers.pop(0) if answers else []
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(data_api, "run", run)
    monkeypatch.setattr(release.time, "sleep", lambda _: None)
    run.ran, run.answers = ran, answers
    return run


def test_one_dynamic_resource_holds_data_and_no_password(engine):
    outputs = []

    def program():
        objects = CdcDatabaseObjects("orders", PIPELINE, LOGIN)
        pulumi.Output.all(objects.user, objects.publication).apply(outputs.append)

    engine.run(program)
    assert engine.types() == {"orders-objects": "pulumi-python:dynamic/rpcn:CdcDatabaseObjects"}
    inputs = engine.inputs("orders-objects")
    assert {key: value for key, value in inputs.items() if key != "__provider"} == PROPS
    assert outputs == [["cdc_orders", "pglog_stream_rpcn_orders"]]


def test_all_needs_are_made_in_one_guarded_transaction_after_the_owners_were_asked(database):
    made = PROVIDER.create(PROPS)
    assert (made.id, made.outs) == ("shop/rpcn_orders", PROPS)
    owners, needs = database.ran
    assert owners.startswith("SELECT wanted.name, CAST(pg_get_userbyid(relowner)")
    assert needs == in_one(guarded([need.make for need in NEEDS]))


def test_tables_of_other_owners_are_all_named_and_nothing_is_made(database):
    database.answers.append([["orders", "app", "postgres"], ["lines", None, "postgres"]])
    with pytest.raises(SqlRefused, match=r'run as an administrator: GRANT "app" TO "postgres"\ntable .*got none'):
        PROVIDER.create(PROPS)
    assert len(database.ran) == 1


def test_a_look_at_the_catalog_tells_what_is_missing_and_the_next_update_mends_it(database):
    database.answers.append([['role "cdc_orders"']])
    seen = PROVIDER.read("id", PROPS)
    assert seen.outs == PROPS | {"missing": ['role "cdc_orders"']}
    assert database.ran == [missing_query(NEEDS)]
    difference = PROVIDER.diff("id", seen.outs, PROPS)
    assert (difference.changes, difference.replaces) == (True, [])
    assert PROVIDER.update("id", seen.outs, PROPS).outs == PROPS
    assert database.ran[-1] == in_one(guarded([need.mend for need in NEEDS]))


def test_nothing_changed_is_no_change():
    assert PROVIDER.diff("id", PROPS | {"__provider": "old"}, PROPS | {"__provider": "new"}).changes is False


@pytest.mark.parametrize("key", ["user", "schema"])
def test_another_user_or_schema_is_granted_in_place(key):
    difference = PROVIDER.diff("id", PROPS, PROPS | {key: "other"})
    assert (difference.changes, difference.replaces) == (True, [])


def test_another_user_and_schema_end_what_only_the_old_ones_needed(database):
    PROVIDER.update("id", PROPS, PROPS | {"user": "cdc_other", "schema": "crm"})
    other = pipeline_needs(replace(PIPELINE, user="cdc_other", schema="crm"))
    publication = NEEDS[-1].what
    ended = undo_statements([need for need in NEEDS if need.what != publication])
    assert database.ran[-1] == in_one(guarded([*ended, *(need.mend for need in other)]))
    assert other[-1].what == publication


@pytest.mark.parametrize("key", ["database", "slot"])
def test_another_slot_or_database_is_refused_while_the_old_slot_is_read(key):
    (failure,) = PROVIDER.check(PROPS, PROPS | {key: "other"}).failures
    assert failure.property == key
    assert failure.reason == (
        f"got 'other', want {PROPS[key]!r} (the slot rpcn_orders cannot be dropped while its pipeline reads it); "
        "end both first: pulumi destroy --target '**::<pipeline>-objects' --target-dependents, then pulumi up"
    )


@pytest.mark.parametrize("olds", [{}, PROPS, PROPS | {"login": vars(LOGIN) | {"resource_arn": "arn:other"}}])
def test_a_new_one_the_same_one_and_one_of_another_cluster_may_have_any_slot(olds):
    asked = PROPS if olds == PROPS else PROPS | {"slot": "other"}
    assert PROVIDER.check(olds, asked).failures == []


@pytest.mark.parametrize(
    ("login", "moved", "same"),
    [
        (vars(LOGIN), {"resource_arn": "arn:other"}, {"secret_arn": "arn:other"}),
        ({"host": "cdc.example", "port": 5432, "database": "shop"}, {"host": "other.example"}, {"port": 5433}),
    ],
    ids=["data api", "network"],
)
def test_on_another_cluster_a_new_one_is_made_before_the_old_one_goes_and_another_login_is_remembered(
    login, moved, same
):
    there = PROPS | {"login": login}
    difference = PROVIDER.diff("id", there, PROPS | {"login": login | moved})
    assert (difference.replaces, difference.delete_before_replace) == (["login"], False)
    difference = PROVIDER.diff("id", there, PROPS | {"login": login | same})
    assert (difference.changes, difference.replaces) == (True, [])


def test_a_login_that_names_a_host_is_dialled(monkeypatch):
    login = {"host": "cdc.example", "port": 5432, "database": "shop", "user": "rpcn_administrator"}
    asked = []
    monkeypatch.setattr(sql_session, "rows", lambda how, statement: asked.append((how, statement)) or [])
    assert PROVIDER.read("id", PROPS | {"login": login}).outs["missing"] == []
    assert asked == [(login, missing_query(NEEDS))]


def test_a_table_that_is_asked_for_no_more_is_revoked_and_the_publication_altered(database):
    PROVIDER.update("id", PROPS, PROPS | {"tables": ["orders"]})
    revoked = [need.undo for need in NEEDS if '"lines"' in need.what]
    wanted = pipeline_needs(replace(PIPELINE, tables=["orders"]))
    assert len(revoked) == 1
    assert database.ran[-1] == in_one(guarded([*revoked, *(need.mend for need in wanted)]))


def test_the_end_drops_the_slot_and_then_everything(database):
    database.answers.append(SqlRefused("active", in_use=True))
    PROVIDER.delete("id", PROPS)
    drop = slots.drop_if_inactive("rpcn_orders")
    assert database.ran == [drop, drop, in_one(undo_statements(NEEDS))]


@pytest.mark.parametrize("in_use", [True, False])
def test_a_slot_that_cannot_be_dropped_is_an_error_with_the_statement_to_run_by_hand(database, monkeypatch, in_use):
    monkeypatch.setattr(release, "RELEASE_TIMEOUT_S", -1)
    database.answers.append(SqlRefused("not now", in_use=in_use))
    with pytest.raises(SqlRefused, match=r"^not now; run by hand on shop: SELECT pg_drop_replication_slot\('rpcn"):
        PROVIDER.delete("id", PROPS)
    assert len(database.ran) == 1


def test_the_administrator_is_made_as_the_master_and_goes_with_its_cluster(engine, database):
    users = []

    def program():
        DatabaseAdministrator("cdc", "rpcn_administrator", ["sales"], LOGIN).user.apply(users.append)

    engine.run(program)
    assert users == ["rpcn_administrator"]
    props = engine.inputs("cdc")
    assert AdministratorProvider().create(props).id == "shop/rpcn_administrator"
    needs = administrator_needs("rpcn_administrator", "shop", ["sales"])
    assert database.ran == [in_one(guarded([need.make for need in needs]))]
    AdministratorProvider().delete("id", props)
    assert len(database.ran) == 1


@pytest.mark.parametrize("provider", [CdcObjectsProvider, AdministratorProvider])
def test_the_provider_is_stored_by_reference_and_comes_back_in_another_process(provider):
    stored = serialize_provider(provider())
    assert len(stored) < 500
    program = (
        "import sys, base64, dill; "
        "provider = dill.loads(base64.b64decode(sys.stdin.read())); "
        "print(type(provider).__name__, callable(provider.delete))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], input=stored, capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    assert answer.stdout.split() == [provider.__name__, "True"]
