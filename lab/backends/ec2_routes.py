"""Internet gateways, route tables and routes, made in the account's emulated EC2."""

import zlib
from typing import Any

from botocore.exceptions import ClientError

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_nat_gateways import check_exists
from lab.backends.ec2_shapes import change_tags, check_network, shown, tag_specification
from lab.backends.vpc_peering import check_route_through, route_state

TABLE_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_route_table.go, ForceNew"
ROUTE_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_route.go, ForceNew"
NO_TABLE = "InvalidRouteTableID.NotFound"
TARGETS = {
    "gatewayId": "GatewayId",
    "natGatewayId": "NatGatewayId",
    "vpcPeeringConnectionId": "VpcPeeringConnectionId",
}
"""What a route of the lab may lead to, in EC2's words."""


def create_internet_gateway(provider: AwsProvider, inputs: Properties) -> Created:
    """A gateway, attached to its VPC if it has one."""
    ec2 = provider.client("ec2")
    gateway = ec2.create_internet_gateway(**tag_specification(inputs, "internet-gateway"))["InternetGateway"]
    gateway_id = gateway["InternetGatewayId"]
    if "vpcId" in inputs:
        try:
            ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=inputs["vpcId"])
        except ClientError:
            ec2.delete_internet_gateway(InternetGatewayId=gateway_id)
            raise
    return Created(gateway_id)


def read_internet_gateway(provider: AwsProvider, gateway_id: str, state: Properties) -> dict[str, Any]:
    """The gateway and the VPC it is attached to."""
    gateway = _gateway(provider, gateway_id)
    attached = [attachment["VpcId"] for attachment in gateway["Attachments"]]
    return {
        **shown(provider, state, f"internet-gateway/{gateway_id}", from_tag_list(gateway.get("Tags", []))),
        "vpcId": attached[0] if attached else None,
    }


def update_internet_gateway(provider: AwsProvider, gateway_id: str, change: Change) -> None:
    """Another VPC, other tags."""
    ec2 = provider.client("ec2")
    if "vpcId" in change:
        _detach(provider, gateway_id)
        if "vpcId" in change.new:
            ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=change.new["vpcId"])
    change_tags(ec2, gateway_id, change)


def delete_internet_gateway(provider: AwsProvider, gateway_id: str, _state: Properties) -> None:
    """Detach, then delete."""
    _detach(provider, gateway_id)
    provider.client("ec2").delete_internet_gateway(InternetGatewayId=gateway_id)


def create_route_table(provider: AwsProvider, inputs: Properties) -> Created:
    """A route table with the local route only; further routes are resources of their own."""
    tagging = tag_specification(inputs, "route-table")
    table = provider.client("ec2").create_route_table(VpcId=inputs["vpcId"], **tagging)["RouteTable"]
    return Created(table["RouteTableId"])


def read_route_table(provider: AwsProvider, table_id: str, state: Properties) -> dict[str, Any]:
    """The table as EC2 shows it; without the routes, which are resources of their own."""
    table = _table(provider, table_id)
    return {
        **shown(provider, state, f"route-table/{table_id}", from_tag_list(table.get("Tags", []))),
        "propagatingVgws": [],
        "routes": [],
        "vpcId": table["VpcId"],
    }


def update_route_table(provider: AwsProvider, table_id: str, change: Change) -> None:
    """Tags."""
    change_tags(provider.client("ec2"), table_id, change)


def delete_route_table(provider: AwsProvider, table_id: str, _state: Properties) -> None:
    """Refused while subnets are associated."""
    provider.client("ec2").delete_route_table(RouteTableId=table_id)


def check_route(_provider: AwsProvider, inputs: Properties) -> None:
    """The destination is a network, and the route leads to one thing."""
    check_network("destinationCidrBlock", inputs["destinationCidrBlock"])
    if len(TARGETS.keys() & inputs.keys()) != 1:  # vpc_route.go, ExactlyOneOf
        raise LabError(f"{', '.join(TARGETS)}: exactly one of them must be specified")


