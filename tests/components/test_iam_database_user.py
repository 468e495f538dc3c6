import pulumi
import pulumi_postgresql as postgresql

from components.iam_database_user import IamDatabaseUser, IamDatabaseUserArgs


def made(engine):
    users = []

    def program():
        master = postgresql.Provider("database-master", host="db.example")
        user = IamDatabaseUser(
            "reader", IamDatabaseUserArgs(database="shop", user="shop_reader"), pulumi.ResourceOptions(provider=master)
        )
        user.user.apply(users.append)

    engine.run(program)
    return users


def test_the_children_are_a_role_and_its_right_to_connect(engine):
    assert made(engine) == ["shop_reader"]
    assert engine.types() == {
        "reader-role": "postgresql:index/role:Role",
        "reader-connect": "postgresql:index/grant:Grant",
    }
    assert set(engine.provider_names().values()) == {"database-master"}


def test_the_user_has_no_password_and_is_a_member_of_rds_iam_alone(engine):
    made(engine)
    assert engine.inputs("reader-role") == {
        "name": "shop_reader",
        "login": True,
        "roles": ["rds_iam"],
        "skipReassignOwned": True,
    }
    assert engine.inputs("reader-connect") == {
        "database": "shop",
        "role": "shop_reader",
        "objectType": "database",
        "privileges": ["CONNECT"],
    }


def test_a_renamed_user_is_a_new_one_and_its_grant_goes_before_the_new_one_comes(engine):
    made(engine)
    assert engine.options["reader-role"].replace_on_changes == ["name"]
    assert engine.options["reader-connect"].delete_before_replace
