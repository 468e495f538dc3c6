"""Security groups, made in the emulated EC2 of the VPC's account."""

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Created, OldBackend, Properties
from lab.backends.ec2_shapes import checked_description, common_outputs, tag_specification
from lab.backends.kept import kept
from lab.backends.shared_vpcs import ec2_of_group, vpc_owner
from lab.cloud.kept_resources import GuestGroup

MANAGED = "Managed by Pulumi"  # default description, pulumi-aws provider/resources.go
EVERYWHERE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


def create_security_group(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A group without any rule: the real provider removes the egress rule that EC2 gives every new group."""
    only(inputs, "name", "description", "vpcId", "tags")
    group_name = physical_name(inputs, "name", name, longest=255)  # EC2 API reference, CreateSecurityGroup
    description = checked_description(inputs.get("description", MANAGED))
    owner = vpc_owner(provider, inputs["vpcId"])
    ec2 = provider.client("ec2", account_id=owner)
    ec2.describe_vpcs(VpcIds=[inputs["vpcId"]])  # refuses an unknown VPC; moto's CreateSecurityGroup takes any
    group_id = ec2.create_security_group(
        GroupName=group_name,
        Description=description,
        VpcId=inputs["vpcId"],
        **tag_specification(provider, "security-group", inputs),
    )["GroupId"]
    ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=EVERYWHERE)
    if owner != provider.account_id:
        kept(provider).keep(group_id, GuestGroup(group_id=group_id, account=provider.account_id, vpc_owner=owner))
    outputs = {
        **common_outputs(provider, inputs, f"security-group/{group_id}"),
        "name": group_name,
        "namePrefix": "",
        "description": description,
        "ingress": [],
        "egress": [],
    }
    return Created(id=group_id, outputs=outputs)


def delete_security_group(provider: AwsProvider, group_id: str, _state: Properties) -> None:
    """Delete the group and its rules."""
    ec2_of_group(provider, group_id).delete_security_group(GroupId=group_id)
    kept(provider).forget(GuestGroup, group_id)


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:ec2/securityGroup:SecurityGroup": OldBackend(create_security_group, delete_security_group),
}
