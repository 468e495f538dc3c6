import pulumi
import pulumi_postgresql as postgresql
import pytest

from components.cdc_database_user import CdcDatabaseUser, CdcDatabaseUserArgs
from components.sql_script import DatabaseLogin
from domain import slots

LOGIN = DatabaseLogin(
    host="cdc.example",
    port=5432,
    database="shop",
    user="postgres",
    secret_arn="arn:aws:secretsmanager:us-east-2:222222222222:secret:master",
    profile="database",
    region="us-east-2",
    ca_bundle="ca.pem",
)
ARGS = {
    "login": LOGIN,
    "user": "cdc_orders",
    "schema": "sales",
    "tables": ["orders", "order_items"],
    "slot": "rpcn_orders",
}


@pytest.fixture
def made(engine):
    def program():
        master = postgresql.Provider("database-master", host="cdc.example")
        CdcDatabaseUser("orders", CdcDatabaseUserArgs(**ARGS), pulumi.ResourceOptions(provider=master))

    engine.run(program)
    return engine


def test_the_children_are_a_role_its_grants_a_publication_and_the_slots_end(made):
    assert made.types() == {
        "orders-role": "postgresql:index/role:Role",
        "orders-connect": "postgresql:index/grant:Grant",
        "orders-usage": "postgresql:index/grant:Grant",
        "orders-select": "postgresql:index/grant:Grant",
        "orders-publication": "postgresql:index/publication:Publication",
        "orders-slot": "pulumi-python:dynamic/rpcn:SqlScript",
    }


def test_the_user_logs_in_by_iam_and_replicates_and_has_no_password(made):
    assert made.inputs("orders-role") == {
        "name": "cdc_orders",
        "login": True,
        "roles": ["rds_iam", "rds_replication"],
        "skipReassignOwned": True,
    }


def test_it_may_connect_use_the_schema_and_read_the_tables_and_no_more(made):
    common = {"database": "shop", "role": "cdc_orders"}
    assert made.inputs("orders-connect") == common | {"objectType": "database", "privileges": ["CONNECT"]}
    assert made.inputs("orders-usage") == common | {
        "objectType": "schema",
        "schema": "sales",
        "privileges": ["USAGE"],
    }
    assert made.inputs("orders-select") == common | {
        "objectType": "table",
        "schema": "sales",
        "objects": ["orders", "order_items"],
        "privileges": ["SELECT"],
    }


def test_the_publication_holds_exactly_the_tables_with_their_schema_and_a_partitioned_one_under_its_own_name(made):
    assert made.inputs("orders-publication") == {
        "name": "pglog_stream_rpcn_orders",
        "database": "shop",
        "publishViaPartitionRootParam": True,
        "tables": ["sales.orders", "sales.order_items"],
    }


def test_the_slot_is_dropped_when_the_user_goes_and_never_made(made):
    script = made.inputs("orders-slot")
    assert script["create_sql"] == ""
    assert script["delete_sql"] == slots.drop_if_inactive("rpcn_orders")
    assert script["by_hand"] == "SELECT pg_drop_replication_slot('rpcn_orders')"


def test_what_drops_the_slot_knows_where_the_password_is_and_not_the_password(made):
    script = made.inputs("orders-slot")
    assert (script["secret_arn"], script["profile"], script["region"]) == (
        LOGIN.secret_arn,
        LOGIN.profile,
        LOGIN.region,
    )
    assert "password" not in script


def test_grants_come_one_after_the_other(made):
    assert made.waits_for("orders-usage") == {"orders-connect"}
    assert made.waits_for("orders-select") == {"orders-usage"}
    assert made.waits_for("orders-publication") == {"orders-select"}


def test_a_changed_table_list_revokes_before_it_grants(made):
    grants = [name for name, kind in made.types().items() if kind.endswith(":Grant")]
    assert all(made.options[name].delete_before_replace for name in grants)
    assert len(grants) == 3


def test_another_user_is_another_role(made):
    assert made.options["orders-role"].replace_on_changes == ["name"]


def test_every_child_uses_the_callers_login(made):
    providers = made.provider_names()
    assert providers.pop("orders-slot") is None  # a dynamic resource has no provider to be given
    assert set(providers.values()) == {"database-master"}


def test_a_publication_without_tables_is_refused():
    with pytest.raises(ValueError, match=r"^tables: got none"):
        CdcDatabaseUserArgs(**ARGS | {"tables": []})
