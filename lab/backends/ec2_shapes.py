"""What the requests and answers of all EC2 resources have in common."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from domain.security_groups import check_description
from lab.backends.aws_provider import AwsProvider, tag_change, tag_list
from lab.backends.backend import Change, LabError, Properties


def tag_specification(inputs: Properties, kind: str) -> dict[str, Any]:
    """The tagging argument of a create call; none at all without tags, since EC2 refuses an empty list."""
    tags = inputs["tagsAll"]
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tag_list(tags)}]} if tags else {}


def shown(provider: AwsProvider, state: Properties, arn_resource: str, tags: Mapping[str, str]) -> dict[str, Any]:
    """ARN of `vpc/vpc-1` and the like, owner, region and the tags it has now."""
    return {
        "arn": provider.arn("ec2", arn_resource),
        "ownerId": provider.account_id,
        "region": provider.region,
        **provider.tag_outputs(state, tags),
    }


def change_tags(ec2: Any, resource_id: str, change: Change) -> None:
    """Take tags away and set others, as of any EC2 resource."""
    removed, added = tag_change(change)
    if removed:
        ec2.delete_tags(Resources=[resource_id], Tags=[{"Key": key} for key in removed])
    if added:
        ec2.create_tags(Resources=[resource_id], Tags=tag_list(added))


def vpc_attribute(ec2: Any, vpc_id: str, attribute: str) -> bool:
    """`enableDnsSupport` or the like of a VPC."""
    answer = ec2.describe_vpc_attribute(VpcId=vpc_id, Attribute=attribute)
    return bool(answer[attribute[0].upper() + attribute[1:]]["Value"])


def check_network(argument: str, cidr: str) -> None:
    """Raise `LabError` unless it is an IPv4 network, as terraform-provider-aws's ValidIPv4CIDRNetworkAddress does."""
    try:
        ipaddress.IPv4Network(cidr)
    except ValueError:
        raise LabError(f"{argument}: {cidr!r} is not a valid IPv4 CIDR block") from None


def checked_description(text: str) -> str:
    """The same text, if EC2 takes it; moto takes any."""
    try:
        check_description(text)
    except ValueError as error:
        raise LabError(f"InvalidParameterValue: {error}") from None
    return text
