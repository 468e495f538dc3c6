"""Database account: the database user a pipeline logs in as, and the publication it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql

from components.sql_script import DatabaseLogin, SqlScript
from domain import slots

MEMBERSHIPS = ["rds_iam", "rds_replication"]
"""`rds_iam` makes the user log in by token only; `rds_replication` lets it replicate."""


@dataclass(frozen=True, kw_only=True)
class CdcDatabaseUserArgs:
    """Who reads which tables through which slot."""

    login: DatabaseLogin
    """The master's login: drops the slot when the user goes."""
    user: str
    """Name of the login role; case-sensitive, it is part of the `rds-db` ARN."""
    schema: str
    tables: Sequence[str]
    """Tables of the schema, owned by the master or a role it is a member of."""
    slot: str
    """Name of the replication slot that Redpanda Connect will make."""

    def __post_init__(self) -> None:
        if not self.tables:
            raise ValueError("tables: got none, want at least one (a publication without tables streams nothing)")


class CdcDatabaseUser(pulumi.ComponentResource):
    """A user that may log in by IAM, replicate, and read exactly the named tables, and their publication.

    It owns nothing, has no password, and may not create anything. The replication slot is not made here (a slot that
    exists suppresses the snapshot, and keeps WAL from its birth); it is dropped here, because nobody else drops it.
    """

    user: pulumi.Output[str]
    """The user's name, once every right of it is granted."""
    publication: pulumi.Output[str]
    """The publication's name, `pglog_stream_<slot>`."""

    def __init__(self, name: str, args: CdcDatabaseUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:CdcDatabaseUser", name, None, opts)
        database = args.login.database
        role = postgresql.Role(
            f"{name}-role",
            name=args.user,
            login=True,
            roles=MEMBERSHIPS,  # never a GrantRole beside it: the two undo each other at every refresh
            skip_reassign_owned=True,  # it owns nothing, and reassigning makes the master an rds_iam member meanwhile
            # Renamed in place, it would leave its grants under a name that is gone, which no one can revoke.
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["name"]),
        )
        on_database = self._grant(f"{name}-connect", args, role, "database", "CONNECT")
        on_schema = self._grant(f"{name}-usage", args, role, "schema", "USAGE", after=on_database)
        on_tables = self._grant(f"{name}-select", args, role, "table", "SELECT", after=on_schema)
        publication = postgresql.Publication(
            f"{name}-publication",
            name=slots.publication_name(args.slot),
            database=database,
            tables=[f"{args.schema}.{table}" for table in args.tables],  # unqualified names drift at every refresh
            opts=pulumi.ResourceOptions(parent=self, depends_on=[on_tables]),
        )
        SqlScript(
            f"{name}-slot",
            args.login,
            delete_sql=slots.drop_if_inactive(args.slot),
            by_hand=slots.drop_statement(args.slot),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.user = pulumi.Output.all(role.name, publication.id).apply(lambda known: str(known[0]))
        self.publication = publication.name
        self.register_outputs({"user": self.user, "publication": self.publication})

    def _grant(
        self,
        name: str,
        args: CdcDatabaseUserArgs,
        role: postgresql.Role,
        object_type: str,
        privilege: str,
        after: postgresql.Grant | None = None,
    ) -> postgresql.Grant:
        return postgresql.Grant(
            name,
            database=args.login.database,
            role=role.name,
            schema=None if object_type == "database" else args.schema,
            object_type=object_type,
            objects=list(args.tables) if object_type == "table" else None,
            privileges=[privilege],
            opts=pulumi.ResourceOptions(
                parent=self,
                # One by one: concurrent grants fail with "tuple concurrently updated" (pulumi-postgresql #831).
                depends_on=[after] if after else [],
                # The old grant's end revokes what the new one gives on the tables that both name.
                delete_before_replace=True,
            ),
        )
