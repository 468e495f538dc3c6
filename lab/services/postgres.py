"""The PostgreSQL server behind one Aurora cluster of the lab."""

import os
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, LiteralString

import psutil
import psycopg
from psycopg import sql

from lab.backends.backend import LabError
from lab.services.ports import LOOPBACK, free_ports, start_on_free_ports
from lab.services.postgres_binaries import DEADLINE_S, PostgresBinaries, usable_binaries

SUPERUSER = "rdsadmin"
MAX_SOCKET_PATH_BYTES = 103  # unix(7): sun_path holds 108 bytes on Linux, 104 on macOS, the last one a zero

# pg_hba.conf tells a socket from TCP, but not who connects over it, and whether a user needs a token is a finer
# question than its `+rds_iam` (which counts memberships without INHERIT). So the way in carries the answer: over the
# unix socket, in a directory of the lab's own, the lab itself and logins whose token the gate has checked; over
# loopback, passwords that PostgreSQL checks. Physical replication has no entry, as on RDS.
HOST_BASED_AUTHENTICATION = f"""\
local all all trust
host all {SUPERUSER} {LOOPBACK}/32 reject
host all all {LOOPBACK}/32 scram-sha-256
"""

AURORA_ROLES: tuple[LiteralString, ...] = (
    "CREATE ROLE rds_superuser",
    "GRANT pg_monitor, pg_signal_backend TO rds_superuser",
    "CREATE ROLE rds_replication",
    "CREATE ROLE rds_iam",
)

MASTER: tuple[LiteralString, ...] = (
    # REPLICATION: rds_superuser may read and drop replication slots, which PostgreSQL ties to this attribute.
    "CREATE ROLE {master} LOGIN CREATEROLE CREATEDB REPLICATION PASSWORD {verifier}",
    "GRANT rds_superuser TO {master}",
    "GRANT rds_replication TO {master} WITH ADMIN TRUE",
    # May grant it without having it: a member would need a token itself.
    "GRANT rds_iam TO {master} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE",
)

# Recursive, and only over memberships whose rights are inherited. pg_has_role() would not do: it is true of superusers.
MEMBERSHIPS = """
WITH RECURSIVE held (role) AS (
    SELECT oid FROM pg_roles WHERE rolname = %(user)s
    UNION
    SELECT roleid FROM pg_auth_members JOIN held ON member = role WHERE inherit_option
)
SELECT
    EXISTS (SELECT FROM held JOIN pg_roles ON oid = role WHERE rolname = 'rds_iam'),
    EXISTS (SELECT FROM held JOIN pg_roles ON oid = role WHERE rolname = 'rds_replication'),
    rolreplication
FROM pg_roles WHERE rolname = %(user)s
"""


