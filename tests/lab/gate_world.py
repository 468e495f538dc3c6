"""A cluster behind its gate in a background thread, and a client in another process.

A client in the gate's own process can deadlock with it: libpq's PQcancel holds the interpreter's lock.
"""

import asyncio
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import boto3

from domain.iam_evaluation import Cause, Decision, Principal
from lab.cloud.aurora_cluster import AuroraCluster
from lab.cloud.gate import Gate
from lab.cloud.login_token import Credentials
from lab.paths import LabPaths
from lab.services.certificates import CertificateAuthority
from lab.services.postgres import PostgresServer

ACCOUNT, REGION = "222222222222", "us-east-2"
ENDPOINT = "cdc.cluster-c0ffee.us-east-2.rds.amazonaws.com"
ROLE = Principal(arn=f"arn:aws:iam::{ACCOUNT}:role/connect", account=ACCOUNT, kind="role")
FOREIGN_ROLE = Principal(arn="arn:aws:iam::111111111111:role/pipeline", account="111111111111", kind="role")
SESSION = Credentials(access_key_id="ASIASESSION", secret_access_key="s", session_token="token", principal=ROLE)
FOREIGN = replace(SESSION, access_key_id="ASIAFOREIGN", principal=FOREIGN_ROLE)
UNKNOWN = replace(SESSION, access_key_id="ASIAUNKNOWN")
KNOWN = {credentials.access_key_id: credentials for credentials in (SESSION, FOREIGN)}

ROLES = """
CREATE ROLE cdc_orders LOGIN; GRANT rds_iam, rds_replication TO cdc_orders;
CREATE ROLE iam_users; GRANT rds_iam TO iam_users; CREATE ROLE through_group LOGIN; GRANT iam_users TO through_group;
CREATE ROLE with_password LOGIN PASSWORD 'secret'; GRANT rds_iam, rds_replication TO with_password;
CREATE ROLE by_password LOGIN PASSWORD 'secret';
CREATE ROLE without_inherit LOGIN PASSWORD 'secret'; GRANT rds_iam TO without_inherit WITH INHERIT FALSE;
CREATE ROLE replicator LOGIN PASSWORD 'secret'; GRANT rds_replication TO replicator;
CREATE ROLE former_replicator LOGIN REPLICATION PASSWORD 'secret';
GRANT rds_iam TO rdsadmin;
"""


@dataclass
class World:
    """One cluster, whose answers a test may change, and its client."""

    cluster: AuroraCluster
    gate_port: int
    ca_file: Path
    client: subprocess.Popen[str]
    log: list[str]
    denied: set[str] = field(default_factory=set)

    def ask(
        self,
        user: str,
        password: str,
        statement: str = "SELECT current_user",
        *,
        cancel: str | None = None,
        **settings: str,
    ) -> Any:
        """The rows a client reads, or its error."""
        connect = {"host": ENDPOINT, "hostaddr": "127.0.0.1", "port": self.gate_port, "dbname": "shop"}
        connect |= {"user": user, "password": password, "sslmode": "verify-full", "sslrootcert": str(self.ca_file)}
        question = {"connect": connect | settings, "statement": statement, "cancel": cancel}
        assert self.client.stdin
        assert self.client.stdout
        self.client.stdin.write(json.dumps(question) + "\n")
        self.client.stdin.flush()
        return json.loads(self.client.stdout.readline())

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Undo afterwards what a test changes."""
        cluster = self.cluster
        self.log.clear()
        yield
        self.cluster = cluster
        self.denied.clear()

    def may_connect(self, principal: Principal, arn: str) -> Decision:
        allowed = principal == ROLE and arn not in self.denied
        cause = Cause.ALLOWED if allowed else Cause.NO_STATEMENT
        return Decision(
            allowed=allowed, cause=cause, reason=f"no Allow for {arn}", policy=None, statement=None, condition=None
        )


def token(
    user: str = "cdc_orders",
    *,
    host: str = ENDPOINT,
    port: int = 5432,
    region: str = REGION,
    keys: Credentials = SESSION,
    session_token: str | None = "token",
    minutes_ago: int = 0,
) -> str:
    """A token as boto3 makes it."""
    session = boto3.Session(keys.access_key_id, keys.secret_access_key, session_token, region)
    then = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    with mock.patch("botocore.auth.get_current_datetime", return_value=then):
        return str(session.client("rds").generate_db_auth_token(host, port, user, region))


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A cluster's PostgreSQL with its users."""
    with TemporaryDirectory() as home:
        runtime = LabPaths(Path(home)).runtime
        server = PostgresServer(runtime / "postgres" / "cdc")
        try:
            server.initialise()
            server.start({"wal_level": "logical"})
            server.create_master("postgres_admin", "secret", "shop")
            with server.superuser_connection() as connection:
                connection.execute(ROLES)
            yield server
        finally:
            server.remove()
            shutil.rmtree(runtime)


@contextmanager
def running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@contextmanager
def running_world(server: PostgresServer) -> Iterator[World]:
    """The gate in front of a server, and a client."""
    cluster = AuroraCluster(
        endpoint=ENDPOINT,
        port=5432,
        region=REGION,
        account=ACCOUNT,
        resource_id="cluster-ABC",
        status="available",
        iam_authentication=True,
        iam_auth_for_replication=True,
        socket_directory=server.socket_directory,
        postgres_port=server.port,
    )
    command = [sys.executable, str(Path(__file__).with_name("gate_client.py"))]
    log: list[str] = []
    with (
        TemporaryDirectory() as certificates,
        running_loop() as loop,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as client,
    ):
        authority = CertificateAuthority(Path(certificates))
        world = World(cluster=cluster, gate_port=0, ca_file=authority.ca_file, client=client, log=log)
        gate = Gate(
            authority=authority,
            cluster_at=lambda endpoint: world.cluster if endpoint == ENDPOINT else None,
            credentials_for=lambda access_key_id, _: KNOWN.get(access_key_id),
            may_connect=world.may_connect,
            log=log.append,
        )
        world.gate_port = asyncio.run_coroutine_threadsafe(gate.start("127.0.0.1", 0), loop).result()
        yield world
        asyncio.run_coroutine_threadsafe(gate.close(), loop).result()
