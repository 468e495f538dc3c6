"""The postgresql backends against a real PostgreSQL behind the gate, as the master of an Aurora cluster."""

import pytest

from lab.backends import postgresql, postgresql_grants
from lab.backends.backend import LabError
from lab.backends.postgresql_provider import configure
from tests.lab.backend_life import Life
from tests.lab.gate_world import ENDPOINT, running_server, running_world

TYPES = {
    token.rpartition(":")[2]: backend
    for token, backend in {**postgresql.RESOURCES, **postgresql_grants.RESOURCES}.items()
}
USER = 'cdc "orders"'  # every name is quoted
TABLE = "Orders"


@pytest.fixture(scope="module")
def server():
    with running_server() as running:
        with running.superuser_connection("shop") as connection:
            connection.execute(
                f'CREATE TABLE public."{TABLE}" (id int PRIMARY KEY); CREATE TABLE public.other (id int)'
            )
            connection.execute(f'ALTER TABLE public."{TABLE}" OWNER TO postgres_admin')
        yield running


@pytest.fixture(scope="module")
def login(server):
    with running_world(server) as world:
        yield {
            "host": ENDPOINT,
            "port": str(world.gate_port),
            "database": "shop",
            "username": "postgres_admin",
            "password": "secret",
            "superuser": "false",
            "sslmode": "verify-full",
            "sslrootcert": str(world.ca_file),
        }


class Database:
    """Makes things by short type name, and looks at them as PostgreSQL's superuser."""

    def __init__(self, provider, server):
        self.provider = provider
        self.server = server
        self.made = []

    def create(self, kind, **inputs):
        life = Life(TYPES[kind], self.provider, "cdc", **inputs)
        self.made.append(life)
        return life

    def delete_last(self):
        self.made.pop().delete()

    def role(self, **inputs):
        return self.create("Role", **{"name": USER, "login": True, "skipReassignOwned": True, **inputs})

    def grant(self, **inputs):
        return self.create("Grant", database="shop", role=USER, **inputs)

    def ask(self, statement, *values):
        with self.server.superuser_connection("shop") as connection:
            return connection.execute(statement, values).fetchall()

    def run(self, statements):
        with self.server.superuser_connection("shop") as connection:
            connection.execute(statements)

    def may(self, privilege, table=TABLE):
        return self.ask("SELECT has_table_privilege(%s, %s, %s)", USER, f'public."{table}"', privilege)[0][0]


@pytest.fixture
def database(login, server):
    database = Database(configure("master", login), server)
    yield database
    while database.made:
        database.delete_last()
    assert database.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", USER) == []


def test_a_role_has_its_attributes_and_memberships_and_is_dropped_again(database):
    role = database.role(roles=["rds_iam", "rds_replication"], connectionLimit=7)
    assert role.id == role.outputs["name"] == USER
    attributes = "rolcanlogin, rolconnlimit, rolinherit, rolsuper, rolreplication, rolcreatedb, rolcreaterole"
    assert database.ask(f"SELECT {attributes} FROM pg_roles WHERE rolname = %s", USER) == [
        (True, 7, True, False, False, False, False)
    ]
    members = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = quote_ident(%s)::regrole ORDER BY 1"
    assert database.ask(members, USER) == [("rds_iam",), ("rds_replication",)]


def test_a_role_cannot_log_in_unless_asked_for(database):
    role = database.role(login=False, inherit=False)
    assert database.ask("SELECT rolcanlogin, rolinherit FROM pg_roles WHERE rolname = %s", USER) == [(False, False)]
    assert role.outputs["connectionLimit"] == -1


def test_a_role_with_an_unknown_membership_is_not_made_at_all(database):
    with pytest.raises(LabError, match='pq: role "nobody" does not exist'):
        database.role(roles=["rds_iam", "nobody"])
    assert database.ask("SELECT 1 FROM pg_roles WHERE rolname = %s", USER) == []


def test_the_master_can_still_log_in_after_it_granted_rds_iam(database):
    database.role(roles=["rds_iam"])
    with database.provider.transaction("shop") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("postgres_admin",)


def test_table_privileges_are_on_the_listed_tables_only_and_revoked_on_deletion(database):
    database.role()
    grant = database.grant(schema="public", objectType="table", objects=[TABLE], privileges=["SELECT"])
    assert grant.id == f"{USER}_shop_public_table_{TABLE}"
    assert [database.may("SELECT"), database.may("INSERT"), database.may("SELECT", "other")] == [True, False, False]
    database.delete_last()
    assert database.may("SELECT") is False


