"""Database account: who makes what a pipeline needs in its database. What is made is the same, whoever makes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import pulumi
import pulumi_postgresql as postgresql

from components.cdc_database_objects import CdcDatabaseObjects
from components.cdc_database_user import CdcDatabaseUser, CdcDatabaseUserArgs
from components.data_api import DataApiLogin
from components.data_api_script import DataApiScript
from components.scripted_objects import ScriptedObjects
from components.sql_script import DatabaseLogin, SqlScript
from domain.pipeline_needs import PipelineInDatabase

DatabaseUser: TypeAlias = CdcDatabaseUser | CdcDatabaseObjects | ScriptedObjects
"""A pipeline's user and publication; what depends on it waits for all of it."""


class SqlRunner(Protocol):
    """One of the ways."""

    def bootstrap(self, name: str, script: str, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """A repeatable script, run before anything is granted, and after whatever else is made in the same database.

        Two that make the same table at once fail each other, `IF NOT EXISTS` or not: one of them ends at the catalog's
        unique index `pg_type_typname_nsp_index`.
        """

    def user(
        self, name: str, pipeline: PipelineInDatabase, after: Sequence[pulumi.Resource], *, protect: bool | None = None
    ) -> DatabaseUser:
        """What the pipeline needs, after whatever else is made in the same database.

        `protect`: the engine refuses at preview to end it, also where another of these ways is to run the SQL: what
        the new one makes would have the name of what the old one ends.
        """


@dataclass(frozen=True, kw_only=True)
class OverTheNetwork:
    """pulumi-postgresql and psycopg, with the master's password."""

    login: DatabaseLogin
    provider: postgresql.Provider

    def bootstrap(self, name: str, script: str, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """As the master."""
        opts = pulumi.ResourceOptions(depends_on=[*after])
        return [SqlScript(f"{name}-bootstrap", self.login, create_sql=script, opts=opts)]

    def user(
        self, name: str, pipeline: PipelineInDatabase, after: Sequence[pulumi.Resource], *, protect: bool | None = None
    ) -> CdcDatabaseUser:
        """Role, grants and publication, each a resource."""
        args = CdcDatabaseUserArgs(
            login=self.login,
            user=pipeline.user,
            schema=pipeline.schema,
            tables=pipeline.tables,
            slot=pipeline.slot,
            protect=protect,
        )
        return CdcDatabaseUser(name, args, pulumi.ResourceOptions(provider=self.provider, depends_on=[*after]))


@dataclass(frozen=True, kw_only=True)
class ByToken:
    """psycopg, with a token of an administrator, signed for each statement.

    Not pulumi-postgresql, which makes itself a member of the database's owner to grant on a database or a schema
    (terraform-provider-postgresql, postgresql/helpers.go, withRolesGranted). From PostgreSQL 16 on that asks for the
    ADMIN option on the owner, which nobody has on a master, not even itself (PostgreSQL 16 manual, GRANT).
    """

    login: DatabaseLogin

    def bootstrap(self, name: str, script: str, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """As the administrator."""
        opts = pulumi.ResourceOptions(depends_on=[*after])
        return [SqlScript(f"{name}-bootstrap", self.login, create_sql=script, opts=opts)]

    def user(
        self, name: str, pipeline: PipelineInDatabase, after: Sequence[pulumi.Resource], *, protect: bool | None = None
    ) -> CdcDatabaseObjects:
        """One resource for all of it."""
        opts = pulumi.ResourceOptions(depends_on=[*after], protect=protect)
        return CdcDatabaseObjects(name, pipeline, self.login, opts)


@dataclass(frozen=True, kw_only=True)
class OverTheDataApi:
    """The RDS Data API, where nothing leads into the database's network."""

    login: DataApiLogin

    def bootstrap(self, name: str, script: str, after: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """As the user of the secret."""
        opts = pulumi.ResourceOptions(depends_on=[*after])
        return [DataApiScript(f"{name}-bootstrap", self.login, script, opts)]

    def user(
        self, name: str, pipeline: PipelineInDatabase, after: Sequence[pulumi.Resource], *, protect: bool | None = None
    ) -> CdcDatabaseObjects:
        """One resource for all of it."""
        opts = pulumi.ResourceOptions(depends_on=[*after], protect=protect)
        return CdcDatabaseObjects(name, pipeline, self.login, opts)


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """Whoever administers the database runs a script; the pipeline's own user looks whether that was done."""

    host: pulumi.Input[str]
    port: int
    profile: str
    region: str
    ca_bundle: str
    directory: str
    """Where the scripts go, relative to the program."""

    def bootstrap(
        self,
        name: str,
        script: str,  # noqa: ARG002 - the interface has it
        after: Sequence[pulumi.Resource],  # noqa: ARG002 - and this
    ) -> list[pulumi.Resource]:
        """Raises ValueError: nothing is run."""
        raise ValueError(f"bootstrapSql: got a script of {name}, want none (no SQL is run)")

    def user(
        self, name: str, pipeline: PipelineInDatabase, after: Sequence[pulumi.Resource], *, protect: bool | None = None
    ) -> ScriptedObjects:
        """Two files, and a look at the catalog."""
        login = DatabaseLogin(
            host=self.host,
            port=self.port,
            database=pipeline.database,
            user=pipeline.user,
            profile=self.profile,
            region=self.region,
            ca_bundle=self.ca_bundle,
        )
        file = f"{self.directory}/{name}.sql"
        opts = pulumi.ResourceOptions(depends_on=[*after], protect=protect)
        return ScriptedObjects(f"{name}-objects", pipeline, login, file, opts)
