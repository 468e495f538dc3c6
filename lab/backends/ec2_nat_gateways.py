"""NAT gateways, made in the account's emulated EC2; the way that pipelines take is the lab's own (`NatGateway`)."""

from typing import Any

from botocore.exceptions import ClientError

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_shapes import change_tags, shown, tag_specification

SOURCE = "terraform-provider-aws internal/service/ec2/vpc_nat_gateway.go, ForceNew"
NOT_FOUND = "NatGatewayNotFound"
GONE = ("deleted", "deleting")
DEFAULT_ROUTE = "0.0.0.0/0"


def create(provider: AwsProvider, inputs: Properties) -> Created:
    """A public gateway with an address of the account; raises `LabError` for what makes EC2's fail to start."""
    ec2 = provider.client("ec2")
    ec2.describe_addresses(AllocationIds=[inputs["allocationId"]])
    for gateway in ec2.describe_nat_gateways()["NatGateways"]:
        allocations = [address["AllocationId"] for address in gateway["NatGatewayAddresses"]]
        if gateway["State"] not in GONE and inputs["allocationId"] in allocations:
            raise LabError(f"Resource.AlreadyAssociated: {inputs['allocationId']} is of {gateway['NatGatewayId']}")
    if not _leads_out(ec2, inputs["subnetId"]):
        # Amazon VPC User Guide, "Troubleshoot NAT gateways", NAT gateway creation fails.
        raise LabError(f"Gateway.NotAttached: Network of subnet {inputs['subnetId']} has no internet gateway attached")
    made = ec2.create_nat_gateway(
        SubnetId=inputs["subnetId"], AllocationId=inputs["allocationId"], **tag_specification(inputs, "natgateway")
    )["NatGateway"]
    return Created(made["NatGatewayId"])


def read(provider: AwsProvider, gateway_id: str, state: Properties) -> dict[str, Any] | None:
    """The gateway as EC2 shows it, which it does for a while after it was deleted."""
    found = provider.client("ec2").describe_nat_gateways(NatGatewayIds=[gateway_id])["NatGateways"]
    if not found or found[0]["State"] in GONE:
        return None
    (address,) = found[0]["NatGatewayAddresses"]
    common = shown(provider, state, f"natgateway/{gateway_id}", from_tag_list(found[0].get("Tags", [])))
    return {
        **{key: value for key, value in common.items() if key not in ("arn", "ownerId")},
        "allocationId": address["AllocationId"],
        "connectivityType": "public",
        "publicIp": address["PublicIp"],
        "subnetId": found[0]["SubnetId"],
    }


def update(provider: AwsProvider, gateway_id: str, change: Change) -> None:
    """Tags."""
    change_tags(provider.client("ec2"), gateway_id, change)


def delete(provider: AwsProvider, gateway_id: str, state: Properties) -> None:
    """Its address is let go of, which moto's gateway does not do, and is left: it is somebody else's."""
    ec2 = provider.client("ec2")
    ec2.delete_nat_gateway(NatGatewayId=gateway_id)
    for address in ec2.describe_addresses(AllocationIds=[state["allocationId"]])["Addresses"]:
        if "AssociationId" in address:
            ec2.disassociate_address(AssociationId=address["AssociationId"])


def check_exists(provider: AwsProvider, gateway_id: str) -> None:
    """Raise `LabError` for a gateway that no route can lead to; moto asks no such thing."""
    try:
        found = provider.client("ec2").describe_nat_gateways(NatGatewayIds=[gateway_id])["NatGateways"]
    except ClientError:
        found = []
    if not found or found[0]["State"] in GONE:
        raise LabError(f"InvalidNatGatewayID.NotFound: The natGateway ID '{gateway_id}' does not exist")


def _leads_out(ec2: Any, subnet_id: str) -> bool:
    tables = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet_id]}])
    routes = [route for table in tables["RouteTables"] for route in table["Routes"]]
    return any(
        route.get("DestinationCidrBlock") == DEFAULT_ROUTE and str(route.get("GatewayId")).startswith("igw-")
        for route in routes
    )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/natGateway:NatGateway": Backend(
        replaces=dict.fromkeys(("allocationId", "connectivityType", "subnetId"), SOURCE),
        updates=TAGS,
        fills=all_tags,
        create=create,
        read=read,
        update=update,
        delete=delete,
        gone=(NOT_FOUND,),
    ),
}
