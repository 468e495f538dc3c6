"""Database account: a database user that a proxy logs in as with a password."""

from dataclasses import dataclass

import pulumi
import pulumi_postgresql as postgresql


@dataclass(frozen=True, kw_only=True)
class PasswordDatabaseUserArgs:
    """Who may connect to which database, and with which password at first."""

    database: str
    user: str
    """Name of the login role; case-sensitive, it is part of the `rds-db` ARN at the proxy."""
    password: pulumi.Input[str]
    """The first one; rotation changes it behind Pulumi's back, and is not undone."""


class PasswordDatabaseUser(pulumi.ComponentResource):
    """A user that may connect, owns nothing and reads nothing; it is not in `rds_iam`, which would take its password.

    What it may do with tables is granted by whoever owns them.
    """

    user: pulumi.Output[str]
    """The user's name, once it may connect."""

    def __init__(self, name: str, args: PasswordDatabaseUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PasswordDatabaseUser", name, None, opts)
        role = postgresql.Role(
            f"{name}-role",
            name=args.user,
            login=True,
            password=args.password,
            skip_reassign_owned=True,  # it owns nothing
            # Renamed in place, it would leave its grants under a name that is gone, which no one can revoke.
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["name"], ignore_changes=["password"]),
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
