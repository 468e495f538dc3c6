"""Database account: SQL that runs as the master when a stack is made, and when it goes."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

CONNECT_TIMEOUT_S = 30  # a paused Aurora instance takes 15 s and more to resume (Aurora User Guide, auto-pause)
RELEASE_TIMEOUT_S = 60
"""How long an object may stay in use before its deletion gives up: a stopped consumer's connection lingers."""

TARGET = ("host", "port", "database")
LOGIN = ("user", "password", "ca_bundle")


@dataclass(frozen=True, kw_only=True)
class DatabaseLogin:
    """How to reach the database as its master, over verified TLS."""

    host: pulumi.Input[str]
    port: int
    database: str
    user: str
    password: pulumi.Input[str]
    """Marked secret in the state wherever it is used."""
    ca_bundle: str
    """Path of the certificate bundle, relative to the program."""


class SqlScriptError(Exception):
    """The script did not run; the message says what to run by hand, and holds no password."""


class SqlScriptProvider(ResourceProvider):
    """Runs `create_sql` and `delete_sql`, each in one transaction.

    Pulumi stores it by reference to this module and runs its methods in a process of its own, so what they need is
    imported inside them.
    """

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Run `create_sql`, if there is one."""
        if props["create_sql"]:
            _execute(props, "create_sql")
        return CreateResult(id_=f"{props['host']}/{props['database']}", outs=props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another database, or something else to delete, is another script; a new password is only remembered."""
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
            _execute(news, "create_sql")
        return UpdateResult(outs=news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Run `delete_sql`, if there is one; wait a while for what it deletes to be released."""
        from psycopg.errors import ObjectInUse

        deadline = time.monotonic() + RELEASE_TIMEOUT_S
        while props["delete_sql"]:
            try:
                _execute(props, "delete_sql")
                return
            except SqlScriptError as error:
                # PostgreSQL announces no release of a slot, so it is asked again.
                if not isinstance(error.__cause__, ObjectInUse) or time.monotonic() > deadline:
                    raise
                time.sleep(1)


class SqlScript(Resource, module="rpcn", name="SqlScript"):
    """SQL as the database's master: `create_sql` before whatever depends on this, `delete_sql` after it is gone.

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
        secrets = pulumi.ResourceOptions(additional_secret_outputs=["password"])
        super().__init__(SqlScriptProvider(), name, props, pulumi.ResourceOptions.merge(opts, secrets))


def _execute(props: Mapping[str, Any], script: str) -> None:
    import psycopg

    try:
        with psycopg.connect(
            host=props["host"],
            port=int(props["port"]),
            dbname=props["database"],
            user=props["user"],
            password=props["password"],
            sslmode="verify-full",
            sslrootcert=props["ca_bundle"],
            connect_timeout=CONNECT_TIMEOUT_S,
        ) as connection:
            connection.execute(props[script])
    except psycopg.Error as error:
        advice = f"; run by hand on {props['host']}: {props['by_hand']}" if props["by_hand"] else ""
        raise SqlScriptError(f"{script} on {props['database']}: {str(error).strip()}{advice}") from error
