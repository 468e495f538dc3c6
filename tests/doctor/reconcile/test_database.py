"""The rows, read on a real PostgreSQL."""

from pathlib import Path

import pytest

from doctor.reconcile import fingerprints, keys
from doctor.reconcile.fold import Key


def test_rows_are_told_by_key_and_fingerprint_as_their_records_would_be(shop, reader):
    shop.execute("""INSERT INTO "Shop".orders VALUES (7, 'a'), (8, NULL)""")
    shop.execute("""INSERT INTO "Shop"."Lines" VALUES (7, 'x"y')""")
    read = reader()
    orders, lines = read.tables
    assert read.snapshot(None).rows == {
        Key("orders", "7"): fingerprints.of_record(orders, {"id": 7, "note": "a"}, "insert"),
        Key("orders", "8"): fingerprints.of_record(orders, {"id": 8, "note": None}, "insert"),
        Key("Lines", '[7,"x\\"y"]'): fingerprints.of_record(lines, {"order_id": 7, "line": 'x"y'}, "insert"),
    }


def test_every_type_that_is_compared_has_the_form_that_connect_gives_it(shop, reader):
    shop.execute('ALTER DATABASE shop_db SET timezone = "Asia/Tokyo"')
    shop.execute("ALTER DATABASE shop_db SET datestyle = 'German'")
    shop.execute(
        """
        DROP TABLE "Shop".orders;
        CREATE TABLE "Shop".orders (
            id bigint PRIMARY KEY, flag boolean, ratio float8, small float4, exact numeric, at timestamptz,
            local timestamp, day date, hour time, doc jsonb, old json, fixed char(4), state "Shop".state, uid uuid,
            raw bytea, names text[], wait interval, twice bigint GENERATED ALWAYS AS (id * 2) STORED
        );
        GRANT SELECT ON "Shop".orders TO master;
        INSERT INTO "Shop".orders VALUES (
            7, true, 0.1, 0.1, 1.50, '2024-05-06 07:08:09.123+02', '2024-05-06 07:08:09', '2024-05-06', '07:08',
            '{"a": 1}', '{"b":  2}', 'ab', 'paid', '00000000-0000-0000-0000-000000000001', '\\x00ff', '{a}', '1 day'
        )
        """
    )
    read = reader()
    [orders, _] = read.tables
    record = {
        "id": 7,
        "flag": True,
        "ratio": 0.1,
        "small": 0.1,
        "exact": "1.50",
        "at": "2024-05-06T05:08:09.123Z",
        "local": "2024-05-06T07:08:09Z",
        "day": "2024-05-06T00:00:00Z",
        "hour": "07:08:00",
        "doc": {"a": 1},
        "old": {"b": 2},
        "fixed": "ab  ",
        "state": "paid",
        "uid": "00000000-0000-0000-0000-000000000001",
    }
    [row] = read.snapshot(None).rows.values()
    told = fingerprints.of_record(orders, record, "insert")
    assert fingerprints.differing_columns(orders, row, told) == fingerprints.untold_columns(orders, row, told) == ()
    assert {column.name: column.type_name for column in orders.columns if not column.is_compared} == {
        "raw": "bytea",
        "names": "_text",
        "wait": "interval",
        "twice": "generated",
    }


def test_only_the_rows_of_some_keys_are_read_again(shop, reader):
    shop.execute("""INSERT INTO "Shop".orders SELECT n, 'x' FROM generate_series(1, 9) n""")
    shop.execute("""INSERT INTO "Shop"."Lines" VALUES (7, 'a'), (7, 'b')""")
    wanted = {Key("orders", "3"), Key("orders", "99"), Key("Lines", '[7,"b"]')}
    assert set(reader().snapshot(wanted).rows) == {Key("orders", "3"), Key("Lines", '[7,"b"]')}


def test_rows_of_keys_that_the_database_cannot_match_by_text_are_picked_out(shop, reader):
    shop.execute('ALTER TABLE "Shop".orders ALTER id TYPE numeric')
    shop.execute("""INSERT INTO "Shop".orders VALUES (1.50, 'x'), (2, 'x')""")
    assert set(reader().snapshot({Key("orders", "1.5")}).rows) == {Key("orders", "1.5")}


