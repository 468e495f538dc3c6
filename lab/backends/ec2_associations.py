"""Subnets on route tables, in the account's emulated EC2."""

from typing import Any

from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Backend, Change, Created, Properties

ASSOCIATION_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_route_table_association.go, ForceNew"


def create_route_table_association(provider: AwsProvider, inputs: Properties) -> Created:
    """Put a subnet on a route table."""
    made = provider.client("ec2").associate_route_table(
        RouteTableId=inputs["routeTableId"], SubnetId=inputs["subnetId"]
    )
    return Created(made["AssociationId"])


def read_route_table_association(provider: AwsProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """The table that the subnet is on."""
    found = _of_subnet(provider, state["subnetId"])
    return found and {"region": provider.region, "routeTableId": found["RouteTableId"], "subnetId": found["SubnetId"]}


def update_route_table_association(provider: AwsProvider, _id: str, change: Change) -> None:
    """Another table; EC2 gives the association another id then, which the engine never hears of."""
    found = _of_subnet(provider, change.old["subnetId"])
    if found is None:
        create_route_table_association(provider, change.new)
        return
    provider.client("ec2").replace_route_table_association(
        AssociationId=found["RouteTableAssociationId"], RouteTableId=change.new["routeTableId"]
    )


def delete_route_table_association(provider: AwsProvider, _id: str, state: Properties) -> None:
    """Back to the VPC's main route table."""
    if found := _of_subnet(provider, state["subnetId"]):
        provider.client("ec2").disassociate_route_table(AssociationId=found["RouteTableAssociationId"])


def _of_subnet(provider: AwsProvider, subnet_id: str) -> dict[str, Any] | None:
    """A subnet has one association at most: EC2 API reference, AssociateRouteTable."""
    of_subnet = [{"Name": "association.subnet-id", "Values": [subnet_id]}]
    for table in provider.client("ec2").describe_route_tables(Filters=of_subnet)["RouteTables"]:
        for association in table["Associations"]:
            if association.get("SubnetId") == subnet_id:
                found: dict[str, Any] = association
                return found
    return None


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Backend(
        replaces={"subnetId": ASSOCIATION_SOURCE},
        updates=("routeTableId",),
        create=create_route_table_association,
        read=read_route_table_association,
        update=update_route_table_association,
        delete=delete_route_table_association,
    ),
}
