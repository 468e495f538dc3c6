"""Security groups, made in the emulated EC2 of the VPC's account."""

from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, Properties
from lab.backends.ec2_shapes import change_tags, checked_description, shown, tag_specification
from lab.backends.kept import kept
from lab.backends.shared_vpcs import ec2_of_group, vpc_owner
from lab.cloud.kept_resources import GuestGroup

LONGEST_NAME = 255  # EC2 API reference, CreateSecurityGroup
MANAGED = "Managed by Pulumi"  # default description, pulumi-aws provider/resources.go
EVERYWHERE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
SOURCE = "terraform-provider-aws internal/service/ec2/vpc_security_group.go, ForceNew"


def defaults(provider: AwsProvider, inputs: Properties) -> dict[str, Any]:
    """All tags and a description."""
    return {**all_tags(provider, inputs), "description": inputs.get("description", MANAGED)}


def create_security_group(provider: AwsProvider, inputs: Properties) -> Created:
    """A group without any rule: the real provider removes the egress rule that EC2 gives every new group."""
    description = checked_description(inputs["description"])
    owner = vpc_owner(provider, inputs["vpcId"])
    ec2 = provider.client("ec2", account_id=owner)
    ec2.describe_vpcs(VpcIds=[inputs["vpcId"]])  # refuses an unknown VPC; moto's CreateSecurityGroup takes any
    group_id = ec2.create_security_group(
        GroupName=inputs["name"],
        Description=description,
        VpcId=inputs["vpcId"],
        **tag_specification(inputs, "security-group"),
    )["GroupId"]
    ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=EVERYWHERE)
    if owner != provider.account_id:
        kept(provider).keep(group_id, GuestGroup(group_id=group_id, account=provider.account_id, vpc_owner=owner))
    return Created(group_id)


def read_security_group(provider: AwsProvider, group_id: str, state: Properties) -> dict[str, Any]:
    """The group as EC2 shows it; without its rules, which are resources of their own."""
    ec2 = ec2_of_group(provider, group_id)
    group = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    return {
        **shown(provider, state, f"security-group/{group_id}", from_tag_list(group.get("Tags", []))),
        "description": group["Description"],
        "egress": [],
        "ingress": [],
        "name": group["GroupName"],
        "namePrefix": "",
        "vpcId": group["VpcId"],
    }


def update_security_group(provider: AwsProvider, group_id: str, change: Change) -> None:
    """Tags."""
    change_tags(ec2_of_group(provider, group_id), group_id, change)


def delete_security_group(provider: AwsProvider, group_id: str, _state: Properties) -> None:
    """Delete the group and its rules."""
    ec2_of_group(provider, group_id).delete_security_group(GroupId=group_id)
    kept(provider).forget(GuestGroup, group_id)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/securityGroup:SecurityGroup": Backend(
        replaces=dict.fromkeys(("description", "name", "vpcId"), SOURCE),
        updates=TAGS,
        auto_name=AutoName("name", LONGEST_NAME),
        fills=defaults,
        create=create_security_group,
        read=read_security_group,
        update=update_security_group,
        delete=delete_security_group,
        gone=("InvalidGroup.NotFound",),
    ),
}
