"""What domain says a pipeline needs, run on a real PostgreSQL 16 by a master that is no superuser."""

import psycopg
import pytest

from domain.administrator import administrator_needs
from domain.database_need import missing_query, undo_statements
from domain.needs_script import make_script, undo_script
from domain.pipeline_needs import PipelineInDatabase, pipeline_needs
from domain.sql_names import one_statement
from domain.table_owners import foreign_tables_query
from domain.token_guard import guarded
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer

PIPELINE = PipelineInDatabase(
    database="Shop",
    user='cdc "Orders"',
    schema="Sales",
    tables=["Orders", "it's", "measurements"],
    slot="rpcn_orders",
    signal_table="rpcn_signal",
)
NEEDS = pipeline_needs(PIPELINE)
TABLES = """
CREATE SCHEMA "Sales";
CREATE TABLE "Sales"."Orders" (id int PRIMARY KEY);
CREATE TABLE "Sales"."it's" (id int);
CREATE TABLE "Sales".measurements (id int, city text, PRIMARY KEY (id, city)) PARTITION BY LIST (city);
CREATE TABLE "Sales".measurements_oslo PARTITION OF "Sales".measurements FOR VALUES IN ('Oslo');
"""
EVERYTHING = [need.what for need in NEEDS]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    server = PostgresServer(LabPaths(tmp_path_factory.mktemp("home")).runtime / "postgres" / "shop")
    server.initialise()
    server.start({"wal_level": "logical"})
    server.create_master("postgres_admin", "secret", "Shop")
    yield server
    server.remove()


def login(server, user):
    return psycopg.connect(host=str(server.socket_directory), port=server.port, user=user, dbname="Shop")


@pytest.fixture
def master(server):
    """The master, in a transaction that ends with the test."""
    with login(server, "postgres_admin") as connection:
        connection.execute(TABLES)
        yield connection
        connection.rollback()


def run(connection, statements):
    for statement in statements:
        connection.execute(statement)


def missing(connection):
    return [what for (what,) in connection.execute(missing_query(NEEDS))]


def test_nothing_is_there_before_everything_after_and_nothing_at_the_end(master):
    assert missing(master) == EVERYTHING
    run(master, guarded([need.make for need in NEEDS]))
    assert missing(master) == []
    run(master, undo_statements(NEEDS))
    assert missing(master) == EVERYTHING
    assert master.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'cdc%'").fetchone() == (0,)


def test_what_is_missing_can_be_asked_where_nothing_of_it_exists(server):
    with login(server, "postgres_admin") as connection:
        assert missing(connection) == EVERYTHING


def test_what_somebody_else_made_is_not_taken_over(master):
    master.execute(NEEDS[0].make)
    with pytest.raises(psycopg.errors.DuplicateObject):
        master.execute(NEEDS[0].make)


def test_mending_may_run_any_number_of_times(master):
    for _ in range(2):
        run(master, guarded([need.mend for need in NEEDS]))
    assert missing(master) == []


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("ALTER ROLE {user} NOLOGIN", "role"),
        ("REVOKE rds_replication FROM {user}", "membership"),
        ("REVOKE USAGE ON SCHEMA {schema} FROM {user}", "USAGE"),
        ('REVOKE SELECT ON {schema}."Orders" FROM {user}', "SELECT"),
        ('REVOKE CONNECT ON DATABASE "Shop" FROM PUBLIC, {user}', "CONNECT"),
        ('ALTER PUBLICATION {publication} DROP TABLE {schema}."Orders"', "publication"),
        ("ALTER PUBLICATION {publication} ADD TABLE {schema}.other", "publication"),
        ("ALTER PUBLICATION {publication} SET (publish_via_partition_root = false)", "publication"),
        ("ALTER PUBLICATION {publication} SET (publish = 'insert')", "publication"),
        ("DROP PUBLICATION {publication}", "publication"),
    ],
)
def test_each_drift_is_seen_alone_and_mended(master, damage, what):
    run(master, [need.make for need in NEEDS])
    master.execute('CREATE TABLE "Sales".other (id int)')
    names = {"user": '"cdc ""Orders"""', "schema": '"Sales"', "publication": "pglog_stream_rpcn_orders"}
    master.execute(damage.format(**names))
    seen = missing(master)
    assert [said.split()[0] for said in seen] == [what]
    run(master, [need.mend for need in NEEDS if need.what in seen])
    assert missing(master) == []


def test_a_published_table_that_is_dropped_is_seen_and_the_end_does_not_stumble_over_it(master):
    run(master, [need.make for need in NEEDS])
    master.execute('DROP TABLE "Sales"."Orders"')
    assert [said.split()[0] for said in missing(master)] == ["SELECT", "publication"]
    run(master, undo_statements(NEEDS))
    assert missing(master) == EVERYTHING


