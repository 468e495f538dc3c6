"""A schema owned by a role that nobody logs in as, made by a master that is no superuser and keeps its password."""

import pytest

from lab.backends import postgresql, postgresql_grants, postgresql_schemas
from lab.backends.backend import LabError
from lab.backends.postgresql_provider import configure
from tests.lab.backend_life import Life
from tests.lab.gate_world import ENDPOINT, running_server, running_world

TYPES = {
    token.rpartition(":")[2]: backend
    for module in (postgresql, postgresql_grants, postgresql_schemas)
    for token, backend in module.RESOURCES.items()
}
OWNER, USER, SCHEMA = "orders-owner", "orders-app", "orders-schema"  # every name is quoted
MEMBERSHIPS = """
SELECT roleid::regrole::text, admin_option, inherit_option, set_option FROM pg_auth_members
WHERE member = 'postgres_admin'::regrole AND roleid = quote_ident(%s)::regrole
"""
LATER = {"database": "shop", "role": USER, "owner": OWNER, "schema": SCHEMA}


@pytest.fixture(scope="module")
def server():
    with running_server() as running:
        yield running


@pytest.fixture(scope="module")
def provider(server):
    with running_world(server) as world:
        login = {"host": ENDPOINT, "port": str(world.gate_port), "database": "shop", "superuser": "false"}
        login |= {"username": "postgres_admin", "password": "secret"}
        yield configure("master", {**login, "sslmode": "verify-full", "sslrootcert": str(world.ca_file)})


class Made:
    """What a test made, taken away again last first."""

    def __init__(self, provider, server):
        self.provider = provider
        self.server = server
        self.made = []

    def create(self, kind, **inputs):
        life = Life(TYPES[kind], self.provider, "orders", **inputs)
        self.made.append((kind, life))
        return life

    def delete_last(self):
        self.made[-1][1].delete()
        self.made.pop()

    def run(self, statement, *values):
        with self.server.superuser_connection("shop") as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else None

    def make_table(self, name):
        """As the owner makes it, with a sequence."""
        self.run(f'SET ROLE "{OWNER}"; CREATE TABLE "{SCHEMA}".{name} (id serial, note text)')

    def held(self, name, kind="table"):
        """Which privileges the user has."""
        wanted = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER" if kind == "table" else "USAGE, UPDATE"
        return [
            privilege
            for privilege in wanted.split(", ")
            if self.run(f"SELECT has_{kind}_privilege(%s, %s::regclass, %s)", USER, self.qualified(name), privilege)[0][
                0
            ]
        ]

    def qualified(self, name):
        return f'"{SCHEMA}".{name}'


@pytest.fixture
def made(provider, server):
    made = Made(provider, server)
    made.create("Role", name=USER, login=True, roles=["rds_iam"], skipReassignOwned=True)
    made.create("Role", name=OWNER, login=False, skipReassignOwned=True)
    yield made
    made.run(f'DROP OWNED BY "{OWNER}" CASCADE')
    made.made = [one for one in made.made if one[0] == "Role"]
    while made.made:
        made.delete_last()


@pytest.fixture
def schema(made):
    return made.create("Schema", name=SCHEMA, database="shop", owner=OWNER, dropCascade=False)


def test_the_schema_is_the_owners_although_the_master_makes_it(made, schema):
    assert schema.id == f"shop.{SCHEMA}"
    owner = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s"
    assert made.run(owner, SCHEMA) == [(OWNER,)]


def test_the_master_is_no_more_a_member_of_the_owner_than_before(made):
    before = made.run(MEMBERSHIPS, OWNER)
    made.create("Schema", name=SCHEMA, database="shop", owner=OWNER)
    made.create("Grant", database="shop", role=USER, schema=SCHEMA, objectType="schema", privileges=["USAGE"])
    made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT"])
    # What PostgreSQL 16 gives whoever makes a role: it may hand the role out, and is nobody else by that.
    assert made.run(MEMBERSHIPS, OWNER) == before == [(f'"{OWNER}"', True, False, False)]


def test_a_membership_that_was_there_stays(made):
    with made.provider.transaction("shop") as connection:
        connection.execute(f'GRANT "{OWNER}" TO CURRENT_USER')
    made.create("Schema", name=SCHEMA, database="shop", owner=OWNER)
    assert (f'"{OWNER}"', False, True, True) in made.run(MEMBERSHIPS, OWNER)


def test_the_master_logs_in_by_password_all_along(made, schema):
    with made.provider.transaction("shop") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("postgres_admin",)


def test_usage_of_the_owners_schema_is_granted_and_revoked(made, schema):
    made.create("Grant", database="shop", role=USER, schema=SCHEMA, objectType="schema", privileges=["USAGE"])
    question = "SELECT has_schema_privilege(%s, %s, 'USAGE'), has_schema_privilege(%s, %s, 'CREATE')"
    assert made.run(question, USER, SCHEMA, USER, SCHEMA) == [(True, False)]
    made.delete_last()
    assert made.run(question, USER, SCHEMA, USER, SCHEMA) == [(False, False)]


