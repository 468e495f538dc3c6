"""Proxies that log in by token, with their one target group and its one cluster: kept by the lab.

moto knows neither DefaultAuthScheme nor the endpoints of a proxy.
"""

import secrets

from domain import rds_proxy
from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.kept import kept
from lab.backends.rds import LONGEST_IDENTIFIER, describe_cluster, vpc_of_subnet_group
from lab.backends.shared_vpcs import describe_subnets, vpc_of_group
from lab.cloud.kept_resources import Proxy, ProxyTarget

TARGET_GROUP = "default"
BY_TOKEN = "IAM_AUTH"  # noqa: S105 - RDS API reference, CreateDBProxy, DefaultAuthScheme


def create_proxy(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A proxy in the VPC of its subnets, available at once."""
    only(
        inputs,
        "defaultAuthScheme",
        "engineFamily",
        "name",
        "requireTls",
        "roleArn",
        "tags",
        "vpcSecurityGroupIds",
        "vpcSubnetIds",
    )
    _check(inputs)
    vpc_id = check_network(provider, inputs["vpcSubnetIds"], inputs["vpcSecurityGroupIds"])
    _check_role(provider, inputs["roleArn"])
    proxy_name = physical_name(inputs, "name", name, longest=LONGEST_IDENTIFIER, lower=True)
    host = f"proxy-{secrets.token_hex(6)}.{provider.region}.rds.amazonaws.com"
    proxy = Proxy(
        resource_id=f"{rds_proxy.RESOURCE_ID_PREFIX}{secrets.token_hex(9)[:17]}",
        name=proxy_name,
        account=provider.account_id,
        region=provider.region,
        role_arn=inputs["roleArn"],
        default_auth_scheme=inputs["defaultAuthScheme"],
        endpoint=f"{proxy_name}.{host}",
        vpc_id=vpc_id,
    )
    if any(other.name == proxy_name for other in _own(provider)):
        raise LabError(f"DBProxyAlreadyExistsFault: DB Proxy {proxy_name} already exists.")
    kept(provider).keep(proxy.resource_id, proxy)
    outputs = {
        "arn": provider.arn("rds", f"db-proxy:{proxy.resource_id}"),
        "endpoint": proxy.endpoint,
        "idleClientTimeout": 1800,
        "name": proxy_name,
        "region": provider.region,
        "tagsAll": provider.tags(inputs),
    }
    return Created(id=proxy_name, outputs=outputs)


def delete_proxy(provider: AwsProvider, proxy_name: str, _state: Properties) -> None:
    """Delete the proxy."""
    kept(provider).forget(Proxy, find_proxy(provider, proxy_name).resource_id)


def create_target_group(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """The default target group, which every proxy has; the lab has no pool for its configuration."""
    only(inputs, "connectionPoolConfig", "dbProxyName")
    proxy = find_proxy(provider, inputs["dbProxyName"])
    arn = provider.arn("rds", f"target-group:prx-tg-{proxy.resource_id.removeprefix('prx-')}")
    return Created(id=proxy.name, outputs={"arn": arn, "name": TARGET_GROUP, "region": provider.region})


def delete_target_group(_provider: AwsProvider, _id: str, _state: Properties) -> None:
    """It goes with the proxy, as the provider leaves it."""


def create_target(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A cluster of the proxy's VPC that has an instance."""
    only(inputs, "dbClusterIdentifier", "dbProxyName", "targetGroupName")
    proxy, identifier = find_proxy(provider, inputs["dbProxyName"]), required(inputs, "dbClusterIdentifier")
    if inputs["targetGroupName"] != TARGET_GROUP:
        raise LabError(f"DBProxyTargetGroupNotFoundFault: {inputs['targetGroupName']} does not exist")
    cluster = describe_cluster(provider, identifier)
    if not cluster["DBClusterMembers"]:
        raise LabError(f"InvalidDBClusterStateFault: DB cluster {identifier} has no instances")
    if vpc_of_subnet_group(provider, cluster["DBSubnetGroup"]) != proxy.vpc_id:
        raise LabError(f"InvalidParameterValue: DB cluster {identifier} is not in the proxy's VPC {proxy.vpc_id}")
    kept(provider).keep(proxy.resource_id, ProxyTarget(proxy=proxy.resource_id, cluster_identifier=identifier))
    outputs = {
        "endpoint": cluster["Endpoint"],
        "port": cluster["Port"],
        "rdsResourceId": identifier,
        "region": provider.region,
        "targetArn": cluster["DBClusterArn"],
        "trackedClusterId": "",
        "type": "TRACKED_CLUSTER",
    }
    return Created(id=f"{proxy.name}/{TARGET_GROUP}/TRACKED_CLUSTER/{identifier}", outputs=outputs)


def delete_target(provider: AwsProvider, _id: str, state: Properties) -> None:
    """The proxy leads nowhere."""
    kept(provider).forget(ProxyTarget, find_proxy(provider, state["dbProxyName"]).resource_id)


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


def _check(inputs: Properties) -> None:
    if required(inputs, "engineFamily") != "POSTGRESQL":
        raise LabError(f"engineFamily: got {inputs['engineFamily']!r}, want POSTGRESQL; the lab has no other engine")
    if required(inputs, "defaultAuthScheme") != BY_TOKEN:
        raise LabError(
            f"defaultAuthScheme: got {inputs['defaultAuthScheme']!r}, want {BY_TOKEN}; the lab's hold no secrets"
        )
    if not required(inputs, "requireTls"):
        raise LabError("requireTls: got false, want true; the lab's gate lets nobody in without TLS")


def _check_role(provider: AwsProvider, role_arn: str) -> None:
    iam = provider.client("iam")
    if role_arn not in {role["Arn"] for page in iam.get_paginator("list_roles").paginate() for role in page["Roles"]}:
        raise LabError(f"InvalidParameterValue: IAM role ARN value {role_arn} is invalid")


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:rds/proxy:Proxy": OldBackend(create_proxy, delete_proxy),
    "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": OldBackend(create_target_group, delete_target_group),
    "aws:rds/proxyTarget:ProxyTarget": OldBackend(create_target, delete_target),
}
