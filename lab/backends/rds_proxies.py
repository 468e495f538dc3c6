"""Proxies that log in by token, with their one target group and its one cluster: kept by the lab.

moto knows neither DefaultAuthScheme nor the endpoints of a proxy.
"""

import secrets
from typing import Any

from domain import rds_proxy
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties, in_state_only
from lab.backends.kept import kept
from lab.backends.rds import LONGEST_IDENTIFIER, describe_cluster, vpc_of_subnet_group
from lab.backends.shared_vpcs import describe_subnets, vpc_of_group
from lab.cloud.kept_resources import Proxy, ProxyTarget

TARGET_GROUP = "default"
BY_TOKEN = "IAM_AUTH"  # noqa: S105 - RDS API reference, CreateDBProxy, DefaultAuthScheme
PROXY_SOURCE = "terraform-provider-aws internal/service/rds/proxy.go, ForceNew"
GROUP_SOURCE = "terraform-provider-aws internal/service/rds/proxy_default_target_group.go, ForceNew"
TARGET_SOURCE = "terraform-provider-aws internal/service/rds/proxy_target.go, ForceNew"


def check_proxy(_provider: AwsProvider, inputs: Properties) -> None:
    """What the lab's gate can play."""
    if required(inputs, "engineFamily") != "POSTGRESQL":
        raise LabError(f"engineFamily: got {inputs['engineFamily']!r}, want POSTGRESQL; the lab has no other engine")
    if required(inputs, "defaultAuthScheme") != BY_TOKEN:
        raise LabError(
            f"defaultAuthScheme: got {inputs['defaultAuthScheme']!r}, want {BY_TOKEN}; the lab's hold no secrets"
        )
    if not required(inputs, "requireTls"):
        raise LabError("requireTls: got false, want true; the lab's gate lets nobody in without TLS")


def create_proxy(provider: AwsProvider, inputs: Properties) -> Created:
    """A proxy in the VPC of its subnets, available at once."""
    vpc_id = check_network(provider, inputs["vpcSubnetIds"], inputs["vpcSecurityGroupIds"])
    _check_role(provider, inputs["roleArn"])
    name = inputs["name"]
    if any(other.name == name for other in _own(provider)):
        raise LabError(f"DBProxyAlreadyExistsFault: DB Proxy {name} already exists.")
    host = f"proxy-{secrets.token_hex(6)}.{provider.region}.rds.amazonaws.com"
    proxy = Proxy(
        resource_id=f"{rds_proxy.RESOURCE_ID_PREFIX}{secrets.token_hex(9)[:17]}",
        name=name,
        account=provider.account_id,
        region=provider.region,
        role_arn=inputs["roleArn"],
        default_auth_scheme=inputs["defaultAuthScheme"],
        endpoint=f"{name}.{host}",
        vpc_id=vpc_id,
    )
    kept(provider).keep(proxy.resource_id, proxy)
    return Created(name)


def read_proxy(provider: AwsProvider, name: str, _state: Properties) -> dict[str, Any] | None:
    """What the lab keeps of it; groups, subnets and tags are not among that."""
    found = [proxy for proxy in _own(provider) if proxy.name == name]
    if not found:
        return None
    proxy = found[0]
    return {
        "arn": provider.arn("rds", f"db-proxy:{proxy.resource_id}"),
        "defaultAuthScheme": proxy.default_auth_scheme,
        "endpoint": proxy.endpoint,
        "idleClientTimeout": 1800,
        "name": name,
        "region": provider.region,
        "roleArn": proxy.role_arn,
    }


def update_proxy(provider: AwsProvider, _name: str, change: Change) -> None:
    """Tags alone, which the lab does not keep."""
    if changed := sorted(change.arguments - set(TAGS)):
        raise LabError(f"{', '.join(changed)}: the lab's RDS cannot change this of a proxy that exists")
    assert provider


def delete_proxy(provider: AwsProvider, name: str, _state: Properties) -> None:
    """Delete the proxy."""
    for proxy in _own(provider):
        if proxy.name == name:
            kept(provider).forget(Proxy, proxy.resource_id)


def create_target_group(provider: AwsProvider, inputs: Properties) -> Created:
    """The default target group, which every proxy has; the lab has no pool for its configuration."""
    return Created(find_proxy(provider, inputs["dbProxyName"]).name)


def read_target_group(provider: AwsProvider, name: str, _state: Properties) -> dict[str, Any] | None:
    """There as long as its proxy is."""
    found = [proxy for proxy in _own(provider) if proxy.name == name]
    if not found:
        return None
    arn = provider.arn("rds", f"target-group:prx-tg-{found[0].resource_id.removeprefix('prx-')}")
    return {"arn": arn, "name": TARGET_GROUP, "region": provider.region}


def delete_target_group(_provider: AwsProvider, _id: str, _state: Properties) -> None:
    """It goes with the proxy, as the provider leaves it."""


