"""Rows of a real PostgreSQL's own views, as an archive has them."""

import json
import tempfile
from pathlib import Path

import psycopg
import pytest

from doctor.bundle.plain import plain
from doctor.facts.facts import Unavailable
from doctor.facts.server_rows import VIEWS, server_rows
from lab.services.postgres import PostgresServer


@pytest.fixture(scope="module")
def connect():
    # Short: a unix socket lies below it.
    with tempfile.TemporaryDirectory(prefix="rpcn-rows-") as directory:
        Path(directory).chmod(0o711)
        server = PostgresServer(Path(directory) / "server")
        server.initialise()
        server.start({"wal_level": "logical"})
        server.create_master("master", "password", "shop_db")

        def connect():
            return psycopg.connect(host=str(server.socket_directory), port=server.port, user="master", dbname="shop_db")

        with connect() as connection:
            connection.execute("CREATE TABLE orders (id int PRIMARY KEY)")
            connection.execute("CREATE PUBLICATION of_orders FOR TABLE orders")
        with connect() as connection:
            connection.execute("SELECT pg_create_logical_replication_slot('of_orders', 'pgoutput')")
        yield connect
        server.remove()


def test_every_slot_and_publication_is_told_and_json_has_words_for_it(connect):
    rows = json.loads(json.dumps(plain(server_rows(connect))))
    assert list(rows) == list(VIEWS)
    (slot,) = rows["replication_slots"]
    assert (slot["slot_name"], slot["plugin"], slot["wal_status"]) == ("of_orders", "pgoutput", "reserved")
    assert [row["tablename"] for row in rows["publications"]] == ["orders"]
    assert rows["server"][0]["version"].startswith("PostgreSQL 16")


def test_a_database_that_refuses_is_told_and_not_raised():
    def refused():
        raise psycopg.OperationalError("no route\nto host")

    assert server_rows(refused) == Unavailable("no route to host")
