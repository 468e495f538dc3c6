"""Logins that must be refused whoever the client is: another user, another host, an old token, no TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest import mock

import boto3
from psycopg import sql

from lab.prove.attempts import ACCESS_DENIED, PAM_FAILED, Attempts
from lab.prove.workload import Workload

STRANGER = "lab_stranger"
TOKEN_LIFETIME = timedelta(minutes=15)  # Aurora User Guide, "IAM database authentication"


@dataclass(frozen=True, kw_only=True)
class LoginAttempts:
    """Attempts of a client that has assumed its connect role, and of its own role without."""

    workload: Workload
    own_role: boto3.Session
    connect_role: boto3.Session
    user: str
    master_login: tuple[str, str]
    """Makes the user that no policy names."""

    def assumptions(self) -> Attempts:
        """By who may assume the connect role, and how."""
        external_id = self.workload.chain["trust"]["external_id"]
        return {
            "no ExternalId": (lambda: self._assume(None), ACCESS_DENIED),
            "wrong ExternalId": (lambda: self._assume(f"{external_id}-wrong"), ACCESS_DENIED),
        }

    def logins(self) -> Attempts:
        """By what a token was signed for, by whom and when."""
        host, port = self.workload.database["endpoint"], self.workload.database["port"]
        return {
            "another database user": (self._another_user, PAM_FAILED),
            "the client's own credentials, no assume": (lambda: self._log_in(self.own_role), PAM_FAILED),
            "token for another host": (lambda: self._log_in(host=f"other-{host}"), PAM_FAILED),
            "token for another port": (lambda: self._log_in(port=port + 1), PAM_FAILED),
            "token for another region": (lambda: self._log_in(region="eu-west-1"), PAM_FAILED),
            "expired token": (self._expired, PAM_FAILED),
            "a password for an IAM user": (lambda: self._present("a-password"), PAM_FAILED),
            "no TLS": (self._without_tls, ("no encryption",)),
        }

    def _assume(self, external_id: str | None) -> None:
        self.workload.connect_role(self.own_role, external_id)

    def _another_user(self) -> None:
        with self.stranger():
            token = self.workload.login_token(self.connect_role, STRANGER)
            self._present(token, user=STRANGER)

    def _log_in(self, session: boto3.Session | None = None, **signed_for: object) -> None:
        token = self.workload.login_token(session or self.connect_role, self.user, **signed_for)  # type: ignore[arg-type]
        self._present(token)

    def _expired(self) -> None:
        long_ago = datetime.now(UTC) - TOKEN_LIFETIME - timedelta(minutes=1)
        # The signer has no argument for it: its clock is set back.
        with mock.patch("botocore.auth.get_current_datetime", return_value=long_ago.replace(tzinfo=None)):
            token = self.workload.login_token(self.connect_role, self.user)
        self._present(token)

    def _present(self, password: str, user: str | None = None, **options: object) -> None:
        with self.workload.login(user or self.user, password, **options):
            pass

    def _without_tls(self) -> None:
        token = self.workload.login_token(self.connect_role, self.user)
        self._present(token, sslmode="disable", sslrootcert="")

    @contextmanager
    def stranger(self) -> Iterator[None]:
        """An IAM user of the database that no policy names."""
        name = sql.Identifier(STRANGER)
        with self.workload.login(*self.master_login) as master:
            master.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            try:
                master.execute(sql.SQL("GRANT rds_iam TO {}").format(name))
                yield
            finally:
                master.execute(sql.SQL("DROP ROLE {}").format(name))