def test_a_grant_takes_away_what_it_does_not_list(database):
    database.role()
    database.grant(schema="public", objectType="table", objects=[TABLE], privileges=["SELECT", "INSERT"])
    database.grant(schema="public", objectType="table", objects=[TABLE], privileges=["SELECT"])
    assert (database.may("SELECT"), database.may("INSERT")) == (True, False)


def test_a_grant_without_objects_is_on_all_tables_of_the_schema(database):
    database.role()
    database.run("ALTER TABLE public.other OWNER TO postgres_admin")
    database.grant(schema="public", objectType="table", privileges=["SELECT"])
    assert database.may("SELECT", "other") is True


@pytest.mark.parametrize(
    ("inputs", "question"),
    [
        ({"objectType": "database", "privileges": ["CREATE"]}, "has_database_privilege(%s, 'shop', 'CREATE')"),
        (
            {"objectType": "schema", "schema": "crm", "privileges": ["USAGE"]},
            "has_schema_privilege(%s, 'crm', 'USAGE')",
        ),
    ],
)
def test_database_and_schema_privileges_come_and_go(database, inputs, question):
    database.run("CREATE SCHEMA IF NOT EXISTS crm AUTHORIZATION postgres_admin")
    database.role()
    before = database.ask(f"SELECT {question}", USER)
    database.grant(**inputs)
    held = database.ask(f"SELECT {question}", USER)
    database.delete_last()
    assert [before, held, database.ask(f"SELECT {question}", USER)] == [[(False,)], [(True,)], [(False,)]]


@pytest.mark.parametrize("by_root", [True, False])
def test_a_publication_says_by_whose_name_changes_of_a_partition_come(database, by_root):
    inputs = {"name": "by_root", "database": "shop", "tables": [f"public.{TABLE}"]}
    made = database.create("Publication", **inputs, publishViaPartitionRootParam=by_root)
    assert made.outputs["publishViaPartitionRootParam"] is by_root
    assert database.ask("SELECT pubviaroot FROM pg_publication WHERE pubname = 'by_root'") == [(by_root,)]
    database.delete_last()


def test_a_publication_has_exactly_its_tables_and_is_dropped_again(database):
    publication = database.create("Publication", name='pglog"1', database="shop", tables=[f"public.{TABLE}"])
    assert publication.id == 'shop.pglog"1'
    listed = "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = %s"
    assert database.ask(listed, 'pglog"1') == [("public", TABLE)]
    database.delete_last()
    assert database.ask("SELECT 1 FROM pg_publication WHERE pubname = %s", 'pglog"1') == []


PUBLISHED = {"name": "p", "database": "shop", "tables": [f"public.{TABLE}"]}
SELECTED = {"schema": "public", "objectType": "table", "objects": [TABLE], "privileges": ["SELECT"]}


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("Role", {"name": "fixed", "login": True, "skipReassignOwned": True, "roles": ["rds_replication", "rds_iam"]}),
        ("Grant", {"objectType": "database", "privileges": ["CREATE"]}),
        ("Grant", SELECTED),
        ("Publication", PUBLISHED),
        ("Publication", PUBLISHED | {"publishParams": ["update", "insert"], "publishViaPartitionRootParam": True}),
    ],
)
def test_a_refresh_finds_what_is_as_it_was_made(database, kind, inputs):
    database.role()
    base = {"database": "shop", "role": USER} if kind == "Grant" else {}
    assert database.create(kind, **base, **inputs).drift() == {}


def test_a_role_changes_in_place_its_name_included(database):
    role = database.role(roles=["rds_iam"])
    role.update(roles=["rds_replication"], connectionLimit=3, login=False)
    assert database.ask("SELECT rolcanlogin, rolconnlimit FROM pg_roles WHERE rolname = %s", USER) == [(False, 3)]
    members = "SELECT roleid::regrole::text FROM pg_auth_members WHERE member = quote_ident(%s)::regrole"
    assert database.ask(members, USER) == [("rds_replication",)]
    assert role.replaced_by(name="other") == frozenset()


def test_what_somebody_did_to_a_role_is_drift(database):
    role = database.role(roles=["rds_iam"])
    database.run(f'GRANT rds_replication TO "{USER.replace(chr(34), chr(34) * 2)}"')
    assert role.drift() == {"roles": ["rds_iam", "rds_replication"]}
    database.run(f'DROP ROLE "{USER.replace(chr(34), chr(34) * 2)}"')
    assert role.drift() == {"": None}


