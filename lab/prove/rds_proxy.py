"""The way in of a Lambda function through RDS Proxy, link by link."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import psycopg

from domain import rds_proxy
from lab.prove import function_program
from lab.prove.attempts import try_all
from lab.prove.client_links import ClientWalk
from lab.prove.finding import Finding
from lab.prove.proxy_attempts import ProxyAttempts
from lab.prove.surroundings import Surroundings
from lab.prove.walk import LinkBroken, Step, walk

READS_ONLY = {"READ_WRITE": "off", "READ_ONLY": "on"}


def walk_links(surroundings: Surroundings) -> Iterator[Finding]:
    """A finding or more per link; links behind a broken one are reported as not run."""
    yield from walk(ProxyWalk(surroundings).steps())


def try_refusals(surroundings: Surroundings) -> Iterator[Finding]:
    """One finding per attempt."""
    yield from try_all(ProxyAttempts(surroundings).listed)


class ProxyWalk(ClientWalk):
    """A client's walk that begins with the function's credentials and logs in at the proxy's endpoints."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(surroundings, lambda: function_program.session(surroundings))
        self._around = surroundings
        self._endpoints = self._workload.chain["proxy"]["endpoints"]

    def steps(self) -> dict[str, Step]:
        """The links by name, in order."""
        return {**super().steps(), "6 the function itself": self._invoke}

    def _log_in(self) -> Iterator[str]:
        for endpoint in self._endpoints:
            for user in self._users:
                with self._at(endpoint, user) as connection:
                    query = "SELECT current_user, current_setting('transaction_read_only')"
                    found = connection.execute(query).fetchone()
                if found != (user, READS_ONLY[endpoint["target_role"]]):
                    raise LinkBroken(f"{endpoint['target_role']}: got {found}, want {user}")
                yield f"logged in as {user}, {endpoint['target_role']}"

    def _over_tls(self) -> Iterator[str]:
        for endpoint in self._endpoints:
            with self._at(endpoint, self._users[0]) as connection:
                if not connection.pgconn.ssl_in_use:
                    raise LinkBroken("tls: got none, want a verified certificate")
                yield f"verify-full for {connection.info.host}"

    def _at(self, endpoint: Mapping[str, Any], user: str) -> AbstractContextManager[psycopg.Connection[Any]]:
        """A login with a token for the endpoint: the port in it is the proxy's, the one that is dialled the lab's."""
        host = endpoint["endpoint"]
        token = self._workload.login_token(self._connect_role, user, host=host, port=rds_proxy.PORT)
        return self._workload.login(user, token, host=host)

    def _invoke(self) -> Iterator[str]:
        verdict = function_program.invoke(self._around)
        wrong = [login["error"] for login in verdict.get("logins", ()) if not login["ok"]]
        if not verdict["ok"]:
            raise LinkBroken(f"the function's verdict: {verdict.get('error') or wrong[0]}")
        yield f"the function's verdict: ok, {len(verdict['logins'])} logins"