class PostgresServer:
    """One PostgreSQL 16 server, all of it below one directory, found again there by whoever opens it.

    It outlives the process that starts it. It is reached over its unix socket (trusted, so the directory is closed to
    other users) and over a loopback port (passwords only); TLS and tokens are the gate's. Its methods raise `LabError`.
    """

    superuser = SUPERUSER

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._data = self._directory / "data"
        self._version_file = self._data / "PG_VERSION"
        self._log = self._directory / "log"
        self._hba_file = self._directory / "pg_hba.conf"

    @property
    def socket_directory(self) -> Path:
        """Where the server's unix socket lies; only the lab's user and the server's own may enter."""
        return self._data

    @property
    def port(self) -> int:
        """The loopback port, which also names the socket; another one after each start."""
        pid_file = self._pid_file()
        if not self.is_running() or len(pid_file) < 4:
            raise LabError(f"postgres: the server of {self._directory.name!r} is not running; start it")
        return int(pid_file[3])

    def initialise(self) -> None:
        """Make an empty server, not yet started."""
        if self._version_file.exists():
            raise LabError(f"postgres: {self._directory} already holds a server; remove it first")
        if len(os.fsencode(self.socket_directory / ".s.PGSQL.65535")) > MAX_SOCKET_PATH_BYTES:
            raise LabError(f"postgres: {self._directory} is too long for a unix socket; choose a shorter name")
        self._make_directory()
        initdb = ["--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"]
        done = self._binaries.run("initdb", *initdb, str(self._data), directory=self._directory)
        if done.returncode:
            raise LabError(f"postgres: initdb failed: {_last_line(done.stderr)}")

    def start(self, settings: Mapping[str, str]) -> None:
        """Start with these parameters of postgresql.conf; returns once it accepts connections."""
        if self.is_running():
            raise LabError(f"postgres: the server of {self._directory.name!r} is already running; restart it")
        if not self._version_file.exists():
            raise LabError(f"postgres: {self._directory} holds no server; initialise it first")
        self._forget_lost_server()
        start_on_free_ports(lambda: self._start(settings))

    def _start(self, settings: Mapping[str, str]) -> None:
        [port] = free_ports(1)
        # The lab's own come last: no parameter group opens another way in.
        own = {
            "hba_file": str(self._hba_file),
            "listen_addresses": LOOPBACK,
            "port": str(port),
            "unix_socket_directories": str(self.socket_directory),
        }
        options = shlex.join(word for name, value in {**settings, **own}.items() for word in ("-c", f"{name}={value}"))
        old_log = self._log.stat().st_size
        started = self._control("start", "--log", str(self._log), "--options", options, timeout_s=DEADLINE_S // 2)
        if started.returncode:
            with self._log.open() as log:
                log.seek(old_log)
                why = _last_line(log.read()) or _last_line(started.stderr)
            raise LabError(f"postgres: start of {self._directory.name!r} failed: {why}")

    def restart(self, settings: Mapping[str, str]) -> None:
        """Stop, and start with other parameters."""
        self.stop()
        self.start(settings)

    def stop(self) -> None:
        """Stop the server if it runs; what it has committed stays."""
        # Fast: sessions end, but it waits for replication clients that no longer read. Immediate: for nobody.
        for mode, timeout_s in (("fast", 10), ("immediate", 10)):
            if not self.is_running():
                return
            stopped = self._control("stop", "--mode", mode, timeout_s=timeout_s)
        if self.is_running():
            raise LabError(f"postgres: stop of {self._directory.name!r} failed: {_last_line(stopped.stderr)}")

    def remove(self) -> None:
        """Stop the server and delete it with everything it holds."""
        self.stop()
        self._await_orphans()
        if self._directory.exists():
            shutil.rmtree(self._directory)

    def is_running(self) -> bool:
        """Whether the process that postmaster.pid names is this server: alive, and not another one with its id."""
        pid_file = self._pid_file()
        try:
            return str(self._data) in psutil.Process(int(pid_file[0])).cmdline()  # a zombie has none
        except (IndexError, ValueError, psutil.Error):
            return False

    def superuser_connection(self, dbname: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection over the unix socket, in autocommit mode."""
        forget_client_environment()
        return psycopg.connect(
            host=str(self.socket_directory), port=self.port, user=SUPERUSER, dbname=dbname, autocommit=True
        )

    def create_master(self, username: str, password: str, database: str) -> None:
        """Make what a new Aurora cluster has: its roles, the master user and the master's database.

        The master is no superuser (Aurora User Guide, "Understanding the rds_superuser role").
        """
        with self.superuser_connection() as connection:
            # Hashed here, so that no statement and no log ever holds the password.
            verifier = connection.pgconn.encrypt_password(password.encode(), username.encode(), b"scram-sha-256")
            names = {"master": sql.Identifier(username), "verifier": sql.Literal(verifier.decode())}
            with connection.transaction():
                for statement in AURORA_ROLES + MASTER:
                    connection.execute(sql.SQL(statement).format(**names))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), names["master"]))

    @cached_property
    def _binaries(self) -> PostgresBinaries:
        return usable_binaries(self._directory.parent)

    def _make_directory(self) -> None:
        missing = [path for path in (self._directory, *self._directory.parents) if not path.exists()]
        for path in reversed(missing):
            path.mkdir()
            path.chmod(0o711)  # whatever the umask: the server's user passes through, to the data it owns
        for path in (self._directory, *self._directory.parents):
            anyone_makes_names_here = path.parent.stat().st_mode & stat.S_ISVTX
            if anyone_makes_names_here and path.stat().st_uid != os.geteuid():
                raise LabError(f"postgres: {path} belongs to another user; remove it")
        self._hba_file.write_text(HOST_BASED_AUTHENTICATION)
        self._hba_file.chmod(0o644)
        self._data.mkdir(exist_ok=True)  # initdb closes it to others
        self._log.touch(mode=0o600)
        for path in (self._data, self._log):
            self._binaries.hand_over(path)

    def _control(self, command: str, *options: str, timeout_s: int) -> subprocess.CompletedProcess[str]:
        wait = ["--pgdata", str(self._data), "--wait", "--timeout", str(timeout_s), "--silent"]
        return self._binaries.run("pg_ctl", command, *options, *wait, directory=self._directory)

    def _pid_file(self) -> list[str]:
        """PostgreSQL source, miscadmin.h: process id, data directory, start time, port, socket directory, ..."""
        try:
            return (self._data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _forget_lost_server(self) -> None:
        """Make way after a server that was killed.

        PostgreSQL does so itself, unless the process id is taken again: by another program, or by the dead server's
        own zombie, which a container's first process may be slow to bury.
        """
        self._await_orphans()
        for leftover in [self._data / "postmaster.pid", *self.socket_directory.glob(".s.PGSQL.*")]:
            leftover.unlink(missing_ok=True)

    def _await_orphans(self) -> None:
        """Wait for the backends of a killed server, which still write to its data until they notice and end."""
        deadline = time.monotonic() + DEADLINE_S
        ours = {"name": "postgres", "cwd": str(self._data)}
        while any(process.info == ours for process in psutil.process_iter(list(ours))):
            if time.monotonic() > deadline:
                raise LabError(f"postgres: sessions of {self._directory.name!r} outlived their server; end them")
            time.sleep(0.05)


async def prepare_login(socket_directory: Path, port: int, user: str) -> bool:
    """Whether a user needs a token, as every member of `rds_iam` does on Aurora.

    Also gives the user what members of `rds_replication` have there, or takes it from one who no longer is.
    """
    if user == SUPERUSER:
        return False  # whatever it was made a member of: nobody but the lab is this user
    forget_client_environment()
    async with await psycopg.AsyncConnection.connect(
        host=str(socket_directory), port=port, user=SUPERUSER, dbname="postgres", autocommit=True
    ) as connection:
        row = await (await connection.execute(MEMBERSHIPS, {"user": user})).fetchone()
        if row is None:
            return False  # PostgreSQL answers for a user that does not exist as for a wrong password
        needs_token, replicates, has_attribute = row
        if replicates != has_attribute:
            attribute = sql.SQL("REPLICATION" if replicates else "NOREPLICATION")
            async with connection.transaction():
                # One login at a time: PostgreSQL fails two that alter one role ("tuple concurrently updated").
                await connection.execute("SELECT pg_advisory_xact_lock(0)")
                await connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(user), attribute))
    return bool(needs_token)


def forget_client_environment() -> None:
    """Drop PGHOSTADDR, PGOPTIONS and the like from this process: they would redirect the lab's own connections."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def _last_line(log: str) -> str:
    """The line that explains a failure: the last FATAL one, as PostgreSQL goes on to say that it is shut down."""
    lines = [line for line in log.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line]
    return (fatal or lines or [""])[-1].strip()
