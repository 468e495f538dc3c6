"""The facts of a database, read by its master on a real PostgreSQL with Aurora's roles."""

import tempfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import psycopg
import psycopg2
import pytest
from psycopg2.extras import LogicalReplicationConnection

from doctor.facts.database import database_facts
from doctor.facts.facts import AsksForToken, Identity, Slot, Unavailable
from lab.services.postgres import PostgresServer

PIPELINE = {
    "user": "Reader",
    "schema": "Shop",
    "tables": ["orders", "lines"],
    "publication": "orders_publication",
    "slot": "orders_slot",
}
SETTINGS = {"wal_level": "logical", "max_replication_slots": "5", "max_wal_senders": "6", "log_statement": "all"}


@pytest.fixture(scope="module")
def server():
    # Short: a unix socket lies below it.
    with tempfile.TemporaryDirectory(prefix="rpcn-facts-") as directory:
        Path(directory).chmod(0o711)
        server = PostgresServer(Path(directory) / "server")
        server.initialise()
        server.start(SETTINGS)
        server.create_master("master", "password", "shop_db")
        yield server
        server.remove()


def connection(server):
    return psycopg.connect(host=str(server.socket_directory), port=server.port, user="master", dbname="shop_db")


@pytest.fixture
def superuser(server):
    with server.superuser_connection("shop_db") as superuser:
        yield superuser


@pytest.fixture
def shop(superuser):
    """A schema with two tables of the master, and a user without any right."""
    superuser.execute(
        """
        CREATE SCHEMA "Shop" AUTHORIZATION master;
        CREATE TABLE "Shop".orders (x integer PRIMARY KEY);
        CREATE TABLE "Shop".lines (x integer PRIMARY KEY);
        ALTER TABLE "Shop".orders OWNER TO master;
        ALTER TABLE "Shop".lines OWNER TO master;
        CREATE ROLE "Reader" LOGIN;
        """
    )
    yield superuser
    superuser.execute(
        """
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots;
        DROP PUBLICATION IF EXISTS orders_publication;
        DROP SCHEMA "Shop" CASCADE;
        DROP OWNED BY "Reader";
        DROP ROLE "Reader";
        DROP ROLE IF EXISTS team;
        DROP ROLE IF EXISTS app;
        DROP ROLE IF EXISTS deploy
        """
    )


@pytest.fixture
def read(server):
    return partial(database_facts, lambda: connection(server), PIPELINE)


def test_what_was_not_made_yet_is_told_as_such(superuser, read):
    seen = read()
    assert (seen.user_exists, seen.memberships, seen.may_connect, seen.has_usage) == (False, frozenset(), False, False)
    assert (seen.published_tables, seen.publishes_all_tables, seen.slot) == (None, False, None)
    assert (seen.unreadable_tables, seen.identities) == ((), {})
    assert (seen.wal_level, seen.in_recovery, seen.master_needs_token) == ("logical", False, False)


def test_rights_are_told_as_they_are_granted(shop, read):
    bare = read()
    assert (bare.user_exists, bare.may_connect, bare.has_usage) == (True, True, False)  # PUBLIC may connect
    assert bare.unreadable_tables == ("Shop.lines", "Shop.orders")
    shop.execute('GRANT USAGE ON SCHEMA "Shop" TO "Reader"; GRANT SELECT ON "Shop".lines TO "Reader"')
    granted = read()
    assert (granted.has_usage, granted.unreadable_tables) == (True, ("Shop.orders",))


def test_a_user_kept_out_of_the_database_may_not_connect(shop, read):
    shop.execute("REVOKE CONNECT ON DATABASE shop_db FROM PUBLIC")
    try:
        assert not read().may_connect
    finally:
        shop.execute("GRANT CONNECT ON DATABASE shop_db TO PUBLIC")


def test_a_table_that_is_missing_is_not_an_unreadable_one(shop, read):
    shop.execute('DROP TABLE "Shop".lines')
    assert read().unreadable_tables == ("Shop.orders",)


