"""A real PostgreSQL with two tables, and a reader of them."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from doctor.reconcile.database import DatabaseReader
from lab.services.postgres import PostgresServer

SETTINGS = {"wal_level": "logical", "max_replication_slots": "5", "log_statement": "all"}
PIPELINE = {
    "schema": "Shop",
    "tables": ["orders", "Lines"],
    "key_columns": {"orders": ["id"], "Lines": ["order_id", "line"]},
    "slot": "rpcn_orders",
}


@pytest.fixture(scope="module")
def server():
    # Short: a unix socket lies below it.
    with tempfile.TemporaryDirectory(prefix="rpcn-rows-") as directory:
        Path(directory).chmod(0o711)
        server = PostgresServer(Path(directory) / "server")
        server.initialise()
        server.start(SETTINGS)
        server.create_master("master", "password", "shop_db")
        yield server
        server.remove()


@pytest.fixture
def shop(server):
    with server.superuser_connection("shop_db") as superuser:
        superuser.execute(
            """
            CREATE SCHEMA "Shop" AUTHORIZATION master;
            CREATE TYPE "Shop".state AS ENUM ('open', 'paid');
            CREATE TABLE "Shop".orders (id bigint PRIMARY KEY, note text);
            CREATE TABLE "Shop"."Lines" (order_id int, line text, PRIMARY KEY (order_id, line));
            GRANT SELECT ON ALL TABLES IN SCHEMA "Shop" TO master
            """
        )
        yield superuser
        superuser.execute('DROP SCHEMA "Shop" CASCADE')


@pytest.fixture
def reader(server):
    def made(most_rows=1000, limit_s=60.0, **pipeline):
        def connect():
            return psycopg.connect(host=str(server.socket_directory), port=server.port, user="master", dbname="shop_db")

        said = PIPELINE | pipeline
        return DatabaseReader(connect, said, most_rows=most_rows, limit_s=limit_s, say=lambda _: None)

    return made
