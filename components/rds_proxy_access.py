"""Database account: RDS Proxy in front of the cluster, with endpoints in the application's VPC."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import ec2, iam, rds

from components.group_rules import GroupRule, let_in, let_out
from domain import arns, function_documents, iam_documents, rds_proxy
from domain.rds_proxy import TARGET_ROLES, TargetRole

MAX_CONNECTIONS_PERCENT = 90
"""Of the database's connections: the rest is for who logs in to it directly."""


@dataclass(frozen=True, kw_only=True)
class LoginByToken:
    """End-to-end IAM: the proxy logs in as the client's own user, which has to be in `rds_iam`."""

    dbuser_arns: Sequence[pulumi.Input[str]]
    """The users at the cluster (`AuroraIamCluster.dbuser_arn`)."""


@dataclass(frozen=True, kw_only=True)
class LoginBySecret:
    """The proxy logs in with a password, so no user may be in `rds_iam`; clients still come by token."""

    secret_arns: Sequence[pulumi.Input[str]]
    """One secret per user: `{"username": ..., "password": ...}`."""


@dataclass(frozen=True, kw_only=True)
class RdsProxyAccessArgs:
    """The cluster behind the proxy, and the clients in front of it."""

    cluster_identifier: pulumi.Input[str]
    """The cluster, once it has an instance: an empty one is no target."""
    readers: int
    """Instances beside the writer: what a READ_ONLY endpoint leads to."""
    database_port: int
    database_security_group_id: pulumi.Input[str]
    """Lets the proxy in."""
    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[Sequence[str]]
    """Of the cluster's VPC, in which the proxy itself has to be."""
    endpoint_vpc_id: pulumi.Input[str]
    endpoint_subnet_ids: pulumi.Input[Sequence[str]]
    """Of the application's VPC, shared with this account (`SharedSubnets`)."""
    zone_ids: pulumi.Input[Sequence[str]]
    """Ids of the zones of all these subnets."""
    client_security_group: pulumi.Input[str]
    """The group of the clients, of another account: `<account>/sg-...`."""
    login: LoginByToken | LoginBySecret
    target_roles: Sequence[TargetRole] = TARGET_ROLES
    """An endpoint for each."""

    def __post_init__(self) -> None:
        try:
            rds_proxy.check_readers(self.target_roles, self.readers)
        except ValueError as error:
            raise ValueError(f"target_roles: got {list(self.target_roles)}, {error}") from None
        if not self.target_roles:
            raise ValueError("target_roles: got none, want at least one (nobody dials the proxy's default endpoint)")


