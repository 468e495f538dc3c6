"""Database account: whether a database that exists has what a pipeline asks for, judged before anything is made."""

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

from components import rds_description
from components.dynamic_changes import changed_keys
from domain import preconditions
from domain.attachment import misfits


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
        """Nothing but the knowledge that it was checked."""
        return CreateResult(id_=props["identifier"], outs=props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another database is another one; another number of pipelines is remembered."""
        changed = changed_keys(olds, news)
        return DiffResult(
            changes=bool(changed), replaces=[key for key in changed if key in ("identifier", "is_cluster")]
        )

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Only remembered."""
        return UpdateResult(news)


class DatabasePreconditions(Resource, module="rpcn", name="DatabasePreconditions"):
    """Whatever depends on it is made for a database that has all it needs.

    It looks with the profile of the database's account, at RDS alone: slots that others use are not known to it.
    `sql` is who is to run it, `secret_arn` what it would log in with.
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
        }
        super().__init__(PreconditionsProvider(), name, props, opts)
