"""A subnet of a new VPC, together with the table that its packets are routed by."""

import pulumi
from pulumi_aws import ec2


def routed_subnet(
    prefix: str,
    job: str,
    *,
    vpc_id: pulumi.Input[str],
    zone: str,
    cidr: str,
    table: ec2.RouteTable,
    opts: pulumi.ResourceOptions,
) -> tuple[ec2.Subnet, ec2.RouteTableAssociation]:
    """`<prefix>-subnet-<job>` and `<prefix>-route-<job>`; who reaches the subnet by its routes waits for both."""
    subnet = ec2.Subnet(
        f"{prefix}-subnet-{job}",
        vpc_id=vpc_id,
        availability_zone=zone,
        cidr_block=cidr,
        tags={"Name": f"{prefix}-{job}"},
        opts=opts,
    )
    association = ec2.RouteTableAssociation(
        f"{prefix}-route-{job}", subnet_id=subnet.id, route_table_id=table.id, opts=opts
    )
    return subnet, association
