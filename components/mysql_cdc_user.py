"""Database account: the MySQL user a pipeline logs in as."""

from dataclasses import dataclass

import pulumi
import pulumi_mysql as mysql

from domain import mysql_parameters

FROM_ANYWHERE = "%"
"""The security group says from where; MySQL tells users of different hosts apart, the `rds-db` ARN does not."""

READER = ("SELECT",)
REPLICA = ("REPLICATION CLIENT", "REPLICATION SLAVE")
"""To ask for the position, and to read the binary log from there."""

SNAPSHOT_READER = (*READER, "LOCK TABLES")
SNAPSHOT_REPLICA = (*REPLICA, "RELOAD")
"""A snapshot begins with FLUSH TABLES ... WITH READ LOCK on its tables (redpanda-data/connect, internal/impl/mysql),
which asks for both (MySQL manual, "FLUSH Statement"). RELOAD rather than the narrower FLUSH_TABLES: the provider reads
one line of SHOW GRANTS, and a dynamic privilege stands in another."""


@dataclass(frozen=True, kw_only=True)
class MysqlCdcUserArgs:
    """Who reads which database."""

    database: str
    user: str
    """Case-sensitive, it is part of the `rds-db` ARN."""
    snapshot: bool = True
    """Whether the pipeline reads the rows that exist before it reads changes."""

    def __post_init__(self) -> None:
        if mysql_parameters.DATABASE_NAME.fullmatch(self.database) is None:
            raise ValueError(
                f"database: got {self.database!r}, want {mysql_parameters.DATABASE_NAME.pattern} (in a grant an "
                "underscore stands for any character)"
            )


class MysqlCdcUser(pulumi.ComponentResource):
    """A user that logs in by IAM over TLS only, reads one database and the binary log, and changes nothing.

    The binary log is one for the whole cluster: MySQL has no right to a part of it. It sets no retention of the log,
    for which there is a procedure and no resource (`mysql_parameters.retention_statement`).
    """

    user: pulumi.Output[str]
    """The user's name, once every right of it is granted."""

    def __init__(self, name: str, args: MysqlCdcUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:MysqlCdcUser", name, None, opts)
        user = mysql.User(
            f"{name}-login",
            user=args.user,
            host=FROM_ANYWHERE,
            auth_plugin="AWSAuthenticationPlugin",
            tls_option="SSL",
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._login = user
        on_database = self._grant(f"{name}-read", args.database, SNAPSHOT_READER if args.snapshot else READER)
        on_server = self._grant(f"{name}-replicate", "*", SNAPSHOT_REPLICA if args.snapshot else REPLICA)
        self.user = pulumi.Output.all(user.user, on_database.id, on_server.id).apply(lambda known: str(known[0]))
        self.register_outputs({"user": self.user})

    def _grant(self, name: str, database: str, privileges: tuple[str, ...]) -> mysql.Grant:
        return mysql.Grant(
            name,
            user=self._login.user,
            host=self._login.host,
            database=database,
            table="*",
            privileges=list(privileges),
            opts=pulumi.ResourceOptions(
                parent=self,
                # In place the provider has been seen to grant what should go and revoke what should come
                # (terraform-provider-mysql, resource_grant.go, updatePrivileges).
                replace_on_changes=["privileges"],
                # The old grant's end revokes what the new one gives as well.
                delete_before_replace=True,
            ),
        )
