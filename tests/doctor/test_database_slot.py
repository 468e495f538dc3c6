"""What the master reads of replication slots: lost, of another database, held, and left behind."""

from contextlib import closing
from dataclasses import replace

import psycopg2
from psycopg2.extras import LogicalReplicationConnection

from doctor.facts.facts import Slot


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
