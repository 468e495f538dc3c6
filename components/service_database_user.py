"""Database account: the database user a service logs in as, and the schema it works in."""

from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql

from components.database_rights import Rights, iam_user
from domain import service_schema

TABLE_PRIVILEGES = ["SELECT", "INSERT", "UPDATE", "DELETE"]
SEQUENCE_PRIVILEGES = ["USAGE"]
"""What `nextval` asks for: a serial column's default; an identity column needs nothing."""


@dataclass(frozen=True, kw_only=True)
class ServiceDatabaseUserArgs:
    """Who works in which schema."""

    database: str
    """The database that holds the schema; it exists."""
    user: str
    """Name of the login role; case-sensitive, it is part of the `rds-db` ARN."""
    schema: str
    """A schema of the service's own, made here."""
    owner: str
    """Name of the role that owns the schema and everything in it; made here too."""

    def __post_init__(self) -> None:
        try:
            service_schema.check_schema(self.schema)
        except ValueError as error:
            raise ValueError(f"schema: got {self.schema!r}, {error}") from None
        if self.owner == self.user:
            raise ValueError(f"owner: got {self.owner!r}, want another role than user (who owns a table may drop it)")


class ServiceDatabaseUser(pulumi.ComponentResource):
    """A user that may log in by IAM and read and write the rows of its own schema's tables, and no more.

    It owns nothing and has no password. The owner is a role that nobody logs in as and that is no member of `rds_iam`,
    so the master may act for it without losing its own password; the provider does so while it makes the schema.
    Tables are not made here: whoever makes them as the owner (`SET ROLE`) has them granted to the user at once. There
    is no grant on all tables, because it would drift with the first table of another owner; a schema that exists is
    taken over as it is, so what lies in it already has to be granted by hand.
    """

    user: pulumi.Output[str]
    """The user's name, once every right of it is granted."""
    owner: pulumi.Output[str]
    """The role to make tables as, once what it makes goes to the user."""

    def __init__(self, name: str, args: ServiceDatabaseUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ServiceDatabaseUser", name, None, opts)
        role = iam_user(f"{name}-role", args.user, [], parent=self)
        owner = postgresql.Role(
            f"{name}-owner",
            name=args.owner,
            login=False,
            skip_reassign_owned=True,  # while it owns a table its end is refused, rather than the table given away
            opts=pulumi.ResourceOptions(parent=self, depends_on=[role], replace_on_changes=["name"]),
        )
        schema = postgresql.Schema(
            f"{name}-schema",
            name=args.schema,
            database=args.database,
            owner=owner.name,
            drop_cascade=False,  # a schema with tables outlives the service
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["name"]),
        )
        rights = Rights(parent=self, database=args.database, role=role)
        connect = rights.on_database(f"{name}-connect", "CONNECT", after=schema)
        usage = rights.on_schema(f"{name}-usage", schema.name, "USAGE", after=connect)
        tables = rights.on_later(f"{name}-tables", schema.name, owner.name, "table", TABLE_PRIVILEGES, after=usage)
        sequences = rights.on_later(
            f"{name}-sequences", schema.name, owner.name, "sequence", SEQUENCE_PRIVILEGES, after=tables
        )
        self.user = pulumi.Output.all(role.name, sequences.id).apply(lambda known: str(known[0]))
        self.owner = pulumi.Output.all(owner.name, sequences.id).apply(lambda known: str(known[0]))
        self.register_outputs({"user": self.user, "owner": self.owner})