def create_target(provider: AwsProvider, inputs: Properties) -> Created:
    """A cluster of the proxy's VPC that has an instance."""
    proxy, identifier = find_proxy(provider, inputs["dbProxyName"]), required(inputs, "dbClusterIdentifier")
    if inputs["targetGroupName"] != TARGET_GROUP:
        raise LabError(f"DBProxyTargetGroupNotFoundFault: {inputs['targetGroupName']} does not exist")
    cluster = describe_cluster(provider, identifier)
    if not cluster["DBClusterMembers"]:
        raise LabError(f"InvalidDBClusterStateFault: DB cluster {identifier} has no instances")
    if vpc_of_subnet_group(provider, cluster["DBSubnetGroup"]) != proxy.vpc_id:
        raise LabError(f"InvalidParameterValue: DB cluster {identifier} is not in the proxy's VPC {proxy.vpc_id}")
    kept(provider).keep(proxy.resource_id, ProxyTarget(proxy=proxy.resource_id, cluster_identifier=identifier))
    return Created(f"{proxy.name}/{TARGET_GROUP}/TRACKED_CLUSTER/{identifier}")


def read_target(provider: AwsProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """The cluster behind the proxy, if it is still registered."""
    ids = {proxy.resource_id for proxy in _own(provider) if proxy.name == state["dbProxyName"]}
    behind = [target for target in kept(provider).all(ProxyTarget) if target.proxy in ids]
    if not behind:
        return None
    cluster = describe_cluster(provider, behind[0].cluster_identifier)
    return {
        "dbClusterIdentifier": behind[0].cluster_identifier,
        "endpoint": cluster["Endpoint"],
        "port": cluster["Port"],
        "rdsResourceId": behind[0].cluster_identifier,
        "region": provider.region,
        "targetArn": cluster["DBClusterArn"],
        "trackedClusterId": "",
        "type": "TRACKED_CLUSTER",
    }


def delete_target(provider: AwsProvider, _id: str, state: Properties) -> None:
    """The proxy leads nowhere."""
    for proxy in _own(provider):
        if proxy.name == state["dbProxyName"]:
            kept(provider).forget(ProxyTarget, proxy.resource_id)


def find_proxy(provider: AwsProvider, name: str) -> Proxy:
    """A proxy of this account and region; raises `LabError` in RDS's words."""
    for proxy in _own(provider):
        if proxy.name == name:
            return proxy
    raise LabError(f"DBProxyNotFoundFault: The specified proxy name {name} does not correspond to a proxy.")


def check_network(provider: AwsProvider, subnet_ids: list[str], group_ids: list[str]) -> str:
    """Two zones with RDS Proxy, and groups of this account in the same VPC; returns the VPC's id."""
    subnets = describe_subnets(provider, subnet_ids)
    zones = {subnet["AvailabilityZoneId"] for subnet in subnets}
    vpcs = {subnet["VpcId"] for subnet in subnets} | {vpc_of_group(provider, group_id) for group_id in group_ids}
    if len(zones) < 2:
        raise LabError("InvalidSubnet: the subnets of a proxy and of its endpoints span two zones at least")
    if len(vpcs) != 1:
        raise LabError(
            f"InvalidVPCNetworkStateFault: subnets and groups are in several VPCs: {', '.join(sorted(vpcs))}"
        )
    try:
        rds_proxy.check_zones(zones)
    except ValueError as error:
        raise LabError(f"vpcSubnetIds: got {', '.join(sorted(zones))}, {error}") from None
    return str(vpcs.pop())


def _own(provider: AwsProvider) -> list[Proxy]:
    here = (provider.account_id, provider.region)
    return [proxy for proxy in kept(provider).all(Proxy) if (proxy.account, proxy.region) == here]


def _check_role(provider: AwsProvider, role_arn: str) -> None:
    iam = provider.client("iam")
    if role_arn not in {role["Arn"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]}:
        raise LabError(f"InvalidParameterValue: IAM role ARN value {role_arn} is invalid")


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:rds/proxy:Proxy": Backend(
        replaces=dict.fromkeys(("engineFamily", "vpcSubnetIds"), PROXY_SOURCE),
        updates=("name", "defaultAuthScheme", "requireTls", "roleArn", "vpcSecurityGroupIds", *TAGS),
        auto_name=AutoName("name", LONGEST_IDENTIFIER, lower=True),
        fills=all_tags,
        check=check_proxy,
        create=create_proxy,
        read=read_proxy,
        update=update_proxy,
        delete=delete_proxy,
    ),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": Backend(
        replaces={"dbProxyName": GROUP_SOURCE},
        updates=("connectionPoolConfig",),
        create=create_target_group,
        read=read_target_group,
        update=in_state_only,
        delete=delete_target_group,
    ),
    "aws:rds/proxyTarget:ProxyTarget": Backend(
        replaces=dict.fromkeys(("dbClusterIdentifier", "dbProxyName", "targetGroupName"), TARGET_SOURCE),
        create=create_target,
        read=read_target,
        delete=delete_target,
    ),
}
