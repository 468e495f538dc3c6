"""The way in of a Kubernetes service's pod, and what must be refused around it."""

import json
from collections.abc import Iterator
from typing import LiteralString

from psycopg import sql

from domain import kubernetes
from lab.cloud.issuer import AUDIENCE
from lab.prove.attempts import ACCESS_DENIED, Attempt, Attempts, try_all
from lab.prove.client_links import ClientWalk
from lab.prove.finding import Finding
from lab.prove.login_attempts import LoginAttempts
from lab.prove.owners_table import TABLE, owners_table
from lab.prove.pod_program import run_in_pod
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, Step, walk

NO_PERMISSION = ("permission denied for schema",)
NOT_THE_OWNER = ("must be owner of table",)


def walk_links(surroundings: Surroundings) -> Iterator[Finding]:
    """A finding or more per link; links behind a broken one are reported as not run."""
    yield from walk(PodWalk(surroundings).steps())


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt."""
    yield from try_all(PodAttempts(surroundings).listed)


class PodWalk(ClientWalk):
    """A client's walk that begins with the pod's token, and goes on to the rows of its schema."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings, lambda: surroundings.workload.web_identity(surroundings.pod_token))
        self._around = surroundings

    def steps(self) -> dict[str, Step]:
        """The links by name, in order."""
        return {
            **super().steps(),
            "6 rows of its schema": self._read_and_write,
            "7 SQLAlchemy in the pod": self._connect_by_sqlalchemy,
        }

    def _read_and_write(self) -> Iterator[str]:
        (user,) = self._users
        table = _table(self._around)
        token = self._workload.login_token(self._connect_role, user)
        with owners_table(self._around), self._workload.login(user, token) as connection:
            for statement in (
                "INSERT INTO {} (note) VALUES ('new')",
                "UPDATE {} SET note = 'changed'",
                "DELETE FROM {} WHERE note <> 'changed'",
            ):
                connection.execute(sql.SQL(statement).format(table))
            rows = connection.execute(sql.SQL("SELECT id, note FROM {}").format(table)).fetchall()
        if rows != [(1, "changed")]:
            raise LinkBroken(f"rows: got {rows}, want [(1, 'changed')]")
        yield f"a table its owner made later: INSERT, UPDATE, DELETE and SELECT as {user}"

    def _connect_by_sqlalchemy(self) -> Iterator[str]:
        done = run_in_pod(self._around)
        try:
            verdict = json.loads(done.stdout)
        except ValueError:
            raise LinkBroken(f"connection test: {done.stderr.strip() or 'it said nothing'}") from None
        if not verdict["connected"]:
            raise LinkBroken(f"connection test: {verdict['error']}")
        yield f"connection test: logged in as {verdict['logged_in_as']}, TLS {'verified' if verdict['tls'] else 'off'}"


class PodAttempts:
    """Clients that must not get through, and statements that the service must not run."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._workload = surroundings.workload

    def listed(self) -> Attempts:
        """Who tries what, and the words of the refusal."""
        chain = self._workload.chain
        namespace, name = chain["application"]["namespace"], chain["application"]["service_account"]
        own_role = self._workload.web_identity(self._around.pod_token)
        connect_role = self._workload.connect_role(own_role, chain["trust"]["external_id"])
        (user,) = (entry["user"] for entry in chain["users"])
        logins = LoginAttempts(
            workload=self._workload,
            own_role=own_role,
            connect_role=connect_role,
            user=user,
            master_login=self._around.master_login,
        )

        def statement(text: LiteralString) -> Attempt:
            def run() -> None:
                token = self._workload.login_token(connect_role, user)
                with owners_table(self._around), self._workload.login(user, token) as connection:
                    connection.execute(sql.SQL(text).format(_table(self._around)))

            return run

        return {
            "the same account of another namespace": (self._token(f"{namespace}-other", name), ACCESS_DENIED),
            "another account of the namespace": (self._token(namespace, f"{name}-other"), ACCESS_DENIED),
            "a token for another audience": (
                self._token(namespace, name, audience="vault"),
                ("InvalidIdentityToken: Incorrect token audience",),
            ),
            **logins.assumptions(),
            **logins.logins(),
            "CREATE TABLE by the service": (statement("CREATE TABLE {} (id int)"), NO_PERMISSION),
            "ALTER TABLE by the service": (statement("ALTER TABLE {} ADD more int"), NOT_THE_OWNER),
            "DROP TABLE by the service": (statement("DROP TABLE {}"), NOT_THE_OWNER),
            "TRUNCATE by the service": (statement("TRUNCATE {}"), ("permission denied for table",)),
        }

    def _token(self, namespace: str, name: str, audience: str = AUDIENCE) -> Attempt:
        token = self._around.issuer.issue(kubernetes.subject(namespace, name), audience)

        def present() -> None:
            self._workload.web_identity(token)

        return present


def _table(surroundings: Surroundings) -> sql.Identifier:
    return sql.Identifier(surroundings.state.chain["application"]["schema"], TABLE)
