"""VPC, subnets and routes, made in the account's emulated EC2."""

import zlib

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.ec2_shapes import common_outputs, tag_specification


def create_vpc(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A VPC with its main route table, network ACL and default security group."""
    only(inputs, "cidrBlock", "enableDnsHostnames", "enableDnsSupport", "tags")
    ec2 = provider.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=inputs["cidrBlock"], **tag_specification(provider, "vpc", inputs))["Vpc"]
    vpc_id = vpc["VpcId"]
    dns = {
        "enableDnsSupport": inputs.get("enableDnsSupport", True),
        "enableDnsHostnames": inputs.get("enableDnsHostnames", False),
    }
    for attribute, value in dns.items():
        # One attribute a call: EC2 API reference, ModifyVpcAttribute
        ec2.modify_vpc_attribute(VpcId=vpc_id, **{attribute[0].upper() + attribute[1:]: {"Value": value}})
    of_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    main_table = ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"]
    return Created(
        id=vpc_id,
        outputs={
            **common_outputs(provider, inputs, f"vpc/{vpc_id}"),
            **dns,
            "defaultNetworkAclId": ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"][0]["NetworkAclId"],
            "defaultRouteTableId": main_table,
            "defaultSecurityGroupId": ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"][0]["GroupId"],
            "dhcpOptionsId": vpc["DhcpOptionsId"],
            "instanceTenancy": vpc["InstanceTenancy"],
            "mainRouteTableId": main_table,
        },
    )


def delete_vpc(provider: AwsProvider, vpc_id: str, _state: Properties) -> None:
    """Refused while anything is left in it."""
    provider.client("ec2").delete_vpc(VpcId=vpc_id)


def create_internet_gateway(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A gateway, attached to its VPC if it has one."""
    only(inputs, "vpcId", "tags")
    ec2 = provider.client("ec2")
    gateway = ec2.create_internet_gateway(**tag_specification(provider, "internet-gateway", inputs))["InternetGateway"]
    gateway_id = gateway["InternetGatewayId"]
    if "vpcId" in inputs:
        ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=inputs["vpcId"])
    return Created(id=gateway_id, outputs=common_outputs(provider, inputs, f"internet-gateway/{gateway_id}"))


def delete_internet_gateway(provider: AwsProvider, gateway_id: str, state: Properties) -> None:
    """Detach, then delete."""
    if "vpcId" in state:
        provider.client("ec2").detach_internet_gateway(InternetGatewayId=gateway_id, VpcId=state["vpcId"])
    provider.client("ec2").delete_internet_gateway(InternetGatewayId=gateway_id)


def create_route_table(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A route table with the local route only; further routes are resources of their own."""
    only(inputs, "vpcId", "tags")
    tagging = tag_specification(provider, "route-table", inputs)
    table = provider.client("ec2").create_route_table(VpcId=inputs["vpcId"], **tagging)["RouteTable"]
    table_id = table["RouteTableId"]
    outputs = {**common_outputs(provider, inputs, f"route-table/{table_id}"), "routes": [], "propagatingVgws": []}
    return Created(id=table_id, outputs=outputs)


def delete_route_table(provider: AwsProvider, table_id: str, _state: Properties) -> None:
    """Refused while subnets are associated."""
    provider.client("ec2").delete_route_table(RouteTableId=table_id)


def create_route(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A route to an internet gateway of the same VPC."""
    only(inputs, "routeTableId", "destinationCidrBlock", "gatewayId")
    table, destination = inputs["routeTableId"], inputs["destinationCidrBlock"]
    ec2 = provider.client("ec2")
    vpc_id = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["VpcId"]
    gateway = ec2.describe_internet_gateways(InternetGatewayIds=[inputs["gatewayId"]])["InternetGateways"][0]
    if vpc_id not in [attachment["VpcId"] for attachment in gateway["Attachments"]]:
        raise LabError(
            f"InvalidParameterValue: route table {table} and network gateway {inputs['gatewayId']} belong to "
            "different networks"
        )
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=destination, GatewayId=inputs["gatewayId"])
    # The id the provider makes up: terraform-provider-aws internal/service/ec2/vpc_route.go, routeCreateID
    route_id = f"r-{table}{zlib.crc32(destination.encode())}"
    return Created(
        id=route_id,
        outputs={"state": "active", "origin": "CreateRoute", "instanceId": "", "instanceOwnerId": ""},
    )


def delete_route(provider: AwsProvider, _route_id: str, state: Properties) -> None:
    """Delete by table and destination: a route has no id of its own."""
    provider.client("ec2").delete_route(
        RouteTableId=state["routeTableId"], DestinationCidrBlock=state["destinationCidrBlock"]
    )


def create_subnet(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """A subnet in a zone of the provider's region."""
    only(inputs, "vpcId", "cidrBlock", "availabilityZone", "mapPublicIpOnLaunch", "tags")
    ec2 = provider.client("ec2")
    zone = inputs.get("availabilityZone")
    zones = [known["ZoneName"] for known in ec2.describe_availability_zones()["AvailabilityZones"]]
    if zone is not None and zone not in zones:  # moto takes the zones of every region
        raise LabError(
            f"InvalidParameterValue: Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently "
            f"only be created in the following availability zones: {', '.join(zones)}."
        )
    placed = {"AvailabilityZone": zone} if zone else {}
    tagging = tag_specification(provider, "subnet", inputs)
    subnet = ec2.create_subnet(VpcId=inputs["vpcId"], CidrBlock=inputs["cidrBlock"], **placed, **tagging)["Subnet"]
    subnet_id = subnet["SubnetId"]
    if inputs.get("mapPublicIpOnLaunch"):
        ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})
    outputs = {
        **common_outputs(provider, inputs, f"subnet/{subnet_id}"),
        "availabilityZone": subnet["AvailabilityZone"],
        "availabilityZoneId": subnet["AvailabilityZoneId"],
        "mapPublicIpOnLaunch": inputs.get("mapPublicIpOnLaunch", False),
    }
    return Created(id=subnet_id, outputs=outputs)


def delete_subnet(provider: AwsProvider, subnet_id: str, _state: Properties) -> None:
    """Delete the subnet."""
    provider.client("ec2").delete_subnet(SubnetId=subnet_id)


def create_route_table_association(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """Put a subnet on a route table."""
    only(inputs, "routeTableId", "subnetId")
    made = provider.client("ec2").associate_route_table(
        RouteTableId=inputs["routeTableId"], SubnetId=inputs["subnetId"]
    )
    return Created(id=made["AssociationId"], outputs={"region": provider.region})


def delete_route_table_association(provider: AwsProvider, association_id: str, _state: Properties) -> None:
    """Back to the VPC's main route table."""
    provider.client("ec2").disassociate_route_table(AssociationId=association_id)


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:ec2/vpc:Vpc": OldBackend(create_vpc, delete_vpc),
    "aws:ec2/internetGateway:InternetGateway": OldBackend(create_internet_gateway, delete_internet_gateway),
    "aws:ec2/routeTable:RouteTable": OldBackend(create_route_table, delete_route_table),
    "aws:ec2/route:Route": OldBackend(create_route, delete_route),
    "aws:ec2/subnet:Subnet": OldBackend(create_subnet, delete_subnet),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": OldBackend(
        create_route_table_association, delete_route_table_association
    ),
}
