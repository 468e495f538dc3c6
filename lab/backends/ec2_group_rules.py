"""Rules of security groups, made in the emulated EC2 that holds the group."""

import ipaddress
from collections.abc import Callable
from typing import Any, Literal

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import Created, LabError, OldBackend, Properties
from lab.backends.ec2_shapes import checked_description, tag_specification
from lab.backends.shared_vpcs import ec2_of_group, vpc_of_group

Direction = Literal["ingress", "egress"]


def _create(direction: Direction) -> Callable[[AwsProvider, str, Properties], Created]:
    def create_rule(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
        """One rule for one network, or for one group of the same VPC."""
        only(
            inputs,
            "securityGroupId",
            "ipProtocol",
            "fromPort",
            "toPort",
            "cidrIpv4",
            "referencedSecurityGroupId",
            "description",
            "tags",
        )
        ec2 = ec2_of_group(provider, inputs["securityGroupId"])
        authorize = getattr(ec2, f"authorize_security_group_{direction}")
        rule_id = authorize(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[
                {
                    "IpProtocol": inputs["ipProtocol"],
                    "FromPort": inputs["fromPort"],
                    "ToPort": inputs["toPort"],
                    **_other_end(provider, inputs),
                }
            ],
            **tag_specification(provider, "security-group-rule", inputs),
        )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
        outputs = {
            "arn": provider.arn("ec2", f"security-group-rule/{rule_id}"),
            "region": provider.region,
            "securityGroupRuleId": rule_id,
            "tagsAll": provider.tags(inputs),
        }
        return Created(id=rule_id, outputs=outputs)

    return create_rule


def _delete(direction: Direction) -> Callable[[AwsProvider, str, Properties], None]:
    def delete_rule(provider: AwsProvider, rule_id: str, state: Properties) -> None:
        """Take the rule out of its group."""
        revoke = getattr(ec2_of_group(provider, state["securityGroupId"]), f"revoke_security_group_{direction}")
        revoke(GroupId=state["securityGroupId"], SecurityGroupRuleIds=[rule_id])

    return delete_rule


def _other_end(provider: AwsProvider, inputs: Properties) -> dict[str, Any]:
    described = {"Description": checked_description(inputs["description"])} if "description" in inputs else {}
    if "referencedSecurityGroupId" not in inputs:
        return {"IpRanges": [{"CidrIp": _network(inputs["cidrIpv4"]), **described}]}
    if "cidrIpv4" in inputs:
        raise LabError("InvalidParameterCombination: a rule is for a network or for a group, not for both")
    other = inputs["referencedSecurityGroupId"]
    vpc_id, other_vpc = vpc_of_group(provider, inputs["securityGroupId"]), vpc_of_group(provider, other)
    if vpc_id != other_vpc:
        raise LabError(
            f"InvalidGroup.NotFound: You have specified two resources that belong to different networks "
            f"({vpc_id}, {other_vpc})"
        )
    return {"UserIdGroupPairs": [{"GroupId": other.rpartition("/")[2], **described}]}


def _network(cidr: str) -> str:
    try:
        return str(ipaddress.IPv4Network(cidr))
    except ValueError:
        raise LabError(f"InvalidParameterValue: CIDR block {cidr} is malformed") from None


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": OldBackend(_create("egress"), _delete("egress")),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": OldBackend(_create("ingress"), _delete("ingress")),
}