def test_roles_count_when_their_rights_are_inherited_directly_or_not(shop, read):
    shop.execute('CREATE ROLE team; GRANT rds_iam TO team; GRANT team TO "Reader"')
    shop.execute('GRANT rds_replication TO "Reader" WITH INHERIT FALSE')
    assert read().memberships == {"team", "rds_iam"}


def test_the_master_needs_a_token_once_it_inherits_rds_iam(shop, read):
    shop.execute("CREATE ROLE team; GRANT rds_iam TO team; GRANT team TO master")
    assert read().master_needs_token


def test_published_tables_are_told_with_their_schema(shop, read):
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    assert (read().published_tables, read().publishes_all_tables) == (("Shop.lines", "Shop.orders"), False)


def test_an_empty_publication_is_not_a_missing_one(shop, read):
    shop.execute("CREATE PUBLICATION orders_publication")
    assert read().published_tables == ()


def test_a_publication_for_all_tables_is_told(shop, read):
    shop.execute("CREATE PUBLICATION orders_publication FOR ALL TABLES")
    assert read().publishes_all_tables


@pytest.mark.parametrize(
    ("actions", "kind", "columns", "deferrable"),
    [
        ("REPLICA IDENTITY DEFAULT", "d", ("x",), False),
        ("REPLICA IDENTITY NOTHING", "n", None, False),
        ("REPLICA IDENTITY FULL", "f", ("x", "y"), False),
        ("DROP CONSTRAINT lines_pkey", "d", None, False),
        ("DROP CONSTRAINT lines_pkey; ADD PRIMARY KEY (x) DEFERRABLE", "d", None, True),
        ("DROP CONSTRAINT lines_pkey; ADD PRIMARY KEY (x) DEFERRABLE; REPLICA IDENTITY FULL", "f", ("x", "y"), True),
        ("ADD CONSTRAINT one UNIQUE (y); REPLICA IDENTITY USING INDEX one", "i", ("y",), False),
        ("ADD CONSTRAINT one UNIQUE (y); REPLICA IDENTITY USING INDEX one; DROP CONSTRAINT one", "i", None, False),
    ],
)
def test_published_rows_are_told_apart_by_their_replica_identity(shop, read, actions, kind, columns, deferrable):
    shop.execute('ALTER TABLE "Shop".lines ADD COLUMN y integer NOT NULL DEFAULT 1')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    for action in actions.split("; "):
        shop.execute(f'ALTER TABLE "Shop".lines {action}'.encode())
    primary_key = () if actions == "DROP CONSTRAINT lines_pkey" else ("x",)
    wanted = Identity(kind=kind, columns=columns, primary_key=primary_key, deferrable=deferrable)
    untouched = Identity(kind="d", columns=("x",), primary_key=("x",), deferrable=False)
    assert read().identities == {"Shop.lines": wanted, "Shop.orders": untouched}


def test_columns_of_an_identity_are_told_in_the_order_of_the_table(shop, read):
    shop.execute('ALTER TABLE "Shop".lines DROP CONSTRAINT lines_pkey, ADD COLUMN b integer, ADD COLUMN a integer')
    shop.execute('ALTER TABLE "Shop".lines ADD PRIMARY KEY (a, b), DROP COLUMN x')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines')
    assert read().identities["Shop.lines"].columns == ("b", "a")


def test_generated_columns_are_told(shop, read):
    shop.execute('ALTER TABLE "Shop".lines ADD COLUMN twice integer GENERATED ALWAYS AS (2 * x) STORED')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines')
    assert read().identities["Shop.lines"].generated == ("twice",)


