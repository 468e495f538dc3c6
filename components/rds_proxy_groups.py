"""Database account: the security groups of RDS Proxy, towards the database and towards the clients."""

import pulumi
from pulumi_aws import ec2

from components.group_rules import GroupRule, let_in, let_out
from domain import rds_proxy


def proxy_group(
    name: str,
    vpc_id: pulumi.Input[str],
    database_group: pulumi.Input[str],
    port: int,
    opts: pulumi.ResourceOptions,
) -> pulumi.Output[str]:
    """Opens connections to the database and takes none: clients come by the endpoints, not by this network."""
    group = ec2.SecurityGroup(
        f"{name}-proxy-group", vpc_id=vpc_id, description="RDS Proxy, towards the database", opts=opts
    )
    to_database = GroupRule(group_id=group.id, other_group=database_group, port=port, description="the database")
    from_proxy = GroupRule(group_id=database_group, other_group=group.id, port=port, description="RDS Proxy")
    let_out(f"{name}-to-database", to_database, opts)
    let_in(f"{name}-from-proxy", from_proxy, opts)
    return group.id


def endpoint_group(
    name: str, vpc_id: pulumi.Input[str], client_group: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """In the application's VPC, but this account's own: of a shared VPC no other group may be used here."""
    group = ec2.SecurityGroup(
        f"{name}-endpoint-group",
        vpc_id=vpc_id,
        description="Endpoints of RDS Proxy: the clients that may connect",
        opts=opts,
    )
    clients = GroupRule(
        group_id=group.id,
        other_group=client_group,
        port=rds_proxy.PORT,
        description="clients in the account of the application",
    )
    let_in(f"{name}-from-clients", clients, opts)
    return group.id