def test_what_the_owner_makes_later_has_the_privileges_and_nothing_else_has(made, schema):
    made.make_table("earlier")
    rights = made.create(
        "DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT", "INSERT", "UPDATE", "DELETE"]
    )
    made.create("DefaultPrivileges", **LATER, objectType="sequence", privileges=["USAGE"])
    assert rights.id == f"{USER}_shop_{SCHEMA}_{OWNER}_table"
    made.make_table("later")
    assert made.held("earlier") == []
    assert made.held("later") == ["SELECT", "INSERT", "UPDATE", "DELETE"]
    assert (made.held("earlier_id_seq", "sequence"), made.held("later_id_seq", "sequence")) == ([], ["USAGE"])


def test_deleted_default_privileges_are_over_for_what_comes_later(made, schema):
    made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT"])
    made.make_table("before")
    made.delete_last()
    made.make_table("after")
    assert (made.held("before"), made.held("after")) == (["SELECT"], [])


def test_default_privileges_are_exactly_those_listed(made, schema):
    made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT", "DELETE"])
    made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT"])
    made.make_table("later")
    assert made.held("later") == ["SELECT"]


def test_a_refresh_finds_what_is_as_it_was_made(made, schema):
    rights = made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT", "DELETE"])
    assert (schema.drift(), rights.drift()) == ({}, {})


def test_what_somebody_did_to_a_schema_or_its_defaults_is_drift(made, schema):
    rights = made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT"])
    made.run(f'ALTER DEFAULT PRIVILEGES FOR ROLE "{OWNER}" IN SCHEMA "{SCHEMA}" GRANT DELETE ON TABLES TO "{USER}"')
    assert rights.drift() == {"privileges": ["DELETE", "SELECT"]}
    made.run(f'ALTER SCHEMA "{SCHEMA}" OWNER TO postgres_admin')
    assert schema.drift() == {"owner": "postgres_admin"}
    made.run(f'DROP SCHEMA "{SCHEMA}" CASCADE')
    assert schema.drift() == {"": None}


def test_default_privileges_change_in_place_and_of_another_owner_are_others(made, schema):
    rights = made.create("DefaultPrivileges", **LATER, objectType="table", privileges=["SELECT"])
    rights.update(privileges=["DELETE"])
    made.make_table("later")
    assert made.held("later") == ["DELETE"]
    assert rights.replaced_by(owner="other") == {"owner"}


def test_a_schema_gets_another_owner_in_place(made, schema):
    schema.update(owner="postgres_admin")
    assert made.run("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = %s", SCHEMA) == [
        ("postgres_admin",)
    ]
    schema.update(owner=OWNER)


def test_a_schema_with_a_table_is_not_dropped_unless_asked_for(made, schema):
    made.make_table("kept")
    with pytest.raises(LabError, match=r"cannot drop schema .* because other objects depend on it"):
        made.delete_last()
    schema.update(dropCascade=True)
    schema.delete()
    assert made.run("SELECT 1 FROM pg_namespace WHERE nspname = %s", SCHEMA) == []


def test_an_empty_schema_is_dropped_by_a_master_that_does_not_own_it(made, schema):
    made.delete_last()
    assert made.run("SELECT 1 FROM pg_namespace WHERE nspname = %s", SCHEMA) == []


def test_a_grant_on_a_table_of_the_owner_is_the_masters_to_give(made, schema):
    made.make_table("listed")
    made.create(
        "Grant",
        database="shop",
        role=USER,
        schema=SCHEMA,
        objectType="table",
        objects=["listed"],
        privileges=["SELECT"],
    )
    assert made.held("listed") == ["SELECT"]
    made.delete_last()
    assert made.held("listed") == []


@pytest.mark.parametrize(
    ("kind", "inputs", "message"),
    [
        ("Schema", {"name": "s"}, "owner: got none, want one"),
        ("Schema", {"name": "s", "owner": OWNER, "policies": []}, "policies: the lab's backend does not"),
        ("Schema", {"name": "public", "owner": OWNER}, 'pq: schema "public" already exists'),
        ("Schema", {"name": "s", "owner": "ghost"}, 'pq: role "ghost" does not exist'),
        ("DefaultPrivileges", {**LATER, "objectType": "type", "privileges": ["USAGE"]}, "objectType: got 'type', want"),
        ("DefaultPrivileges", {**LATER, "objectType": "table", "privileges": []}, "privileges: got none, want"),
        (
            "DefaultPrivileges",
            {**LATER, "objectType": "sequence", "privileges": ["SELECT; DROP TABLE x"]},
            "SELECT; DROP TABLE x is not an allowed privilege for object type sequence",
        ),
        (
            "DefaultPrivileges",
            {**LATER, "schema": "ghost", "objectType": "table", "privileges": ["SELECT"]},
            'pq: schema "ghost" does not exist',
        ),
    ],
)
def test_refused(made, kind, inputs, message):
    with pytest.raises(LabError) as refusal:
        made.create(kind, **inputs)
    assert message in str(refusal.value)