def test_a_partitioned_table_is_told_and_by_whose_name_its_changes_come(shop, read):
    shop.execute('DROP TABLE "Shop".orders')
    shop.execute('CREATE TABLE "Shop".orders (x integer PRIMARY KEY) PARTITION BY RANGE (x)')
    shop.execute('CREATE TABLE "Shop".orders_1 PARTITION OF "Shop".orders DEFAULT')
    shop.execute('CREATE PUBLICATION orders_publication FOR TABLE "Shop".lines, "Shop".orders')
    seen = read()
    assert (seen.partitioned_tables, seen.publishes_by_root) == (("Shop.orders",), False)
    assert seen.published_tables == ("Shop.lines", "Shop.orders_1")
    shop.execute("ALTER PUBLICATION orders_publication SET (publish_via_partition_root = true)")
    seen = read()
    assert (seen.publishes_by_root, seen.published_tables) == (True, ("Shop.lines", "Shop.orders"))


def test_one_row_in_any_table_is_enough_to_say_that_there_are_rows(shop, read):
    assert read().has_rows is False
    shop.execute('INSERT INTO "Shop".lines VALUES (1)')
    assert read().has_rows is True


def test_rows_that_the_reader_may_not_see_are_not_told(shop, read):
    shop.execute('ALTER TABLE "Shop".lines OWNER TO "Reader"; ALTER TABLE "Shop".orders OWNER TO "Reader"')
    assert read().has_rows is None


def test_users_of_tokens_are_told_with_the_role_that_was_granted(shop, read):
    shop.execute(
        """
        CREATE ROLE team; CREATE ROLE app LOGIN; CREATE ROLE deploy LOGIN;
        GRANT team TO app; GRANT team TO deploy WITH INHERIT FALSE;
        GRANT rds_iam TO team; GRANT rds_iam TO "Reader"; GRANT team TO "Reader"
        """
    )
    assert read().token_users == {"app": "team", "Reader": "Reader"}


def test_idle_slots_of_redpanda_connect_are_told_and_those_of_others_are_not(shop, read):
    for name in ("rpcn_a", "mine", "other"):
        shop.execute("SELECT pg_create_logical_replication_slot(%s, 'pgoutput')", [name])
    shop.execute("SELECT pg_create_physical_replication_slot('rpcn_physical')")
    shop.execute("CREATE PUBLICATION pglog_stream_mine")
    try:
        assert read().left_slots == ("mine", "rpcn_a")
    finally:
        shop.execute("DROP PUBLICATION pglog_stream_mine")


def test_a_slot_is_told_with_the_wal_it_keeps(shop, read):
    shop.execute("SELECT pg_create_logical_replication_slot('orders_slot', 'pgoutput')")
    shop.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', 10000))")
    seen = read()
    (confirmed,) = shop.execute("SELECT confirmed_flush_lsn::text FROM pg_replication_slots").fetchone()
    assert replace(seen.slot, kept_wal_bytes=None, behind_bytes=None) == Slot(
        slot_type="logical",
        plugin="pgoutput",
        temporary=False,
        active=False,
        database="shop_db",
        confirmed=confirmed,
        wal_status="reserved",
    )
    assert seen.slot.kept_wal_bytes > seen.slot.behind_bytes > 10000
    assert (seen.free_slots, seen.free_senders) == (4, 6)


def test_a_physical_slot_has_no_plugin_no_database_and_keeps_nothing(shop, read):
    shop.execute("SELECT pg_create_physical_replication_slot('orders_slot')")
    assert read().slot == Slot(slot_type="physical", plugin=None, temporary=False, active=False, database=None)


def test_a_slot_of_another_database_is_told_with_its_database(server, shop, read):
    with server.superuser_connection("postgres") as elsewhere:
        elsewhere.execute("SELECT pg_create_logical_replication_slot('orders_slot', 'pgoutput')")
    assert read().slot.database == "postgres"


def test_a_slot_without_its_wal_is_told_as_lost(shop, read):
    shop.execute("SELECT pg_create_logical_replication_slot('orders_slot', 'pgoutput')")
    for setting in ("'1MB'", "DEFAULT"):
        shop.commit()
        shop.autocommit = True
        shop.execute(f"ALTER SYSTEM SET max_slot_wal_keep_size = {setting}")
        shop.execute("SELECT pg_reload_conf()")
        for _ in range(4 if setting != "DEFAULT" else 0):  # each segment that is full can be taken away
            shop.execute("SELECT pg_logical_emit_message(true, 'test', 'x'), pg_switch_wal()")
        shop.execute("CHECKPOINT")
    seen = read().slot
    assert (seen.wal_status, seen.active, seen.behind_bytes > 0) == ("lost", False, True)