def test_a_publication_takes_and_loses_tables_in_one_transaction(database):
    database.run("CREATE TABLE IF NOT EXISTS public.more (id int); ALTER TABLE public.more OWNER TO postgres_admin")
    publication = database.create("Publication", **PUBLISHED)
    publication.update(tables=["public.more"], publishViaPartitionRootParam=True)
    listed = "SELECT tablename, pubviaroot FROM pg_publication_tables JOIN pg_publication USING (pubname)"
    assert database.ask(listed) == [("more", True)]
    assert publication.replaced_by(database="other") == {"database"}


def test_what_somebody_did_to_a_publication_is_drift(database):
    database.run("CREATE TABLE IF NOT EXISTS public.by_hand (id int)")
    publication = database.create("Publication", **PUBLISHED)
    database.run("ALTER PUBLICATION p ADD TABLE public.by_hand; ALTER PUBLICATION p SET (publish = 'insert')")
    assert publication.drift() == {
        "tables": [f"public.{TABLE}", "public.by_hand"],
        "publishParams": ["insert"],
    }
    database.run("DROP PUBLICATION p")
    assert publication.drift() == {"": None}


def test_other_privileges_are_granted_in_place_and_other_objects_by_another_grant(database):
    database.role()
    grant = database.grant(**SELECTED)
    grant.update(privileges=["INSERT"])
    assert (database.may("SELECT"), database.may("INSERT")) == (False, True)
    assert grant.replaced_by(objects=["other"]) == {"objects"}
    assert grant.replaced_by(role="other") == {"role"}


def test_a_privilege_revoked_by_hand_is_drift(database):
    database.role()
    grant = database.grant(**SELECTED)
    database.run(f'REVOKE SELECT ON public."{TABLE}" FROM "{USER.replace(chr(34), chr(34) * 2)}"')
    assert grant.drift() == {"privileges": []}


@pytest.mark.parametrize(
    ("kind", "inputs", "message"),
    [
        ("Role", {"name": "x"}, "skipReassignOwned: got false, want true"),
        ("Role", {"name": "x", "password": "p", "skipReassignOwned": True}, "password: the lab's backend does not"),
        ("Role", {"name": "rds_iam", "skipReassignOwned": True}, 'pq: role "rds_iam" already exists'),
        ("Grant", {"objectType": "table", "privileges": ["SELECT"]}, "parameter 'schema' is mandatory"),
        ("Grant", {"objectType": "schema", "privileges": ["USAGE"]}, "parameter 'schema' is mandatory"),
        (
            "Grant",
            {"objectType": "schema", "schema": "public", "objects": ["t"], "privileges": ["USAGE"]},
            "cannot specify `objects`",
        ),
        (
            "Grant",
            {"objectType": "table", "schema": "public", "privileges": ["SELECT; DROP TABLE x"]},
            "SELECT; DROP TABLE x is not an allowed privilege for object type table",
        ),
        ("Grant", {"objectType": "database", "privileges": ["SELECT"]}, "SELECT is not an allowed privilege"),
        ("Grant", {"objectType": "sequence", "schema": "public", "privileges": []}, "objectType: got 'sequence'"),
        ("Grant", {"objectType": "database", "role": "ghost", "privileges": ["CONNECT"]}, 'pq: role "ghost" does not'),
        (
            "Grant",
            {"objectType": "table", "schema": "public", "objects": ["ghost"], "privileges": ["SELECT"]},
            'pq: relation "public.ghost" does not exist',
        ),
        ("Publication", {"name": "p", "tables": ["public.ghost"]}, 'pq: relation "public.ghost" does not exist'),
        ("Publication", {"name": "p", "tables": ["public.foreign"]}, "pq: must be owner of table foreign"),
    ],
)
def test_refused(database, kind, inputs, message):
    database.run("CREATE TABLE IF NOT EXISTS public.foreign (id int)")
    base = {"database": "shop", "role": "by_password"} if kind == "Grant" else {}
    with pytest.raises(LabError) as refusal:
        database.create(kind, **{**base, **inputs})
    assert message in str(refusal.value)


def test_a_role_that_still_holds_a_privilege_is_not_dropped(database):
    role = database.role()
    database.grant(objectType="database", privileges=["CREATE"])
    with pytest.raises(LabError, match="cannot be dropped because some objects depend on it"):
        role.delete()
