import pulumi
import pulumi_mysql as mysql
import pytest

from components.mysql_cdc_user import MysqlCdcUser, MysqlCdcUserArgs


@pytest.fixture
def make(engine):
    def run(**args):
        def program():
            master = mysql.Provider("database-master", endpoint="cdc.example:3306")
            MysqlCdcUser(
                "orders",
                MysqlCdcUserArgs(**{"database": "shop", "user": "cdc_orders"} | args),
                pulumi.ResourceOptions(provider=master),
            )

        engine.run(program)
        return engine

    return run


def test_the_children_are_a_user_and_its_two_grants(make):
    assert make().types() == {
        "orders-login": "mysql:index/user:User",
        "orders-read": "mysql:index/grant:Grant",
        "orders-replicate": "mysql:index/grant:Grant",
    }


def test_the_user_logs_in_by_iam_over_tls_and_has_no_password(make):
    assert make().inputs("orders-login") == {
        "user": "cdc_orders",
        "host": "%",
        "authPlugin": "AWSAuthenticationPlugin",
        "tlsOption": "SSL",
    }


WHOM = {"user": "cdc_orders", "host": "%", "table": "*"}


def test_without_a_snapshot_it_reads_the_database_and_the_binary_log_and_no_more(make):
    engine = make(snapshot=False)
    assert engine.inputs("orders-read") == WHOM | {"database": "shop", "privileges": ["SELECT"]}
    assert engine.inputs("orders-replicate") == WHOM | {
        "database": "*",
        "privileges": ["REPLICATION CLIENT", "REPLICATION SLAVE"],
    }


def test_for_a_snapshot_it_may_also_hold_tables_still_for_a_moment(make):
    engine = make()
    assert engine.inputs("orders-read")["privileges"] == ["SELECT", "LOCK TABLES"]
    assert engine.inputs("orders-replicate")["privileges"] == ["REPLICATION CLIENT", "REPLICATION SLAVE", "RELOAD"]


def test_changed_rights_are_another_grant_made_after_the_old_one_is_gone(make):
    engine = make()
    for name in ("orders-read", "orders-replicate"):
        assert engine.options[name].replace_on_changes == ["privileges"]
        assert engine.options[name].delete_before_replace is True


def test_every_child_uses_the_callers_login(make):
    assert set(make().provider_names().values()) == {"database-master"}


def test_the_users_name_waits_for_its_rights(engine):
    seen = []

    def program():
        master = mysql.Provider("database-master", endpoint="cdc.example:3306")
        args = MysqlCdcUserArgs(database="shop", user="cdc_orders")
        user = MysqlCdcUser("orders", args, pulumi.ResourceOptions(provider=master)).user

        async def waits_for():
            return {resource._name for resource in await user.resources()}

        pulumi.Output.from_input(waits_for()).apply(seen.append)

    engine.run(program)
    assert seen == [{"orders-login", "orders-read", "orders-replicate"}]


@pytest.mark.parametrize("database", ["my_shop", "%", "*"])
def test_a_database_that_a_grant_takes_for_a_pattern_is_refused(database):
    with pytest.raises(ValueError, match=r"^database: got .*an underscore stands for any character"):
        MysqlCdcUserArgs(database=database, user="cdc_orders")