def test_the_sample_is_the_same_on_both_sides(shop, reader):
    shop.execute("""INSERT INTO "Shop".orders SELECT n, 'x' FROM generate_series(1, 400) n""")
    shop.execute("""INSERT INTO "Shop"."Lines" SELECT n, 'é' || n FROM generate_series(1, 400) n; ANALYZE""")
    read = reader(most_rows=100)
    orders, lines = read.tables
    assert (orders.one_in, lines.one_in) == (4, 4)
    numbers = [str(number) for number in range(1, 401)]
    wanted = {Key("orders", number) for number in numbers if keys.is_in_sample(orders, number)}
    wanted |= {Key("Lines", f'[{n},"é{n}"]') for n in numbers if keys.is_in_sample(lines, f'[{n},"é{n}"]')}
    assert set(read.snapshot(None).rows) == wanted
    assert 100 < len(wanted) < 300


@pytest.mark.parametrize(("most_rows", "one_in"), [(9, 2), (10, 1), (11, 1)])
def test_a_table_is_sampled_above_the_size_that_was_given_even_if_nothing_is_known_of_it(
    shop, reader, most_rows, one_in
):
    shop.execute("""INSERT INTO "Shop".orders SELECT n, 'x' FROM generate_series(1, 10) n""")
    assert reader(most_rows=most_rows).tables[0].one_in == one_in


def test_a_table_whose_keys_cannot_be_sampled_is_read_whole(shop, reader):
    shop.execute('ALTER TABLE "Shop".orders ALTER id TYPE numeric')
    shop.execute("""INSERT INTO "Shop".orders SELECT n, 'x' FROM generate_series(1, 10) n""")
    assert len(reader(most_rows=2).snapshot(None).rows) == 10


def test_where_nobody_tells_the_key_it_is_the_primary_key_in_its_order(shop, reader):
    shop.execute('DROP TABLE "Shop"."Lines"; CREATE TABLE "Shop"."Lines" (a int, b int, c int, PRIMARY KEY (c, a))')
    shop.execute('GRANT SELECT ON "Shop"."Lines" TO master; INSERT INTO "Shop"."Lines" VALUES (1, 2, 3)')
    assert set(reader(key_columns={}).snapshot(None).rows) == {Key("Lines", "[3,1]")}


def test_a_row_with_a_null_in_its_key_has_no_record_and_is_left_out(shop, reader):
    shop.execute("""INSERT INTO "Shop".orders VALUES (1, NULL), (2, 'x')""")
    by_note = {"orders": ["note"], "Lines": ["order_id", "line"]}
    assert set(reader(key_columns=by_note).snapshot(None).rows) == {Key("orders", "x")}


def test_a_snapshot_is_at_or_after_the_end_of_what_it_shows_and_before_what_it_does_not(shop, reader):
    def position():
        [(lsn,)] = shop.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint").fetchall()
        return lsn

    shop.execute("""INSERT INTO "Shop".orders VALUES (1, 'x')""")
    shown = position()
    snapshot = reader().snapshot(None)
    shop.execute("""INSERT INTO "Shop".orders VALUES (2, 'x')""")
    assert shown <= snapshot.lsn < position()
    assert set(snapshot.rows) == {Key("orders", "1")}


def test_all_tables_are_read_in_one_snapshot_that_writes_nothing_and_has_time_limits(server, shop, reader):
    log = Path(server.socket_directory).parent / "log"
    read = reader()
    read.tables  # noqa: B018  read once, in a transaction of its own
    before = len(log.read_text())
    read.snapshot(None)
    statements = log.read_text()[before:]
    assert statements.count("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") == statements.count("BEGIN") == 1
    for limit in ("'statement_timeout', $2 = '60000'", "'lock_timeout', $2 = '3000'"):
        assert limit in statements


def test_the_slot_says_what_was_confirmed_and_there_may_be_none(shop, reader):
    assert reader().confirmed_lsn() is None
    shop.execute("SELECT pg_create_logical_replication_slot('rpcn_orders', 'pgoutput')")
    try:
        [(lsn,)] = shop.execute("SELECT (confirmed_flush_lsn - '0/0')::bigint FROM pg_replication_slots").fetchall()
        assert reader().confirmed_lsn() == lsn > 0
    finally:
        shop.execute("SELECT pg_drop_replication_slot('rpcn_orders')")
