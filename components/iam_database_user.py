"""Database account: a database user of a client that logs in by IAM."""

from dataclasses import dataclass

import pulumi

from components.database_rights import Rights, iam_user


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
        role = iam_user(f"{name}-role", args.user, [], parent=self)
        rights = Rights(parent=self, database=args.database, role=role)
        connect = rights.on_database(f"{name}-connect", "CONNECT", after=role)
        self.user = pulumi.Output.all(role.name, connect.id).apply(lambda known: str(known[0]))
        self.register_outputs({"user": self.user})
