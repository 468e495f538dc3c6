"""Security groups and their rules, made in the account's emulated EC2."""

import ipaddress

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Backend, Created, LabError, Properties
from lab.backends.ec2_shapes import common_outputs, tag_specification

MANAGED = "Managed by Pulumi"  # default description, pulumi-aws provider/resources.go
EVERYWHERE = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


def create_security_group(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A group without any rule: the real provider removes the egress rule that EC2 gives every new group."""
    only(inputs, "name", "description", "vpcId", "tags")
    group_name = physical_name(inputs, "name", name, longest=255)  # EC2 API reference, CreateSecurityGroup
    description = inputs.get("description", MANAGED)
    ec2 = provider.client("ec2")
    ec2.describe_vpcs(VpcIds=[inputs["vpcId"]])  # refuses an unknown VPC; moto's CreateSecurityGroup takes any
    group_id = ec2.create_security_group(
        GroupName=group_name,
        Description=description,
        VpcId=inputs["vpcId"],
        **tag_specification(provider, "security-group", inputs),
    )["GroupId"]
    ec2.revoke_security_group_egress(GroupId=group_id, IpPermissions=EVERYWHERE)
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
    provider.client("ec2").delete_security_group(GroupId=group_id)


def create_ingress_rule(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """One rule that lets one network in."""
    only(inputs, "securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "description", "tags")
    try:
        ipaddress.IPv4Network(inputs["cidrIpv4"])
    except ValueError:
        raise LabError(f"InvalidParameterValue: CIDR block {inputs['cidrIpv4']} is malformed") from None
    described = {"Description": inputs["description"]} if "description" in inputs else {}
    rule = provider.client("ec2").authorize_security_group_ingress(
        GroupId=inputs["securityGroupId"],
        IpPermissions=[
            {
                "IpProtocol": inputs["ipProtocol"],
                "FromPort": inputs["fromPort"],
                "ToPort": inputs["toPort"],
                "IpRanges": [{"CidrIp": inputs["cidrIpv4"], **described}],
            }
        ],
        **tag_specification(provider, "security-group-rule", inputs),
    )["SecurityGroupRules"][0]
    rule_id = rule["SecurityGroupRuleId"]
    outputs = {
        "arn": provider.arn("ec2", f"security-group-rule/{rule_id}"),
        "region": provider.region,
        "securityGroupRuleId": rule_id,
        "tagsAll": provider.tags(inputs),
    }
    return Created(id=rule_id, outputs=outputs)


def delete_ingress_rule(provider: AwsProvider, rule_id: str, state: Properties) -> None:
    """Take the rule out of its group."""
    provider.client("ec2").revoke_security_group_ingress(
        GroupId=state["securityGroupId"], SecurityGroupRuleIds=[rule_id]
    )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ec2/securityGroup:SecurityGroup": Backend(create_security_group, delete_security_group),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Backend(create_ingress_rule, delete_ingress_rule),
}
