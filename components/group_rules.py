"""Either account: rules between two security groups, never between networks.

A group of another account is written `<account>/sg-...` and must be in the same VPC, which is shared (Amazon VPC User
Guide, "Share your VPC subnets with other accounts").
"""

from dataclasses import dataclass

import pulumi
from pulumi_aws import vpc

from domain.security_groups import check_description


@dataclass(frozen=True, kw_only=True)
class GroupRule:
    """What may pass, and who is at the other end."""

    group_id: pulumi.Input[str]
    """The group that gets the rule."""
    other_group: pulumi.Input[str]
    port: int
    description: str
    """Shown in the console: who is at the other end."""

    def __post_init__(self) -> None:
        check_description(self.description)


def let_in(name: str, rule: GroupRule, opts: pulumi.ResourceOptions) -> vpc.SecurityGroupIngressRule:
    """Members of the other group may connect to the port."""
    return vpc.SecurityGroupIngressRule(
        name,
        security_group_id=rule.group_id,
        referenced_security_group_id=rule.other_group,
        ip_protocol="tcp",
        from_port=rule.port,
        to_port=rule.port,
        description=rule.description,
        opts=opts,
    )


def let_out(name: str, rule: GroupRule, opts: pulumi.ResourceOptions) -> vpc.SecurityGroupEgressRule:
    """May connect to the port of the other group's members."""
    return vpc.SecurityGroupEgressRule(
        name,
        security_group_id=rule.group_id,
        referenced_security_group_id=rule.other_group,
        ip_protocol="tcp",
        from_port=rule.port,
        to_port=rule.port,
        description=rule.description,
        opts=opts,
    )
