"""A real PostgreSQL with Aurora's roles, a schema with two tables in it, and what its master reads of them."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from doctor.facts.database import database_facts
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
    return lambda master="master": database_facts(lambda: connection(server), master, PIPELINE)
