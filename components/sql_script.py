"""Database account: SQL that runs as an administrator when a stack is made, and when it goes."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    CreateResult,
    DiffResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)

from components import sql_session
from components.release import until_released

TARGET = ("host", "database")
"""What a database is known by. A cluster that is replaced has another endpoint; one whose port changes keeps its own
and all that is in it (RDS API reference, ModifyDBCluster, Port)."""
LOGIN = ("port", "user", "secret_arn", "profile", "region", "ca_bundle")
"""How the same database is reached, whatever the way was before."""
ENDS = ("database", "delete_sql")
"""Another of these and the old script ends, on the host that stays."""


@dataclass(frozen=True, kw_only=True)
class DatabaseLogin:
    """How to reach the database over verified TLS, with a secret's password or with a token."""

    host: pulumi.Input[str]
    port: int
    database: str
    user: pulumi.Input[str]
    profile: str
    """The AWS profile that may read the secret, or log in as the user."""
    region: str
    """Where the database and the secret are."""
    ca_bundle: str
    """Path of the certificate bundle, relative to the program."""
    secret_arn: pulumi.Input[str] | None = None
    """The secret with its password, which is read when SQL runs and kept nowhere; omitted: it logs in by token."""


class SqlScriptProvider(ResourceProvider):
    """Runs `create_sql` and `delete_sql`, each in one transaction.

    Pulumi stores it by reference to this module and runs its methods in a process of its own, so what they need is
    imported inside them.
    """

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Refuse a new login together with the end of an old script on the same host: it ends by the login it has."""
        changed = {key for key in (*LOGIN, *ENDS) if key in olds and olds[key] != news.get(key)}
        ends = [key for key in ENDS if key in changed and olds["host"] == news["host"]]
        return CheckResult(
            news,
            [
                CheckFailure(
                    key,
                    f"got another {key} and another {' and '.join(ends)} at once, want one in each update (the old "
                    f"script ends by the login it was made with); change {key} alone first",
                )
                for key in LOGIN
                if ends and key in changed
            ],
        )

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Run `create_sql`, if there is one."""
        if props["create_sql"]:
            sql_session.execute(props, "create_sql")
        return CreateResult(id_=f"{props['host']}/{props['database']}", outs=props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another database, or something else to delete, is another script; another way to log in is remembered."""
        changed = [
            key for key in (*TARGET, *LOGIN, "create_sql", "delete_sql", "by_hand") if olds.get(key) != news.get(key)
        ]
        return DiffResult(
            changes=bool(changed),
            replaces=[key for key in changed if key in (*TARGET, "delete_sql")],
            delete_before_replace=False,
        )

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Run a changed `create_sql` again; the stored login is replaced in any case, since `delete` uses it."""
        if news["create_sql"] and news["create_sql"] != olds["create_sql"]:
            sql_session.execute(news, "create_sql")
        return UpdateResult(outs=news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Run `delete_sql`, if there is one; wait a while for what it deletes to be released."""
        if props["delete_sql"]:
            until_released(lambda: sql_session.execute(props, "delete_sql"))


class SqlScript(Resource, module="rpcn", name="SqlScript"):
    """SQL as whoever the login is: `create_sql` before whatever depends on this, `delete_sql` after it is gone.

    A changed `create_sql` runs again, so it must be written to be repeatable. A changed `delete_sql` makes the new
    script first and then runs the old `delete_sql`.
    """

    def __init__(
        self,
        name: str,
        login: DatabaseLogin,
        *,
        create_sql: str = "",
        delete_sql: str = "",
        by_hand: str = "",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """`by_hand` is the statement an operator runs when `delete_sql` cannot."""
        props = {**vars(login), "create_sql": create_sql, "delete_sql": delete_sql, "by_hand": by_hand}
        super().__init__(SqlScriptProvider(), name, props, opts)
