"""Rules of security groups, made in the emulated EC2 that holds the group."""

from collections.abc import Callable
from typing import Any, Literal

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list
from lab.backends.backend import Backend, Change, Created, LabError, Properties
from lab.backends.ec2_shapes import change_tags, check_network, checked_description, tag_specification
from lab.backends.shared_vpcs import ec2_of_group, vpc_of_group

Direction = Literal["ingress", "egress"]

SOURCES = {
    direction: f"terraform-provider-aws internal/service/ec2/vpc_security_group_{direction}_rule.go, RequiresReplace"
    for direction in ("ingress", "egress")
}
ENDS = ("cidrIpv4", "referencedSecurityGroupId")


def check_rule(_provider: AwsProvider, inputs: Properties) -> None:
    """One end, and ports."""
    if sum(end in inputs for end in ENDS) != 1:
        raise LabError(f"InvalidParameterCombination: want exactly one of {', '.join(ENDS)}")
    if "cidrIpv4" in inputs:
        check_network("cidrIpv4", inputs["cidrIpv4"])


def _create(direction: Direction) -> Callable[[AwsProvider, Properties], Created]:
    def create_rule(provider: AwsProvider, inputs: Properties) -> Created:
        """One rule for one network, or for one group of the same VPC."""
        ec2 = ec2_of_group(provider, inputs["securityGroupId"])
        authorize = getattr(ec2, f"authorize_security_group_{direction}")
        made = authorize(
            GroupId=inputs["securityGroupId"],
            IpPermissions=[
                {
                    "IpProtocol": inputs["ipProtocol"],
                    "FromPort": inputs["fromPort"],
                    "ToPort": inputs["toPort"],
                    **_other_end(provider, inputs),
                }
            ],
            **tag_specification(inputs, "security-group-rule"),
        )["SecurityGroupRules"][0]
        return Created(made["SecurityGroupRuleId"])

    return create_rule


def read_rule(provider: AwsProvider, rule_id: str, state: Properties) -> dict[str, Any]:
    """The rule as EC2 shows it."""
    ec2 = ec2_of_group(provider, state["securityGroupId"])
    rule = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule_id])["SecurityGroupRules"][0]
    return {
        "arn": provider.arn("ec2", f"security-group-rule/{rule_id}"),
        "cidrIpv4": rule.get("CidrIpv4"),
        "description": rule.get("Description"),
        "fromPort": rule["FromPort"],
        "ipProtocol": rule["IpProtocol"],
        "referencedSecurityGroupId": _as_written(rule, state),
        "region": provider.region,
        "securityGroupRuleId": rule_id,
        "toPort": rule["ToPort"],
        **provider.tag_outputs(state, from_tag_list(rule.get("Tags", []))),
    }


def update_rule(provider: AwsProvider, rule_id: str, change: Change) -> None:
    """Everything but the group and the kind of its other end; EC2 takes another group in place too, moto does not."""
    if "referencedSecurityGroupId" in change:
        raise LabError("referencedSecurityGroupId: the lab's EC2 cannot change the group of a rule; destroy it first")
    ec2 = ec2_of_group(provider, change.new["securityGroupId"])
    if change.arguments.difference(TAGS):
        wanted = {
            "Description": checked_description(change.new.get("description", "")),
            "FromPort": change.new["fromPort"],
            "IpProtocol": change.new["ipProtocol"],
            "ToPort": change.new["toPort"],
        }
        if "cidrIpv4" in change.new:
            wanted["CidrIpv4"] = change.new["cidrIpv4"]
        else:
            wanted["ReferencedGroupId"] = change.new["referencedSecurityGroupId"].rpartition("/")[2]
        ec2.modify_security_group_rules(
            GroupId=change.new["securityGroupId"],
            SecurityGroupRules=[{"SecurityGroupRuleId": rule_id, "SecurityGroupRule": wanted}],
        )
    change_tags(ec2, rule_id, change)


def _delete(direction: Direction) -> Callable[[AwsProvider, str, Properties], None]:
    def delete_rule(provider: AwsProvider, rule_id: str, state: Properties) -> None:
        """Take the rule out of its group."""
        revoke = getattr(ec2_of_group(provider, state["securityGroupId"]), f"revoke_security_group_{direction}")
        revoke(GroupId=state["securityGroupId"], SecurityGroupRuleIds=[rule_id])

    return delete_rule


def _other_end(provider: AwsProvider, inputs: Properties) -> dict[str, Any]:
    described = {"Description": checked_description(inputs["description"])} if "description" in inputs else {}
    if "cidrIpv4" in inputs:
        return {"IpRanges": [{"CidrIp": inputs["cidrIpv4"], **described}]}
    other = inputs["referencedSecurityGroupId"]
    vpc_id, other_vpc = vpc_of_group(provider, inputs["securityGroupId"]), vpc_of_group(provider, other)
    if vpc_id != other_vpc:
        raise LabError(
            f"InvalidGroup.NotFound: You have specified two resources that belong to different networks "
            f"({vpc_id}, {other_vpc})"
        )
    return {"UserIdGroupPairs": [{"GroupId": other.rpartition("/")[2], **described}]}


def _as_written(rule: Properties, state: Properties) -> str | None:
    """`<account>/sg-...` while it is that group: moto has the groups of every account with the VPC."""
    group: str | None = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    written: str | None = state.get("referencedSecurityGroupId")
    return written if written and written.rpartition("/")[2] == group else group


def _another_kind(old: Any, new: Any) -> bool:
    """ModifyPlan of both sources: a rule for a network does not become one for a group."""
    return (old is None) != (new is None)


def _rule(direction: Direction) -> Backend[AwsProvider]:
    return Backend(
        replaces={"securityGroupId": SOURCES[direction]},
        updates=(*ENDS, "description", "fromPort", "ipProtocol", "toPort", *TAGS),
        replaces_when=dict.fromkeys(ENDS, _another_kind),
        fills=all_tags,
        check=check_rule,
        create=_create(direction),
        read=read_rule,
        update=update_rule,
        delete=_delete(direction),
        gone=("InvalidGroup.NotFound", "InvalidSecurityGroupRuleId.NotFound"),
    )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _rule("egress"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _rule("ingress"),
}
