import itertools

import pulumi
import pulumi_postgresql as postgresql
import pytest

from components.service_database_user import ServiceDatabaseUser, ServiceDatabaseUserArgs

ARGS = {"database": "shop", "user": "orders_app", "schema": "orders", "owner": "orders_owner"}


@pytest.fixture
def told():
    return {}


@pytest.fixture
def made(engine, told):
    def program():
        master = postgresql.Provider("database-master", host="cdc.example")
        user = ServiceDatabaseUser("orders", ServiceDatabaseUserArgs(**ARGS), pulumi.ResourceOptions(provider=master))
        user.user.apply(lambda name: told.update(user=name))
        user.owner.apply(lambda name: told.update(owner=name))

    engine.run(program)
    return engine


def test_the_children_are_two_roles_a_schema_two_grants_and_default_privileges(made, told):
    assert made.types() == {
        "orders-role": "postgresql:index/role:Role",
        "orders-owner": "postgresql:index/role:Role",
        "orders-schema": "postgresql:index/schema:Schema",
        "orders-connect": "postgresql:index/grant:Grant",
        "orders-usage": "postgresql:index/grant:Grant",
        "orders-tables": "postgresql:index/defaultPrivileges:DefaultPrivileges",
        "orders-sequences": "postgresql:index/defaultPrivileges:DefaultPrivileges",
    }
    assert set(made.provider_names().values()) == {"database-master"}
    assert told == {"user": "orders_app", "owner": "orders_owner"}


def test_the_user_logs_in_by_iam_alone_and_the_owner_not_at_all(made):
    assert made.inputs("orders-role") == {
        "name": "orders_app",
        "login": True,
        "roles": ["rds_iam"],
        "skipReassignOwned": True,
    }
    assert made.inputs("orders-owner") == {"name": "orders_owner", "login": False, "skipReassignOwned": True}


def test_the_schema_is_the_owners_and_is_never_dropped_with_what_it_holds(made):
    assert made.inputs("orders-schema") == {
        "name": "orders",
        "database": "shop",
        "owner": "orders_owner",
        "dropCascade": False,
    }


def test_the_user_may_connect_and_use_the_schema_but_create_nothing(made):
    common = {"database": "shop", "role": "orders_app"}
    assert made.inputs("orders-connect") == common | {"objectType": "database", "privileges": ["CONNECT"]}
    assert made.inputs("orders-usage") == common | {
        "objectType": "schema",
        "schema": "orders",
        "privileges": ["USAGE"],
    }


def test_what_the_owner_makes_later_is_readable_and_writable_by_the_user(made):
    common = {"database": "shop", "role": "orders_app", "schema": "orders", "owner": "orders_owner"}
    assert made.inputs("orders-tables") == common | {
        "objectType": "table",
        "privileges": ["SELECT", "INSERT", "UPDATE", "DELETE"],
    }
    assert made.inputs("orders-sequences") == common | {"objectType": "sequence", "privileges": ["USAGE"]}


def test_everything_comes_one_after_the_other(made):
    order = ["role", "owner", "schema", "connect", "usage", "tables", "sequences"]
    assert made.waits_for("orders-owner") == {"orders-role"}
    for before, after in itertools.pairwise(order[2:]):
        assert made.waits_for(f"orders-{after}") == {f"orders-{before}"}


def test_a_changed_right_is_revoked_before_it_is_granted_anew(made):
    rights = ("orders-connect", "orders-usage", "orders-tables", "orders-sequences")
    assert all(made.options[name].delete_before_replace for name in rights)


@pytest.mark.parametrize("name", ["orders-role", "orders-owner", "orders-schema"])
def test_another_name_is_another_role_or_schema(made, name):
    assert made.options[name].replace_on_changes == ["name"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema": "public"}, r"^schema: got 'public', want a schema of the service's own"),
        ({"schema": "pg_orders"}, r"^schema: got 'pg_orders', want"),
        ({"owner": "orders_app"}, r"^owner: got 'orders_app', want another role than user"),
    ],
)
def test_a_wrong_arg_is_refused_by_name(change, words):
    with pytest.raises(ValueError, match=words):
        ServiceDatabaseUserArgs(**ARGS | change)