def test_rows_of_a_partition_are_published_as_the_tables(master):
    run(master, [need.make for need in NEEDS])
    published = master.execute("SELECT tablename FROM pg_publication_tables ORDER BY tablename").fetchall()
    assert published == [("Orders",), ("it's",), ("measurements",), ("rpcn_signal",)]


def test_a_table_of_another_owner_and_one_that_is_not_there_are_named(server, master):
    master.execute("CREATE ROLE app")
    master.execute("GRANT app TO postgres_admin WITH INHERIT FALSE, SET TRUE")
    master.execute('GRANT CREATE ON SCHEMA "Sales" TO app')
    master.execute('ALTER TABLE "Sales"."Orders" OWNER TO app')
    rows = master.execute(foreign_tables_query("Sales", ["Orders", "it's", "gone"])).fetchall()
    assert rows == [("Orders", "app", "postgres_admin"), ("gone", None, "postgres_admin")]


def test_who_would_need_a_token_afterwards_changes_nothing(server):
    with server.superuser_connection("Shop") as superuser:
        superuser.execute("CREATE ROLE clerk LOGIN CREATEROLE")
        # On Aurora who may make roles may grant rds_iam without having it.
        superuser.execute(
            "CREATE FUNCTION grant_rds_iam() RETURNS void SECURITY DEFINER LANGUAGE sql AS 'GRANT rds_iam TO mine'"
        )
    with login(server, "clerk") as clerk:
        with pytest.raises(psycopg.errors.InvalidGrantOperation, match="the login of clerk would need a token"):
            run(clerk, guarded(["CREATE ROLE mine LOGIN", "SELECT grant_rds_iam()"]))
        clerk.rollback()
        assert clerk.execute("SELECT rolname FROM pg_roles WHERE rolname = 'mine'").fetchall() == []


def test_who_grants_nothing_is_not_stopped(server):
    with login(server, "postgres_admin") as master:
        run(master, guarded([]))


def test_the_administrator_makes_all_of_it_for_its_own_tables_and_ends_it(server):
    administrator = administrator_needs("rpcn_administrator", "Shop", ["public"])
    with login(server, "postgres_admin") as master:
        run(master, guarded([need.mend for need in administrator]))
        assert master.execute(missing_query(administrator)).fetchall() == []
    needs = pipeline_needs(
        PipelineInDatabase(database="Shop", user="cdc", schema="public", tables=["orders"], slot="rpcn_orders")
    )
    with login(server, "rpcn_administrator") as connection:
        connection.execute("CREATE TABLE orders (id int PRIMARY KEY)")
        run(connection, guarded([need.make for need in needs]))
        assert connection.execute(missing_query(needs)).fetchall() == []
        connection.commit()
        run(connection, undo_statements(needs))
        assert len(connection.execute(missing_query(needs)).fetchall()) == len(needs)
        connection.execute("DROP TABLE orders")
    with login(server, "postgres_admin") as master:
        run(master, undo_statements(administrator))
        assert master.execute(missing_query(administrator)).fetchone() == ('role "rpcn_administrator"',)


def test_nobody_may_grant_the_master_to_the_administrator_as_pulumi_postgresql_would_ask(server):
    administrator = administrator_needs("rpcn_administrator", "Shop", ["public"])
    with login(server, "postgres_admin") as master:
        run(master, [need.make for need in administrator])
    for user in ("rpcn_administrator", "postgres_admin"):
        with login(server, user) as asking:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match='denied to grant role "postgres_admin"'):
                asking.execute("GRANT postgres_admin TO rpcn_administrator")
            asking.rollback()
    with login(server, "postgres_admin") as master:
        run(master, undo_statements(administrator))


def test_the_printed_scripts_run_in_one_go(server):
    with login(server, "postgres_admin") as master:
        master.execute("CREATE TABLE printed (id int PRIMARY KEY)")
    needs = pipeline_needs(
        PipelineInDatabase(database="Shop", user="cdc", schema="public", tables=["printed"], slot="rpcn_printed")
    )
    with login(server, "postgres_admin") as master:
        master.autocommit = True
        for _ in range(2):
            master.execute(make_script("Shop", needs))
        assert master.execute(missing_query(needs)).fetchall() == []
        for _ in range(2):
            master.execute(undo_script("Shop", needs, "rpcn_printed"))
        assert master.execute("SELECT count(*) FROM pg_roles WHERE rolname = 'cdc'").fetchone() == (0,)


def test_a_script_of_several_statements_runs_as_one(server):
    with login(server, "postgres_admin") as master:
        master.execute(one_statement("CREATE TABLE t (at time); -- it's\nINSERT INTO t VALUES ('10:30'::time);"))
        assert master.execute("SELECT count(*) FROM t").fetchone() == (1,)
        master.rollback()
