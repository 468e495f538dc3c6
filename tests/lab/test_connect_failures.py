import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.services.postgres import PostgresServer
from tests.lab.connect_database import RunningPipeline, Shop, running_server
from tests.lab.connect_pipeline import MemorySink


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


def keys(sink: MemorySink) -> list[str | None]:
    return [record.key for record in sink.acknowledged]


class HangingSink(MemorySink):
    """A broker that takes records and never acknowledges one; says by a pipe that it has some."""

    def __init__(self, has_records: int, patience: int) -> None:
        super().__init__()
        self._has_records = has_records
        self._patience = patience

    def flush(self) -> None:
        if self._patience:
            self._patience -= 1
            return
        os.write(self._has_records, b"x")
        signal.pause()


def run_until_killed_with_unacknowledged_records(shop: Shop, directory: Path, patience: int, insert: str) -> None:
    """A real process and a real SIGKILL, in the moment between sending and acknowledging."""
    receiver, sender = os.pipe()

    def child() -> None:
        with RunningPipeline(shop, directory, HangingSink(sender, patience)) as pipeline:
            if insert:
                pipeline.await_state("running")
                shop.execute(insert)
            signal.pause()

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    assert os.read(receiver, 1) == b"x"
    process.kill()
    process.join()
    os.close(receiver)
    os.close(sender)


def test_changes_sent_but_not_acknowledged_when_killed_come_again(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    run_until_killed_with_unacknowledged_records(shop, tmp_path, 0, "INSERT INTO orders VALUES (1, 'a'), (2, 'b')")
    shop.execute("INSERT INTO orders VALUES (3, 'c')")
    with RunningPipeline(shop, tmp_path, sink):
        sink.wait_for_count(3)
    assert keys(sink) == ["1", "2", "3"]
    assert {record.metadata["operation"] for record in sink.acknowledged} == {"insert"}


def test_a_snapshot_killed_half_way_is_read_again_as_a_whole(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("INSERT INTO orders SELECT n, 'x' FROM generate_series(1, 1500) n")
    run_until_killed_with_unacknowledged_records(shop, tmp_path, 1, "")
    with RunningPipeline(shop, tmp_path, sink):
        sink.wait_for_count(1500)
    assert keys(sink) == [str(n) for n in range(1, 1501)]


def test_nothing_is_acknowledged_to_the_database_before_the_broker_has_it(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        before = shop.acknowledged_lsn()
        sink.refusal = "the topic is gone"
        shop.execute("INSERT INTO orders VALUES (1, 'a')")
        assert pipeline.await_state("error")["last_error"] == "the topic is gone"
        assert shop.acknowledged_lsn() == before
        sink.refusal = None
        sink.wait_for_count(1)
    assert keys(sink) == ["1"]


def test_a_refused_snapshot_leaves_no_slot_that_would_suppress_the_next_one(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    shop.execute("INSERT INTO orders VALUES (1, 'a')")
    sink.refusal = "no broker"
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("error")
        assert "rpcn_orders" not in shop.slots()
        sink.refusal = None
        pipeline.await_state("running")
    assert keys(sink) == ["1"]


def test_a_lost_connection_is_followed_by_a_new_login_and_no_lost_change(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        pipeline.await_state("running")
        shop.execute("INSERT INTO orders VALUES (1, 'a')")
        sink.wait_for_count(1)
        assert shop.logins == 1
        shop.execute("SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots")
        shop.execute("INSERT INTO orders VALUES (2, 'b')")
        sink.wait_for(lambda records: records[-1].key == "2")
    assert shop.logins > 1
    assert keys(sink) == ["1", "2"]


PUBLICATION = (
    "publication pglog_stream_rpcn_orders: got {}, want {} public.order_items, public.orders (Connect would run"
)


@pytest.mark.parametrize(
    ("ddl", "got", "want", "statement"),
    [
        ("DROP PUBLICATION pglog_stream_rpcn_orders", "none", "one for", "CREATE PUBLICATION: permission denied"),
        (
            "ALTER PUBLICATION pglog_stream_rpcn_orders DROP TABLE orders",
            "public.order_items",
            "exactly",
            "ALTER PUBLICATION: must be owner of publication pglog_stream_rpcn_orders",
        ),
        (
            "CREATE TABLE more (id int); ALTER PUBLICATION pglog_stream_rpcn_orders ADD TABLE more",
            "public.more, public.order_items, public.orders",
            "exactly",
            "ALTER PUBLICATION: must be owner",
        ),
        (
            "ALTER PUBLICATION pglog_stream_rpcn_orders DROP TABLE orders, order_items",
            "no table",
            "exactly",
            "ALTER PUBLICATION: must be owner",
        ),
    ],
)
def test_a_publication_with_other_tables_is_refused_with_what_connect_would_have_tried(
    shop: Shop, sink: MemorySink, tmp_path: Path, ddl: str, got: str, want: str, statement: str
) -> None:
    shop.execute(ddl)
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        assert PUBLICATION.format(got, want) + " " + statement in pipeline.await_state("error")["last_error"]
    assert shop.slots() == set()


def test_a_slot_of_another_plugin_is_refused(shop: Shop, sink: MemorySink, tmp_path: Path) -> None:
    shop.execute("SELECT pg_create_physical_replication_slot('rpcn_orders')")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        error = pipeline.await_state("error")["last_error"]
    assert error == "replication slot rpcn_orders already exists with different output plugin: None"


def test_a_table_without_a_primary_key_cannot_be_read_in_a_snapshot(
    shop: Shop, sink: MemorySink, tmp_path: Path
) -> None:
    shop.execute("ALTER TABLE orders DROP CONSTRAINT orders_pkey")
    with RunningPipeline(shop, tmp_path, sink) as pipeline:
        assert "table public.orders: got no primary key" in pipeline.await_state("error")["last_error"]
