"""The seven links of a pipeline, walked in order."""

from collections.abc import Iterator

import boto3
import psycopg

from lab.prove.finding import Finding
from lab.prove.pipeline_identity import names, own_session
from lab.prove.records import follow_changes
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, LinkNotRun, Step, walk


def walk_links(surroundings: Surroundings) -> Iterator[Finding]:
    """A finding or more per link; links behind a broken one are reported as not run."""
    yield from walk(Walk(surroundings).steps())


class Walk:
    """One walk: each step uses what the one before it got, and nothing else."""

    _own: boto3.Session
    _connect_role: boto3.Session
    _token: str

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload
        self._user = surroundings.pipeline["user"]

    def steps(self) -> dict[str, Step]:
        """The links by name, in order."""
        first, second = names(self._workload.chain)
        return {
            f"1 {first}": self._be_the_pipeline,
            f"2 {second}": self._assume_connect_role,
            "3 connect role lets it in": self._in_the_other_account,
            "4 may log in as the user": self._log_in,
            "5 token → login, TLS verified": self._over_tls,
            "6 login → replication": self._replicate,
            "7 change → topic": self._stream,
        }

    def _be_the_pipeline(self) -> Iterator[str]:
        self._own = own_session(self._around)
        yield self._workload.identity(self._own)["Arn"]

    def _assume_connect_role(self) -> Iterator[str]:
        external_id = self._workload.chain["trust"]["external_id"]
        self._connect_role = self._workload.connect_role(self._own, external_id)
        yield f"sts:AssumeRole on {self._workload.chain['trust']['connect_role_arn']}"

    def _in_the_other_account(self) -> Iterator[str]:
        identity = self._workload.identity(self._connect_role)
        if identity["Account"] != self._workload.database["account_id"]:
            raise LinkBroken(f"account: got {identity['Account']}, want {self._workload.database['account_id']}")
        yield identity["Arn"]

    def _log_in(self) -> Iterator[str]:
        self._token = self._workload.login_token(self._connect_role, self._user)
        with self._workload.login(self._user, self._token) as connection:
            row = connection.execute("SELECT current_user, version()").fetchone()
        yield f"logged in as {row[0]} to {' '.join(row[1].split()[:2])}" if row else "logged in"

    def _over_tls(self) -> Iterator[str]:
        with self._workload.login(self._user, self._token) as connection:
            if not connection.pgconn.ssl_in_use:
                raise LinkBroken("tls: got none, want a verified certificate")
            yield f"verify-full for {connection.info.host}:{connection.info.port}"

    def _replicate(self) -> Iterator[str]:
        with self._workload.login(self._user, self._token, replication="database") as connection:
            answer = connection.pgconn.exec_(b"IDENTIFY_SYSTEM")  # a replication command takes no other protocol
            if answer.status != psycopg.pq.ExecStatus.TUPLES_OK:
                raise LinkBroken(answer.error_message.decode())
        pipeline = self._around.pipeline
        with self._workload.login(self._user, self._token) as connection:
            rows = connection.execute(
                "SELECT tablename FROM pg_publication_tables WHERE pubname = %s", [pipeline["publication"]]
            ).fetchall()
        published = sorted(table for (table,) in rows)
        if published != sorted(pipeline["tables"]):
            raise LinkBroken(f"{pipeline['publication']}: got {published}, want {sorted(pipeline['tables'])}")
        yield f"{pipeline['publication']} holds exactly {', '.join(published)}"

    def _stream(self) -> Iterator[str]:
        if self._around.state.without_brokers:
            raise LinkNotRun(self._around.state.without_brokers)
        yield from follow_changes(self._around)