def test_a_consumer_is_told_with_how_long_it_has_been_silent(server, shop, read):
    shop.execute("SELECT pg_create_logical_replication_slot('orders_slot', 'pgoutput')")
    dsn = f"host={server.socket_directory} port={server.port} user=master dbname=shop_db"
    with closing(psycopg2.connect(dsn, connection_factory=LogicalReplicationConnection)) as consumer:
        cursor = consumer.cursor()
        options = {"proto_version": "1", "publication_names": "p"}
        cursor.start_replication(slot_name="orders_slot", decode=False, options=options)
        assert read().slot.silent_s is None  # it has said nothing yet
        cursor.send_feedback(force=True)
        seen = read_until(read, lambda slot: slot.silent_s is not None)
        assert (seen.active, 0 <= seen.silent_s < 20) == (True, True)
    read_until(read, lambda slot: not slot.active)


def read_until(read, holds):
    """The server hears what was sent to it, at a time of its own."""
    while not holds(slot := read().slot):
        pass
    return slot


def test_everything_is_read_in_one_read_only_transaction_with_a_time_limit(server, read):
    log = Path(server.socket_directory).parent / "log"
    before = len(log.read_text())
    read()
    statements = log.read_text()[before:]
    assert statements.count("BEGIN READ ONLY") == statements.count("BEGIN") == 1
    assert "set_config('statement_timeout'" in statements


def test_a_refused_login_is_no_fact():
    def refused():
        raise psycopg.OperationalError('connection failed:\n FATAL:  password authentication failed for user "master"')

    assert database_facts(refused, PIPELINE) == Unavailable(
        'connection failed: FATAL: password authentication failed for user "master"'
    )


def test_a_password_that_pam_answers_is_told_as_a_user_that_needs_a_token():
    def refused():
        raise psycopg.OperationalError('FATAL:  PAM authentication failed for user "master"')

    seen = database_facts(refused, PIPELINE)
    assert isinstance(seen, AsksForToken)
    assert seen.user == "master"


def test_objects_of_roles_that_the_reader_is_not_in_are_told_with_their_owners(shop, read):
    assert read().owners_apart == {}
    shop.execute("CREATE ROLE team; CREATE ROLE app; GRANT team TO master; GRANT rds_iam TO app")
    shop.execute('ALTER TABLE "Shop".lines OWNER TO team; ALTER TABLE "Shop".orders OWNER TO app')
    shop.execute("CREATE PUBLICATION orders_publication")
    seen = read()
    assert seen.owners_apart == {"Shop.orders": "app", "orders_publication": "rdsadmin"}
    assert seen.token_owners == {"app"}
    shop.execute("DROP OWNED BY team")


@pytest.mark.parametrize(
    ("tables", "options", "unpublished", "narrowed"),
    [
        ("orders, {}.lines", "", (), {}),
        ("orders", "publish = 'insert'", ("update", "delete"), {}),
        ("orders", "publish = 'insert, update, delete'", (), {}),  # Redpanda Connect passes no truncate on
        ("orders WHERE (x > 1), {}.lines", "", (), {"Shop.orders": "a row filter"}),
        ("orders, {}.lines (x)", "", (), {"Shop.lines": "a column list"}),
    ],
)
def test_what_a_publication_leaves_out_is_told(shop, read, tables, options, unpublished, narrowed):
    listed = '"Shop".' + tables.format('"Shop"')
    shop.execute(f"CREATE PUBLICATION orders_publication FOR TABLE {listed} {f'WITH ({options})' if options else ''}")
    seen = read()
    assert (seen.unpublished, seen.narrowed_tables) == (unpublished, narrowed)
