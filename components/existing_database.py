"""Database account: a database that exists already, which this program never changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.data_api import DataApiLogin
from components.database_preconditions import DatabasePreconditions
from components.ingress_source import IngressSource, let_in_sources
from components.sql_script import DatabaseLogin
from domain import arns


@dataclass(frozen=True, kw_only=True)
class FoundDatabase:
    """What was looked up."""

    arn: str
    endpoint: str
    """The writer's, without a port."""
    resource_id: str
    """`cluster-ABC...` or `db-ABC...`."""
    parameter_group_name: str
    master_secret_arn: str | None
    """The managed secret, where there is one."""

    def secret(self, named: str | None) -> str:
        """The secret that is named in its place, or else this one; an empty text where there is neither."""
        return named or self.master_secret_arn or ""


@dataclass(frozen=True, kw_only=True)
class ExistingDatabaseArgs:
    """Which database, and what is asked of it."""

    found: pulumi.Input[FoundDatabase]
    identifier: str
    is_cluster: bool
    """An Aurora or Multi-AZ cluster, or else an RDS instance."""
    slots: Sequence[str]
    """Of the pipelines that will read its changes, each has one."""
    users: Sequence[str]
    """Of the same pipelines, those they log in as."""
    profile: str
    region: str
    port: int
    """Where it listens, which is checked."""
    sql: str
    """Who runs the SQL in it: iam, dataApi, master or script."""
    login: DataApiLogin | DatabaseLogin | None = None
    """What asks it for the slots of others when it is deployed; omitted: nothing does."""
    secret_arn: str | None = None
    """A secret with an administrator's user name and password; omitted: the managed one, where there is one."""
    ingress_group_id: str | None = None
    """The security group that lets the sources in; omitted: whoever looks after the network does."""
    ingress: Sequence[IngressSource] = ()


class ExistingDatabase(pulumi.ComponentResource):
    """What a pipeline must know of a database, once it has all that a pipeline needs.

    It manages no cluster, no parameter and no group: what it makes is one rule for each source, on the one group that
    was named for it.
    """

    arn: pulumi.Output[str]
    """Of the cluster or the instance."""
    endpoint: pulumi.Output[str]
    """The writer's endpoint."""
    resource_id: pulumi.Output[str]
    """What `rds-db` ARNs are made of."""
    cluster_identifier: pulumi.Output[str]
    """Name of the cluster, or of the instance, in the console and the API."""
    master_secret_arn: pulumi.Output[str]
    """The administrator's secret; an empty text where there is none."""
    parameter_group_name: pulumi.Output[str]
    """The group whose parameters it has, for looking at pending reboots."""

    def __init__(self, name: str, args: ExistingDatabaseArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ExistingDatabase", name, None, opts)
        checked = DatabasePreconditions(
            f"{name}-preconditions",
            args.identifier,
            is_cluster=args.is_cluster,
            pipelines=len(args.slots),
            profile=args.profile,
            region=args.region,
            port=args.port,
            sql=args.sql,
            secret_arn=args.secret_arn,
            login=args.login,
            slots=args.slots,
            users=args.users,
            opts=pulumi.ResourceOptions(parent=self),
        )
        found = pulumi.Output.from_input(args.found)
        if args.ingress_group_id:
            once_checked = pulumi.ResourceOptions(parent=self, depends_on=[checked])
            let_in_sources(name, args.ingress_group_id, args.port, args.ingress, once_checked)
        self._found = found
        # Whoever logs in waits for the check: nothing is made for a database that lacks something.
        self.arn = pulumi.Output.all(found, checked.urn).apply(lambda known: str(known[0].arn))
        self.endpoint = pulumi.Output.all(found, checked.urn).apply(lambda known: str(known[0].endpoint))
        self.resource_id = found.apply(lambda database: database.resource_id)
        self.cluster_identifier = checked.urn.apply(lambda _: args.identifier)
        self.master_secret_arn = found.apply(lambda database: database.secret(args.secret_arn))
        self.parameter_group_name = found.apply(lambda database: database.parameter_group_name)
        self.register_outputs({"endpoint": self.endpoint, "resource_id": self.resource_id})

    def dbuser_arn(self, user: str) -> pulumi.Output[str]:
        """The `rds-db` ARN of one of its users, for a policy that lets a role log in as it."""
        return self._found.apply(lambda database: arns.dbuser_arn(database.arn, database.resource_id, user))
