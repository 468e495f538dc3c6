"""Database account: a database user of a client that logs in by IAM."""

from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql

IAM_LOGIN = "rds_iam"
"""Its members log in by token only (Aurora User Guide, "Creating a database account using IAM authentication")."""


@dataclass(frozen=True, kw_only=True)
class IamDatabaseUserArgs:
    """Who may connect to which database."""

    database: str
    user: str
    """Name of the login role; case-sensitive, it is part of the `rds-db` ARN."""


class IamDatabaseUser(pulumi.ComponentResource):
    """A user that logs in by IAM and may connect: it has no password, owns nothing and reads nothing.

    What it may do with tables is granted by whoever owns them.
    """

    user: pulumi.Output[str]
    """The user's name, once it may connect."""

    def __init__(self, name: str, args: IamDatabaseUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:IamDatabaseUser", name, None, opts)
        role = postgresql.Role(
            f"{name}-role",
            name=args.user,
            login=True,
            roles=[IAM_LOGIN],  # never a GrantRole beside it: the two undo each other at every refresh
            skip_reassign_owned=True,  # it owns nothing, and reassigning makes the master an rds_iam member meanwhile
            # Renamed in place, it would leave its grants under a name that is gone, which no one can revoke.
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["name"]),
        )
        connect = postgresql.Grant(
            f"{name}-connect",
            database=args.database,
            role=role.name,
            object_type="database",
            privileges=["CONNECT"],
            # The old grant's end revokes what the new one gives.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.user = pulumi.Output.all(role.name, connect.id).apply(lambda known: str(known[0]))
        self.register_outputs({"user": self.user})