class RdsProxyAccess(pulumi.ComponentResource):
    """Clients of another account reach the database by token and TLS, through endpoints in their own VPC.

    It lets in the clients' security group and nothing else, and its role may log in as the named users or read the
    named secrets, and nothing else. It carries no replication: pipelines dial the cluster. Who may log in through it
    is up to the policies made of `dbuser_arn`.
    """

    proxy_name: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    """`prx-...`: what clients' `rds-db` ARNs are made of."""
    endpoints: dict[TargetRole, rds.ProxyEndpoint]
    """By target role."""
    endpoint_security_group_id: pulumi.Output[str]
    """The group of the endpoints in the application's VPC, owned by this account."""

    def __init__(self, name: str, args: RdsProxyAccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:RdsProxyAccess", name, None, opts)
        self._prefix, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        by_token = isinstance(args.login, LoginByToken)
        proxy = rds.Proxy(
            f"{name}-proxy",
            engine_family="POSTGRESQL",
            require_tls=True,
            role_arn=self._role(),
            default_auth_scheme="IAM_AUTH" if by_token else "NONE",
            auths=None if isinstance(args.login, LoginByToken) else _auths(args.login),
            vpc_subnet_ids=pulumi.Output.all(args.subnet_ids, args.zone_ids).apply(_outside_excluded_zones),
            vpc_security_group_ids=[self._proxy_group()],
            opts=self._child,
        )
        group = rds.ProxyDefaultTargetGroup(
            f"{name}-targets",
            db_proxy_name=proxy.name,
            connection_pool_config=rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs(
                max_connections_percent=MAX_CONNECTIONS_PERCENT
            ),
            opts=self._child,
        )
        target = rds.ProxyTarget(
            f"{name}-target",
            db_proxy_name=proxy.name,
            target_group_name=group.name,
            db_cluster_identifier=args.cluster_identifier,
            # A proxy has one target: the old cluster has to leave before another one registers.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.endpoint_security_group_id = self._endpoint_group()
        self.endpoints = {
            target_role: rds.ProxyEndpoint(
                f"{name}-{rds_proxy.endpoint_suffix(target_role)}",
                db_proxy_name=proxy.name,
                db_proxy_endpoint_name=pulumi.Output.concat(proxy.name, "-", rds_proxy.endpoint_suffix(target_role)),
                target_role=target_role,
                vpc_subnet_ids=args.endpoint_subnet_ids,
                vpc_security_group_ids=[self.endpoint_security_group_id],
                # An endpoint in front of no target refuses whoever was told its name; other subnets replace it, and its
                # name is free only when the old one is gone.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[target], delete_before_replace=True),
            )
            for target_role in args.target_roles
        }
        self._arn = proxy.arn
        self.proxy_name = proxy.name
        self.resource_id = proxy.arn.apply(rds_proxy.resource_id)
        self.register_outputs({"proxy_name": self.proxy_name, "resource_id": self.resource_id})

    def dbuser_arn(self, user: str) -> pulumi.Output[str]:
        """The `rds-db` ARN of a user at this proxy, for a policy that lets a client log in through it."""
        return self._arn.apply(lambda arn: arns.dbuser_arn(arn, rds_proxy.resource_id(arn), user))

    def _role(self) -> pulumi.Output[str]:
        """The role the proxy logs in with, once it may."""
        name, login = self._prefix, self._args.login
        role = iam.Role(
            f"{name}-role",
            description="RDS Proxy logs in to the database with this role",
            assume_role_policy=pulumi.Output.json_dumps(iam_documents.service_trust("rds.amazonaws.com")),
            opts=self._child,
        )
        if isinstance(login, LoginByToken):
            document = pulumi.Output.all(*login.dbuser_arns).apply(_cluster_login)
        else:
            document = pulumi.Output.all(*login.secret_arns).apply(function_documents.read_secrets)
        policy = iam.RolePolicy(
            f"{name}-login", role=role.name, policy=pulumi.Output.json_dumps(document), opts=self._child
        )
        return pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))

    def _proxy_group(self) -> pulumi.Output[str]:
        """Opens connections to the database and takes none: clients come by the endpoints, not by this network."""
        name, args = self._prefix, self._args
        database_group, port = args.database_security_group_id, args.database_port
        group = ec2.SecurityGroup(
            f"{name}-proxy-group", vpc_id=args.vpc_id, description="RDS Proxy, towards the database", opts=self._child
        )
        to_database = GroupRule(group_id=group.id, other_group=database_group, port=port, description="the database")
        from_proxy = GroupRule(group_id=database_group, other_group=group.id, port=port, description="RDS Proxy")
        let_out(f"{name}-to-database", to_database, self._child)
        let_in(f"{name}-from-proxy", from_proxy, self._child)
        return group.id

    def _endpoint_group(self) -> pulumi.Output[str]:
        """In the application's VPC, but this account's own: of a shared VPC no other group may be used here."""
        group = ec2.SecurityGroup(
            f"{self._prefix}-endpoint-group",
            vpc_id=self._args.endpoint_vpc_id,
            description="Endpoints of RDS Proxy: the clients that may connect",
            opts=self._child,
        )
        clients = GroupRule(
            group_id=group.id,
            other_group=self._args.client_security_group,
            port=rds_proxy.PORT,
            description="clients in the account of the application",
        )
        let_in(f"{self._prefix}-from-clients", clients, self._child)
        return group.id


def _auths(login: LoginBySecret) -> list[rds.ProxyAuthArgs]:
    return [rds.ProxyAuthArgs(auth_scheme="SECRETS", iam_auth="REQUIRED", secret_arn=arn) for arn in login.secret_arns]


def _cluster_login(dbuser_arns: Sequence[str]) -> dict[str, object]:
    rds_proxy.check_cluster_users(dbuser_arns)
    return iam_documents.database_login(dbuser_arns)


def _outside_excluded_zones(known: Sequence[Sequence[str]]) -> Sequence[str]:
    subnet_ids, zone_ids = known
    try:
        rds_proxy.check_zones(zone_ids)
    except ValueError as error:
        raise ValueError(f"zone_ids: got {list(zone_ids)}, {error}") from None
    return subnet_ids
