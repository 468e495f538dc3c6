"""Database account: whether a database that exists has what a pipeline asks for, judged before anything is made."""

from collections.abc import Sequence
from dataclasses import replace
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

from components import database_sql, rds_description
from components.data_api import DataApiLogin
from components.dynamic_changes import changed_keys
from components.sql_script import DatabaseLogin
from components.sql_session import SqlRefused
from domain import preconditions
from domain.attachment import misfits
from domain.slots_in_use import InUse, in_use_query


class PreconditionsProvider(ResourceProvider):
    """Makes nothing: Pulumi checks a resource in a preview as in an update, and goes no further where that fails.

    Pulumi stores it by reference to this module and runs its methods in a process of its own.
    """

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Everything that is missing at once, each with the command that mends it."""
        try:
            database = rds_description.describe(
                news["identifier"], is_cluster=news["is_cluster"], profile=news["profile"], region=news["region"]
            )
        except LookupError as error:
            return CheckResult(news, [CheckFailure("", str(error))])
        if olds:  # whose pipelines run: a restart that others wait for is no reason to stop an update
            database = replace(database, pending_reboot=False)
        asked = {"port": int(news["port"]), "sql": news["sql"], "secret_arn": news["secret_arn"]}
        missing = [*preconditions.missing(database, int(news["pipelines"])), *misfits(database, **asked)]
        return CheckResult(news, [CheckFailure("", line) for line in missing])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Nothing but the knowledge that it was checked, once the database has told what others use."""
        _judge_what_is_used(props)
        return CreateResult(id_=props["identifier"], outs=props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another database is another one; another number of pipelines is remembered."""
        changed = changed_keys(olds, news)
        return DiffResult(
            changes=bool(changed), replaces=[key for key in changed if key in ("identifier", "is_cluster")]
        )

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Only remembered, once the database has told what others use."""
        _judge_what_is_used(news)
        return UpdateResult(news)


def _judge_what_is_used(props: dict[str, Any]) -> None:
    """Raises `SqlRefused` with what is missing beside the slots and senders of others, each as a sentence.

    A preview logs in nowhere, so it knows nothing of them. Whoever cannot be logged in as is told of by what is made
    next, in words of its own.
    """
    if not props["login"]:
        return
    try:
        ((slots, senders),) = database_sql.run(props["login"], in_use_query(props["slots"], props["users"]))
    except SqlRefused:
        return
    database = rds_description.describe(
        props["identifier"], is_cluster=props["is_cluster"], profile=props["profile"], region=props["region"]
    )
    in_use = InUse(slots=int(slots), senders=int(senders))
    if lines := preconditions.missing(replace(database, pending_reboot=False), int(props["pipelines"]), in_use):
        raise SqlRefused("\n".join(lines))


class DatabasePreconditions(Resource, module="rpcn", name="DatabasePreconditions"):
    """Whatever depends on it is made for a database that has all it needs.

    It looks with the profile of the database's account, in a preview at RDS alone; in an update it asks the database
    for the slots and senders of others, too. `sql` is who is to run it, `secret_arn` what it would log in with, `slots`
    and `users` are the pipelines' own.
    """

    def __init__(
        self,
        name: str,
        identifier: str,
        *,
        is_cluster: bool,
        pipelines: int,
        profile: str,
        region: str,
        port: int,
        sql: str,
        secret_arn: str | None = None,
        login: DataApiLogin | DatabaseLogin | None = None,
        slots: Sequence[str] = (),
        users: Sequence[str] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props = {
            "identifier": identifier,
            "is_cluster": is_cluster,
            "pipelines": pipelines,
            "profile": profile,
            "region": region,
            "port": port,
            "sql": sql,
            "secret_arn": secret_arn or "",
            "login": database_sql.given(login) if login else {},
            "slots": [*slots],
            "users": [*users],
        }
        super().__init__(PreconditionsProvider(), name, props, opts)
