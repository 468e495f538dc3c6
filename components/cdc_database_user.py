"""Database account: the database user a pipeline logs in as, and the publication it reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql

from components.database_rights import Rights, iam_user
from components.sql_script import DatabaseLogin, SqlScript
from domain import pipeline_needs, slots


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
    protect: bool | None = None
    """True: the engine refuses at preview to end the user, the publication or the slot."""

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
        role = iam_user(f"{name}-role", args.user, [pipeline_needs.REPLICATION], self, args.protect)
        rights = Rights(parent=self, database=args.login.database, role=role)
        on_database = rights.on_database(f"{name}-connect", pipeline_needs.ON_DATABASE, after=role)
        on_schema = rights.on_schema(f"{name}-usage", args.schema, pipeline_needs.ON_SCHEMA, after=on_database)
        on_tables = rights.on_tables(
            f"{name}-select", args.schema, args.tables, pipeline_needs.ON_TABLES, after=on_schema
        )
        publication = postgresql.Publication(
            f"{name}-publication",
            name=slots.publication_name(args.slot),
            database=args.login.database,
            tables=[f"{args.schema}.{table}" for table in args.tables],  # unqualified names drift at every refresh
            # Else a partitioned table's changes come under its partitions' names, which no pipeline asks for.
            publish_via_partition_root_param=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[on_tables], protect=args.protect),
        )
        SqlScript(
            f"{name}-slot",
            args.login,
            delete_sql=slots.drop_if_inactive(args.slot),
            by_hand=slots.drop_statement(args.slot),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        self.user = pulumi.Output.all(role.name, publication.id).apply(lambda known: str(known[0]))
        self.publication = publication.name
        self.register_outputs({"user": self.user, "publication": self.publication})
