"""The links of a client that logs in through a role of the database's account, walked in order."""

from collections.abc import Callable, Iterator

import boto3

from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, Step


class ClientWalk:
    """One walk: each step uses what the one before it got, and nothing else."""

    _own_role: boto3.Session
    _connect_role: boto3.Session

    def __init__(self, surroundings: Surroundings, begin: Callable[[], boto3.Session]) -> None:
        """`begin` gives the session that the workload starts with."""
        self._workload = surroundings.workload
        self._begin = begin
        self._users = [entry["user"] for entry in self._workload.chain["users"]]

    def steps(self) -> dict[str, Step]:
        """The links by name, in order."""
        return {
            "1 workload → its role": self._take_own_role,
            "2 its role may assume": self._assume_connect_role,
            "3 connect role lets it in": self._in_the_other_account,
            "4 may log in as its users": self._log_in,
            "5 token → login, TLS verified": self._over_tls,
        }

    def _take_own_role(self) -> Iterator[str]:
        self._own_role = self._begin()
        yield self._workload.identity(self._own_role)["Arn"]

    def _assume_connect_role(self) -> Iterator[str]:
        trust = self._workload.chain["trust"]
        self._connect_role = self._workload.connect_role(self._own_role, trust["external_id"])
        yield f"sts:AssumeRole on {trust['connect_role_arn']}"

    def _in_the_other_account(self) -> Iterator[str]:
        identity, wanted = self._workload.identity(self._connect_role), self._workload.database["account_id"]
        if identity["Account"] != wanted:
            raise LinkBroken(f"account: got {identity['Account']}, want {wanted}")
        yield identity["Arn"]

    def _log_in(self) -> Iterator[str]:
        for user in self._users:
            token = self._workload.login_token(self._connect_role, user)
            with self._workload.login(user, token) as connection:
                (name,) = connection.execute("SELECT current_user").fetchone() or ("nobody",)
            if name != user:
                raise LinkBroken(f"user: got {name}, want {user}")
            yield f"logged in as {name}"

    def _over_tls(self) -> Iterator[str]:
        token = self._workload.login_token(self._connect_role, self._users[0])
        with self._workload.login(self._users[0], token) as connection:
            if not connection.pgconn.ssl_in_use:
                raise LinkBroken("tls: got none, want a verified certificate")
            yield f"verify-full for {connection.info.host}:{connection.info.port}"
