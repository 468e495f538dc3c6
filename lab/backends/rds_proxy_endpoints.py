"""Further endpoints of a proxy, in any VPC that the account may use: kept by the lab."""

from domain.rds_proxy import TARGET_ROLES
from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.kept import kept
from lab.backends.rds import LONGEST_IDENTIFIER
from lab.backends.rds_proxies import check_network, find_proxy
from lab.cloud.kept_resources import ProxyEndpoint


def create_proxy_endpoint(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """An endpoint for reading and writing, or for reading alone; RDS makes one without a reader, too."""
    only(inputs, "dbProxyEndpointName", "dbProxyName", "tags", "targetRole", "vpcSecurityGroupIds", "vpcSubnetIds")
    proxy, name = find_proxy(provider, inputs["dbProxyName"]), required(inputs, "dbProxyEndpointName")
    if len(name) > LONGEST_IDENTIFIER:
        raise LabError(f"InvalidParameterValue: DBProxyEndpointName has {LONGEST_IDENTIFIER} characters at most")
    if inputs["targetRole"] not in TARGET_ROLES:
        raise LabError(f"InvalidParameterValue: TargetRole is one of {', '.join(TARGET_ROLES)}")
    vpc_id = check_network(provider, inputs["vpcSubnetIds"], inputs["vpcSecurityGroupIds"])
    endpoint = ProxyEndpoint(
        proxy=proxy.resource_id,
        name=name,
        host=f"{name}.endpoint.{proxy.endpoint.partition('.')[2]}",
        target_role=inputs["targetRole"],
    )
    endpoint_id = f"{proxy.name}/{name}"
    kept(provider).keep(endpoint_id, endpoint)
    outputs = {
        "arn": provider.arn("rds", f"db-proxy-endpoint:prx-endpoint-{proxy.resource_id.removeprefix('prx-')}-{name}"),
        "endpoint": endpoint.host,
        "isDefault": False,
        "region": provider.region,
        "tagsAll": provider.tags(inputs),
        "vpcId": vpc_id,
    }
    return Created(id=endpoint_id, outputs=outputs)


def delete_proxy_endpoint(provider: AwsProvider, endpoint_id: str, _state: Properties) -> None:
    """Delete the endpoint."""
    kept(provider).forget(ProxyEndpoint, endpoint_id)


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:rds/proxyEndpoint:ProxyEndpoint": OldBackend(create_proxy_endpoint, delete_proxy_endpoint),
}
