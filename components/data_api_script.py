"""Database account: a script over the Data API, when a stack is made and whenever the script changes."""

from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

from components import data_api
from components.data_api import DataApiLogin
from domain.sql_names import one_statement


class DataApiScriptProvider(ResourceProvider):
    """Runs the script in one transaction, and leaves what it made when the stack goes.

    Pulumi stores it by reference to this module and runs its methods in a process of its own.
    """

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Run it."""
        data_api.run(props["login"], one_statement(props["script"]))
        return CreateResult(id_=f"{props['login']['resource_arn']}/{props['login']['database']}", outs=props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """A changed script runs again; another way to log in is remembered."""
        return DiffResult(changes=any(olds.get(key) != news[key] for key in ("login", "script")))

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Run it where it is another script, or another cluster."""
        if olds["script"] != news["script"] or olds["login"]["resource_arn"] != news["login"]["resource_arn"]:
            data_api.run(news["login"], one_statement(news["script"]))
        return UpdateResult(news)


class DataApiScript(Resource, module="rpcn", name="DataApiScript"):
    """A repeatable script, before whatever depends on this."""

    def __init__(self, name: str, login: DataApiLogin, script: str, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(DataApiScriptProvider(), name, {"login": vars(login), "script": script}, opts)
