"""Database account: RDS Proxy in front of the cluster, with endpoints in the application's VPC."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import rds

from components.rds_proxy_groups import endpoint_group, proxy_group
from components.rds_proxy_login import LoginBySecret, LoginByToken, proxy_role
from domain import arns, rds_proxy
from domain.rds_proxy import TARGET_ROLES, TargetRole

MAX_CONNECTIONS_PERCENT = 90
"""Of the database's connections: the rest is for who logs in to it directly."""


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
        self._child = pulumi.ResourceOptions(parent=self)
        proxy = rds.Proxy(
            f"{name}-proxy",
            engine_family="POSTGRESQL",
            require_tls=True,
            role_arn=proxy_role(name, args.login, self._child),
            default_auth_scheme="IAM_AUTH" if isinstance(args.login, LoginByToken) else "NONE",
            auths=None if isinstance(args.login, LoginByToken) else args.login.auths(),
            vpc_subnet_ids=pulumi.Output.all(args.subnet_ids, args.zone_ids).apply(_outside_excluded_zones),
            vpc_security_group_ids=[
                proxy_group(name, args.vpc_id, args.database_security_group_id, args.database_port, self._child)
            ],
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
        self.endpoint_security_group_id = endpoint_group(
            name, args.endpoint_vpc_id, args.client_security_group, self._child
        )
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


def _outside_excluded_zones(known: Sequence[Sequence[str]]) -> Sequence[str]:
    subnet_ids, zone_ids = known
    try:
        rds_proxy.check_zones(zone_ids)
    except ValueError as error:
        raise ValueError(f"zone_ids: got {list(zone_ids)}, {error}") from None
    return subnet_ids
