"""What the requests and answers of all EC2 resources have in common."""

from typing import Any

from domain.security_groups import check_description
from lab.backends.aws_provider import AwsProvider, tag_list
from lab.backends.backend import LabError, Properties


def tag_specification(provider: AwsProvider, kind: str, inputs: Properties) -> dict[str, Any]:
    """The tagging argument of a create call; none at all without tags, since EC2 refuses an empty list."""
    tags = provider.tags(inputs)
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tag_list(tags)}]} if tags else {}


def common_outputs(provider: AwsProvider, inputs: Properties, arn_resource: str) -> dict[str, Any]:
    """ARN, owner, region and all tags of `vpc/vpc-1` and the like."""
    return {
        "arn": provider.arn("ec2", arn_resource),
        "ownerId": provider.account_id,
        "region": provider.region,
        "tagsAll": provider.tags(inputs),
    }


def checked_description(text: str) -> str:
    """The same text, if EC2 takes it; moto takes any."""
    try:
        check_description(text)
    except ValueError as error:
        raise LabError(f"InvalidParameterValue: {error}") from None
    return text
