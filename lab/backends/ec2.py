"""VPCs and subnets, made in the account's emulated EC2."""

import ipaddress
from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_shapes import change_tags, check_network, shown, tag_specification, vpc_attribute

VPC_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_.go, ForceNew"
SUBNET_SOURCE = "terraform-provider-aws internal/service/ec2/vpc_subnet.go, ForceNew"
SHORTEST_PREFIX, LONGEST_PREFIX = 16, 28  # vpc_.go, VPCCIDRMinIPv4 and VPCCIDRMaxIPv4
DNS = {"enableDnsHostnames": "EnableDnsHostnames", "enableDnsSupport": "EnableDnsSupport"}
"""Attributes of a VPC, one a call: EC2 API reference, ModifyVpcAttribute."""


def check_vpc(_provider: AwsProvider, inputs: Properties) -> None:
    """A network of the size that a VPC may have."""
    check_network("cidrBlock", inputs["cidrBlock"])
    length = ipaddress.IPv4Network(inputs["cidrBlock"]).prefixlen
    if not SHORTEST_PREFIX <= length <= LONGEST_PREFIX:
        raise LabError(
            f"cidrBlock: expected to contain a network Value with between {SHORTEST_PREFIX} and {LONGEST_PREFIX} "
            f"significant bits, got: {length}"
        )


def create_vpc(provider: AwsProvider, inputs: Properties) -> Created:
    """A VPC with its main route table, network ACL and default security group."""
    ec2 = provider.client("ec2")
    vpc = ec2.create_vpc(CidrBlock=inputs["cidrBlock"], **tag_specification(inputs, "vpc"))["Vpc"]
    for attribute in DNS:
        if attribute in inputs:
            ec2.modify_vpc_attribute(VpcId=vpc["VpcId"], **{DNS[attribute]: {"Value": inputs[attribute]}})
    return Created(vpc["VpcId"])


def read_vpc(provider: AwsProvider, vpc_id: str, state: Properties) -> dict[str, Any]:
    """The VPC as EC2 shows it, with the defaults that it brought along."""
    ec2 = provider.client("ec2")
    vpc = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]

    def of_vpc(name: str, value: str) -> list[dict[str, Any]]:
        return [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": name, "Values": [value]}]

    main_table = ec2.describe_route_tables(Filters=of_vpc("association.main", "true"))["RouteTables"][0]
    network_acl = ec2.describe_network_acls(Filters=of_vpc("default", "true"))["NetworkAcls"][0]
    group = ec2.describe_security_groups(Filters=of_vpc("group-name", "default"))["SecurityGroups"][0]
    return {
        **shown(provider, state, f"vpc/{vpc_id}", from_tag_list(vpc.get("Tags", []))),
        **{attribute: vpc_attribute(ec2, vpc_id, attribute) for attribute in DNS},
        "cidrBlock": vpc["CidrBlock"],
        "defaultNetworkAclId": network_acl["NetworkAclId"],
        "defaultRouteTableId": main_table["RouteTableId"],
        "defaultSecurityGroupId": group["GroupId"],
        "dhcpOptionsId": vpc["DhcpOptionsId"],
        "instanceTenancy": vpc["InstanceTenancy"],
        "mainRouteTableId": main_table["RouteTableId"],
    }


def update_vpc(provider: AwsProvider, vpc_id: str, change: Change) -> None:
    """DNS and tags; host names that are no longer asked for stay as they are, name resolution is on by default."""
    ec2 = provider.client("ec2")
    wanted = {"enableDnsSupport": True, **change.new}
    for attribute in DNS:
        if attribute in change and attribute in wanted:
            ec2.modify_vpc_attribute(VpcId=vpc_id, **{DNS[attribute]: {"Value": wanted[attribute]}})
    change_tags(ec2, vpc_id, change)


def delete_vpc(provider: AwsProvider, vpc_id: str, _state: Properties) -> None:
    """Refused while anything is left in it."""
    provider.client("ec2").delete_vpc(VpcId=vpc_id)


def check_subnet(_provider: AwsProvider, inputs: Properties) -> None:
    """A network; whether it is within the VPC's only EC2 knows."""
    check_network("cidrBlock", inputs["cidrBlock"])


def create_subnet(provider: AwsProvider, inputs: Properties) -> Created:
    """A subnet in a zone of the provider's region."""
    ec2 = provider.client("ec2")
    zone = inputs.get("availabilityZone")
    zones = [known["ZoneName"] for known in ec2.describe_availability_zones()["AvailabilityZones"]]
    if zone is not None and zone not in zones:  # moto takes the zones of every region
        raise LabError(
            f"InvalidParameterValue: Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently "
            f"only be created in the following availability zones: {', '.join(zones)}."
        )
    placed = {"AvailabilityZone": zone} if zone else {}
    tagging = tag_specification(inputs, "subnet")
    subnet = ec2.create_subnet(VpcId=inputs["vpcId"], CidrBlock=inputs["cidrBlock"], **placed, **tagging)["Subnet"]
    if inputs.get("mapPublicIpOnLaunch"):
        ec2.modify_subnet_attribute(SubnetId=subnet["SubnetId"], MapPublicIpOnLaunch={"Value": True})
    return Created(subnet["SubnetId"])


def read_subnet(provider: AwsProvider, subnet_id: str, state: Properties) -> dict[str, Any]:
    """The subnet as EC2 shows it."""
    subnet = provider.client("ec2").describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    return {
        **shown(provider, state, f"subnet/{subnet_id}", from_tag_list(subnet.get("Tags", []))),
        "availabilityZone": subnet["AvailabilityZone"],
        "availabilityZoneId": subnet["AvailabilityZoneId"],
        "cidrBlock": subnet["CidrBlock"],
        "mapPublicIpOnLaunch": subnet["MapPublicIpOnLaunch"],
        "vpcId": subnet["VpcId"],
    }


def update_subnet(provider: AwsProvider, subnet_id: str, change: Change) -> None:
    """Public addresses and tags."""
    ec2 = provider.client("ec2")
    if "mapPublicIpOnLaunch" in change:
        public = change.new.get("mapPublicIpOnLaunch", False)
        ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": public})
    change_tags(ec2, subnet_id, change)


def delete_subnet(provider: AwsProvider, subnet_id: str, _state: Properties) -> None:
    """Delete the subnet."""
    provider.client("ec2").delete_subnet(SubnetId=subnet_id)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/subnet:Subnet": Backend(
        replaces=dict.fromkeys(("availabilityZone", "cidrBlock", "vpcId"), SUBNET_SOURCE),
        updates=("mapPublicIpOnLaunch", *TAGS),
        fills=all_tags,
        check=check_subnet,
        create=create_subnet,
        read=read_subnet,
        update=update_subnet,
        delete=delete_subnet,
        gone=("InvalidSubnetID.NotFound",),
    ),
    "aws:ec2/vpc:Vpc": Backend(
        replaces={"cidrBlock": VPC_SOURCE},
        updates=(*DNS, *TAGS),
        fills=all_tags,
        check=check_vpc,
        create=create_vpc,
        read=read_vpc,
        update=update_vpc,
        delete=delete_vpc,
        gone=("InvalidVpcID.NotFound",),
    ),
}
