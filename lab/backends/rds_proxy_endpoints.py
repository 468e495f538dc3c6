"""Further endpoints of a proxy, in any VPC that the account may use: kept by the lab."""

from typing import Any

from domain.rds_proxy import TARGET_ROLES
from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.kept import kept
from lab.backends.rds import LONGEST_IDENTIFIER
from lab.backends.rds_proxies import check_network, find_proxy
from lab.cloud.kept_resources import ProxyEndpoint

SOURCE = "terraform-provider-aws internal/service/rds/proxy_endpoint.go, ForceNew"


def check_proxy_endpoint(_provider: AwsProvider, inputs: Properties) -> None:
    """What the schema says."""
    if len(required(inputs, "dbProxyEndpointName")) > LONGEST_IDENTIFIER:
        raise LabError(f"InvalidParameterValue: DBProxyEndpointName has {LONGEST_IDENTIFIER} characters at most")
    if inputs["targetRole"] not in TARGET_ROLES:
        raise LabError(f"InvalidParameterValue: TargetRole is one of {', '.join(TARGET_ROLES)}")


def create_proxy_endpoint(provider: AwsProvider, inputs: Properties) -> Created:
    """An endpoint for reading and writing, or for reading alone; RDS makes one without a reader, too."""
    proxy, name = find_proxy(provider, inputs["dbProxyName"]), inputs["dbProxyEndpointName"]
    vpc_id = check_network(provider, inputs["vpcSubnetIds"], inputs["vpcSecurityGroupIds"])
    endpoint = ProxyEndpoint(
        proxy=proxy.resource_id,
        name=name,
        host=f"{name}.endpoint.{proxy.endpoint.partition('.')[2]}",
        target_role=inputs["targetRole"],
    )
    endpoint_id = f"{proxy.name}/{name}"
    kept(provider).keep(endpoint_id, endpoint)
    return Created(endpoint_id, {"vpcId": vpc_id})


def read_proxy_endpoint(provider: AwsProvider, endpoint_id: str, _state: Properties) -> dict[str, Any] | None:
    """What the lab keeps of it; groups, subnets and tags are not among that."""
    name = endpoint_id.rpartition("/")[2]
    for endpoint in kept(provider).all(ProxyEndpoint):
        if endpoint.name == name:
            suffix = f"{endpoint.proxy.removeprefix('prx-')}-{name}"
            return {
                "arn": provider.arn("rds", f"db-proxy-endpoint:prx-endpoint-{suffix}"),
                "endpoint": endpoint.host,
                "isDefault": False,
                "region": provider.region,
                "targetRole": endpoint.target_role,
            }
    return None


def update_proxy_endpoint(_provider: AwsProvider, _id: str, change: Change) -> None:
    """Tags alone, which the lab does not keep."""
    if "vpcSecurityGroupIds" in change:
        raise LabError("vpcSecurityGroupIds: the lab's RDS cannot change this of an endpoint that exists")


def delete_proxy_endpoint(provider: AwsProvider, endpoint_id: str, _state: Properties) -> None:
    """Delete the endpoint."""
    kept(provider).forget(ProxyEndpoint, endpoint_id)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:rds/proxyEndpoint:ProxyEndpoint": Backend(
        replaces=dict.fromkeys(("dbProxyEndpointName", "dbProxyName", "targetRole", "vpcSubnetIds"), SOURCE),
        updates=("vpcSecurityGroupIds", *TAGS),
        fills=all_tags,
        check=check_proxy_endpoint,
        create=create_proxy_endpoint,
        read=read_proxy_endpoint,
        update=update_proxy_endpoint,
        delete=delete_proxy_endpoint,
    ),
}
