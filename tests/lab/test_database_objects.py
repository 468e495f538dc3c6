"""The dynamic resource of a pipeline's objects on a real PostgreSQL, which stands where the Data API would lead."""

import psycopg
import pytest

from components import data_api
from components.cdc_database_objects import CdcObjectsProvider
from components.sql_session import SqlRefused
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer

PROPS = {
    "database": "shop",
    "user": "Cdc",
    "schema": "Sales",
    "tables": ["Orders", "lines"],
    "slot": "rpcn_orders",
    "signal_table": "",
    "login": {"resource_arn": "arn:cluster", "database": "shop"},
    "missing": [],
}
PROVIDER = CdcObjectsProvider()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = PostgresServer(LabPaths(tmp_path_factory.mktemp("home")).runtime / "postgres" / "shop")
    server.initialise()
    server.start({"wal_level": "logical"})
    server.create_master("postgres_admin", "secret", "shop")
    yield server
    server.remove()


def login(server, user):
    return psycopg.connect(host=str(server.socket_directory), port=server.port, user=user, dbname="shop")


@pytest.fixture
def database(server, monkeypatch):
    def run(_login, statement):
        try:
            with login(server, "postgres_admin") as connection:
                cursor = connection.execute(statement)
                return [list(row) for row in cursor] if cursor.description else []
        except psycopg.Error as error:
            raise SqlRefused(str(error)) from error

    monkeypatch.setattr(data_api, "run", run)
    with server.superuser_connection("shop") as superuser:
        superuser.execute(
            'CREATE SCHEMA "Sales" AUTHORIZATION postgres_admin; CREATE TABLE "Sales"."Orders" (id int PRIMARY KEY); '
            'CREATE TABLE "Sales".lines (id int); ALTER TABLE "Sales"."Orders" OWNER TO postgres_admin; '
            'ALTER TABLE "Sales".lines OWNER TO postgres_admin'
        )
        yield superuser
        superuser.execute('DROP SCHEMA "Sales" CASCADE')


DUMP = """
SELECT 'role', rolname, rolcanlogin::text FROM pg_roles
UNION ALL SELECT 'member', roleid::regrole::text, member::regrole::text FROM pg_auth_members
UNION ALL SELECT 'table', oid::regclass::text, relacl::text FROM pg_class WHERE relnamespace = '"Sales"'::regnamespace
UNION ALL SELECT 'schema', nspname, nspacl::text FROM pg_namespace
UNION ALL SELECT 'database', datname, datacl::text FROM pg_database
UNION ALL SELECT 'publication', pubname, '' FROM pg_publication
UNION ALL SELECT 'slot', slot_name, '' FROM pg_replication_slots
ORDER BY 1, 2, 3
"""


def owned_rights_are_explicit(rows):
    """A first grant writes down what the owner has anyway; it stays when the grant goes."""
    return [row for row in rows if row[0] in ("role", "member", "publication", "slot")]


def test_it_is_made_watched_mended_changed_and_ended(database):
    before = owned_rights_are_explicit(database.execute(DUMP).fetchall())
    state = PROVIDER.create(PROPS).outs
    assert PROVIDER.read("id", state).outs["missing"] == []
    database.execute('REVOKE SELECT ON "Sales"."Orders" FROM "Cdc"')
    state = PROVIDER.read("id", state).outs
    assert state["missing"] == ['SELECT on TABLE "Sales"."Orders" for "Cdc"']
    state = PROVIDER.update("id", state, PROPS | {"tables": ["Orders"]}).outs
    assert PROVIDER.read("id", state).outs["missing"] == []
    tables = database.execute("SELECT schemaname, tablename FROM pg_publication_tables").fetchall()
    assert tables == [("Sales", "Orders")]
    rights = """SELECT has_table_privilege('Cdc', '"Sales".lines', 'SELECT')"""
    assert database.execute(rights).fetchone() == (False,)
    database.execute("SELECT pg_create_logical_replication_slot('rpcn_orders', 'pgoutput')")
    PROVIDER.delete("id", state)
    assert owned_rights_are_explicit(database.execute(DUMP).fetchall()) == before
    assert "Cdc" not in str(database.execute(DUMP).fetchall())


def test_a_user_of_somebody_elses_is_not_taken_over(database):
    database.execute('CREATE ROLE "Cdc" LOGIN')
    with pytest.raises(SqlRefused, match='role "Cdc" already exists'):
        PROVIDER.create(PROPS)
    database.execute('DROP ROLE "Cdc"')
    assert "Cdc" not in str(database.execute(DUMP).fetchall())
