import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.connect.database import Database
from lab.connect.errors import CredentialsError
from lab.services.postgres import PostgresServer
from tests.lab.connect_database import RunningPipeline, Shop, running_server
from tests.lab.connect_pipeline import SECRETS, MemorySink


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with running_server(tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture
def shop(server: PostgresServer) -> Iterator[Shop]:
    shop = Shop(server, "shop")
    yield shop
    shop.drop()


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


def seen(sink: MemorySink) -> list[tuple[str, str | None, object]]:
    return [(r.metadata["operation"], r.key, json.loads(r.value)) for r in sink.acknowledged]


def test_rows_come_by_primary_key_and_then_every_change_in_order(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders VALUES (10, 'ten'), (9, 'nine'); INSERT INTO order_items VALUES (9, 'a', 1.50)")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders VALUES (11, NULL)")
        shop.execute("UPDATE orders SET note = 'changed' WHERE id = 9")
        shop.execute("DELETE FROM order_items")
        sink.wait_for_count(6)
    assert seen(sink) == [
        ("read", "9", {"id": 9, "note": "nine"}),
        ("read", "10", {"id": 10, "note": "ten"}),
        ("read", '[9,"a"]', {"order_id": 9, "line": "a", "amount": "1.50"}),
        ("insert", "11", {"id": 11, "note": None}),
        ("update", "9", {"id": 9, "note": "changed"}),
        ("delete", '[9,"a"]', {"order_id": 9, "line": "a", "amount": None}),
    ]


def test_a_second_start_goes_on_from_the_slot_without_a_snapshot(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'before')")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders VALUES (2, 'during')")
        sink.wait_for_count(2)
    assert shop.slots() == {"rpcn_orders"}
    shop.execute("INSERT INTO orders VALUES (3, 'between')")
    later = MemorySink()
    with RunningPipeline(shop, tmp_path, later):
        later.wait_for_count(1)
    assert [(operation, key) for operation, key, _ in seen(later)] == [("insert", "3")]


def test_without_a_snapshot_only_later_changes_are_seen(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'before')")
    with RunningPipeline(shop, tmp_path, sink, snapshot=False) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders VALUES (2, 'after')")
        sink.wait_for_count(1)
    assert [key for _, key, _ in seen(sink)] == ["2"]


def test_a_snapshot_of_several_batches_is_complete(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders SELECT n, 'x' FROM generate_series(1, 2500) n")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        assert pipeline.await_state("running")["records"] == 2500
    assert [key for _, key, _ in seen(sink)] == [str(n) for n in range(1, 2501)]


def test_a_large_transaction_is_flushed_in_batches_of_the_configured_count(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders SELECT n, 'x' FROM generate_series(1, 5000) n")
        sink.wait_for_count(5000)
    assert max(sink.batches) == 500


def test_a_row_committed_after_the_slot_and_before_the_reading_comes_once(
    shop: Shop, sink: MemorySink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'before')")
    real = Database.reader

    def late_reader(database: Database) -> object:
        shop.execute("INSERT INTO orders VALUES (2, 'late')")
        return real(database)

    monkeypatch.setattr(Database, "reader", late_reader)
    with RunningPipeline(shop, tmp_path, sink):
        sink.wait_for_count(2)
    assert [(operation, key) for operation, key, _ in seen(sink)] == [("read", "1"), ("insert", "2")]


def test_a_row_looks_the_same_in_the_snapshot_and_in_the_stream(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("DROP TABLE orders")
    shop.execute("ALTER DATABASE shop SET timezone = 'Asia/Tokyo'")
    shop.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, flag boolean, ratio float8, exact numeric, at timestamptz,"
        " day date, wait interval, doc jsonb, raw bytea, names text[], fixed char(4), uid uuid, nothing int)"
    )
    shop.execute("ALTER PUBLICATION pglog_stream_rpcn_orders ADD TABLE orders")
    values = (
        "true, 0.1, 1.50, '2024-05-06 07:08:09.123+02', '2024-05-06', '1 day 2 hours', '{\"a\": [1, null]}', '\\x00ff',"
        " '{a,\"b c\"}', 'ab', '00000000-0000-0000-0000-000000000001', NULL"
    )
    shop.execute(f"INSERT INTO orders VALUES (1, {values})")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute(f"INSERT INTO orders VALUES (2, {values})")
        read, inserted = (json.loads(record.value) for record in sink.wait_for_count(2))
    assert read | {"id": 2} == inserted
    assert inserted == {
        "id": 2,
        "flag": True,
        "ratio": 0.1,
        "exact": "1.50",
        "at": "2024-05-06 05:08:09.123+00",
        "day": "2024-05-06",
        "wait": "1 day 02:00:00",
        "doc": {"a": [1, None]},
        "raw": "\\x00ff",
        "names": '{a,"b c"}',
        "fixed": "ab  ",
        "uid": "00000000-0000-0000-0000-000000000001",
        "nothing": None,
    }


def test_metadata_say_where_and_when_and_a_snapshot_row_has_neither(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'x')")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders VALUES (2, 'x')")
        read, inserted = sink.wait_for_count(2)
    assert read.metadata == {"table": "orders", "operation": "read", "key": "1"}
    assert set(inserted.metadata) == {"table", "operation", "key", "lsn", "commit_ts_ms"}
    [(close, after)] = shop.execute(
        f"SELECT abs(extract(epoch FROM now()) * 1000 - {inserted.metadata['commit_ts_ms']}) < 600000,"
        f" '{inserted.metadata['lsn']}'::pg_lsn <= pg_current_wal_lsn()"
    )
    assert close
    assert after


def test_the_status_tells_the_course_of_a_run(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        assert pipeline.await_state("running")["last_error"] is None
        shop.execute("INSERT INTO orders VALUES (1, 'x')")
        sink.wait_for_count(1)
        pipeline.await_lsn()
    status = pipeline.await_state("stopped")
    assert status["records"] == 1
    [(exact,)] = shop.execute(f"SELECT '{status['last_lsn']}'::pg_lsn <= '{shop.acknowledged_lsn()}'::pg_lsn")
    assert exact


def test_a_refused_login_stands_in_the_status_without_any_secret_until_one_succeeds(
    shop: Shop, sink: MemorySink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = shop.connect
    [secret] = SECRETS.values()

    def refused(source: object) -> None:
        raise CredentialsError(f"AccessDenied, and by mistake {secret}")

    monkeypatch.setattr(shop, "connect", lambda source: (refused if shop.logins == 0 else login)(source))
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        assert pipeline.await_state("error")["last_error"] == "AccessDenied, and by mistake [hidden]"
        shop.logins = 1
        assert pipeline.await_state("running")["last_error"] is not None