def create_route(provider: AwsProvider, inputs: Properties) -> Created:
    """A route to an internet gateway of the same VPC, to a NAT gateway, or through a peering of the VPC."""
    table, destination = inputs["routeTableId"], inputs["destinationCidrBlock"]
    provider.client("ec2").create_route(
        RouteTableId=table, DestinationCidrBlock=destination, **_target(provider, inputs)
    )
    # The id the provider makes up: terraform-provider-aws internal/service/ec2/vpc_route.go, routeCreateID
    return Created(f"r-{table}{zlib.crc32(destination.encode())}")


def read_route(provider: AwsProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """The route as its table has it."""
    for route in _table(provider, state["routeTableId"])["Routes"]:
        if route.get("DestinationCidrBlock") == state["destinationCidrBlock"]:
            peering = route.get("VpcPeeringConnectionId")
            return {
                **{argument: route.get(target) for argument, target in TARGETS.items()},
                "instanceId": "",
                "instanceOwnerId": "",
                "origin": route["Origin"],
                "state": route_state(provider, peering) if peering else route["State"],
            }
    return None


def update_route(provider: AwsProvider, _id: str, change: Change) -> None:
    """Another gateway or peering of the same VPC."""
    provider.client("ec2").replace_route(
        RouteTableId=change.new["routeTableId"],
        DestinationCidrBlock=change.new["destinationCidrBlock"],
        **_target(provider, change.new),
    )


def delete_route(provider: AwsProvider, _id: str, state: Properties) -> None:
    """Delete by table and destination: a route has no id of its own."""
    provider.client("ec2").delete_route(
        RouteTableId=state["routeTableId"], DestinationCidrBlock=state["destinationCidrBlock"]
    )


def _target(provider: AwsProvider, inputs: Properties) -> dict[str, str]:
    """Where the route leads, as EC2 takes it; raises `LabError` for what is not of the table's VPC."""
    table = inputs["routeTableId"]
    vpc_id = _table(provider, table)["VpcId"]
    if peering := inputs.get("vpcPeeringConnectionId"):
        check_route_through(provider, peering, vpc_id)
        return {TARGETS["vpcPeeringConnectionId"]: peering}
    if nat_gateway := inputs.get("natGatewayId"):
        check_exists(provider, nat_gateway)
        return {TARGETS["natGatewayId"]: nat_gateway}
    gateway_id = inputs["gatewayId"]
    if vpc_id not in [attachment["VpcId"] for attachment in _gateway(provider, gateway_id)["Attachments"]]:
        raise LabError(
            f"InvalidParameterValue: route table {table} and network gateway {gateway_id} belong to different networks"
        )
    return {TARGETS["gatewayId"]: gateway_id}


def _detach(provider: AwsProvider, gateway_id: str) -> None:
    for attachment in _gateway(provider, gateway_id)["Attachments"]:
        provider.client("ec2").detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=attachment["VpcId"])


def _gateway(provider: AwsProvider, gateway_id: str) -> dict[str, Any]:
    answer = provider.client("ec2").describe_internet_gateways(InternetGatewayIds=[gateway_id])
    found: dict[str, Any] = answer["InternetGateways"][0]
    return found


def _table(provider: AwsProvider, table_id: str) -> dict[str, Any]:
    found: dict[str, Any] = provider.client("ec2").describe_route_tables(RouteTableIds=[table_id])["RouteTables"][0]
    return found


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/internetGateway:InternetGateway": Backend(
        replaces={},
        updates=("vpcId", *TAGS),
        fills=all_tags,
        create=create_internet_gateway,
        read=read_internet_gateway,
        update=update_internet_gateway,
        delete=delete_internet_gateway,
        gone=("InvalidInternetGatewayID.NotFound",),
    ),
    "aws:ec2/route:Route": Backend(
        replaces=dict.fromkeys(("destinationCidrBlock", "routeTableId"), ROUTE_SOURCE),
        updates=tuple(TARGETS),
        check=check_route,
        create=create_route,
        read=read_route,
        update=update_route,
        delete=delete_route,
        gone=(NO_TABLE, "InvalidRoute.NotFound"),
    ),
    "aws:ec2/routeTable:RouteTable": Backend(
        replaces={"vpcId": TABLE_SOURCE},
        updates=TAGS,
        fills=all_tags,
        create=create_route_table,
        read=read_route_table,
        update=update_route_table,
        delete=delete_route_table,
        gone=(NO_TABLE,),
    ),
}
