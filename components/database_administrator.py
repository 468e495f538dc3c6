"""Database account: the role that logs in by token and makes everything else in the database."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from components.data_api import DataApiLogin
from components.database_objects import DatabaseObjectsProvider
from domain.administrator import administrator_needs
from domain.database_need import Need


class AdministratorProvider(DatabaseObjectsProvider):
    """The needs of the administrator."""

    identity = ("database", "user")

    def needs(self, props: Mapping[str, Any]) -> list[Need]:
        """All of them."""
        return administrator_needs(props["user"], props["database"], props["schemas"])

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """It goes with its cluster: tables may be its own by then, and without an owner they cannot be."""


class DatabaseAdministrator(Resource, module="rpcn", name="DatabaseAdministrator"):
    """A role without a password, made once as the master over the Data API; nobody reads the master's password."""

    user: pulumi.Output[str]
    """Its name, once it may do its work."""

    def __init__(
        self,
        name: str,
        user: str,
        schemas: Sequence[str],
        login: DataApiLogin,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        props = {"database": login.database, "user": user, "schemas": list(schemas), "login": vars(login)}
        super().__init__(AdministratorProvider(), name, {**props, "missing": []}, opts)
