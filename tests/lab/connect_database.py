"""A plain PostgreSQL with the demo's tables, and a pipeline running against it in a thread of the test."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.connect.database import Database
from lab.connect.runner import run
from lab.connect.stop_signal import StopSignal
from lab.paths import LabPaths
from lab.services.postgres import PostgresServer
from tests.lab.connect_pipeline import ENVIRONMENT, SECRETS, MemorySink, text

TABLES = """
CREATE TABLE orders (id int PRIMARY KEY, note text);
CREATE TABLE order_items (order_id int, line text, amount numeric(10, 2), PRIMARY KEY (order_id, line));
CREATE PUBLICATION pglog_stream_rpcn_orders FOR TABLE orders, order_items;
"""


@contextmanager
def running_server(home: Path) -> Iterator[PostgresServer]:
    runtime = LabPaths(home).runtime
    server = PostgresServer(runtime / "postgres" / "shop")
    server.initialise()
    server.start({"wal_level": "logical"})
    try:
        yield server
    finally:
        server.remove()
        shutil.rmtree(runtime)


class Shop:
    """One database of the test's server."""

    def __init__(self, server: PostgresServer, name: str) -> None:
        self._server = server
        self.name = name
        self.logins = 0
        with server.superuser_connection() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self.execute(TABLES)

    def execute(self, statement: str) -> list[tuple]:
        with self._server.superuser_connection(self.name) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def connect(self, _source: object) -> Database:
        """In place of the login through the gate."""
        self.logins += 1
        return Database(
            {
                "host": str(self._server.socket_directory),
                "port": self._server.port,
                "user": self._server.superuser,
                "dbname": self.name,
            }
        )

    def acknowledged_lsn(self) -> str:
        [(lsn,)] = self.execute("SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE NOT temporary")
        return lsn

    def slots(self) -> set[str]:
        return {name for (name,) in self.execute("SELECT slot_name FROM pg_replication_slots")}

    def drop(self) -> None:
        self.execute("SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE active")
        self.execute("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")
        with self._server.superuser_connection() as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")


class RunningPipeline:
    """A pipeline in a thread, until the end of the `with` block."""

    def __init__(self, shop: Shop, directory: Path, sink: MemorySink, **source: object) -> None:
        self.sink = sink
        self.status_file = directory / "status.json"
        self._stop = StopSignal()
        self._thread = threading.Thread(
            target=run,
            args=(text(**source),),
            kwargs={
                "environment": ENVIRONMENT,
                "secrets": SECRETS,
                "sink_factory": lambda _: sink,
                "status_file": self.status_file,
                "stop": self._stop,
                "connect": shop.connect,
            },
        )

    def __enter__(self) -> "RunningPipeline":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()

    def await_state(self, state: str) -> dict:
        return await_state(self.status_file, state)

    def await_lsn(self) -> dict:
        """Until a transaction's end is known: its changes may be acknowledged before its commit is read."""
        return await_status(self.status_file, lambda status: status["last_lsn"] is not None)


def await_state(status_file: Path, state: str) -> dict:
    return await_status(status_file, lambda status: status["state"] == state)


def await_status(status_file: Path, wanted: Callable[[dict], bool]) -> dict:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if status_file.exists() and wanted(status := json.loads(status_file.read_text())):
            return status
        time.sleep(0.01)
    raise AssertionError(f"not the status that was awaited: {status_file.read_text()}")
