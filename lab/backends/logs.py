"""Log groups, made in the account's emulated CloudWatch Logs; nothing writes to them."""

from typing import Any

from lab.backends.arguments import required
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, tag_change
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties

LONGEST_NAME = 512  # CloudWatch Logs API reference, CreateLogGroup
RETENTIONS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
"""CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays."""
SOURCE = "terraform-provider-aws internal/service/logs/group.go, ForceNew"


def check_log_group(_provider: AwsProvider, inputs: Properties) -> None:
    """A retention that CloudWatch Logs has; without one, nothing would ever be forgotten."""
    days = required(inputs, "retentionInDays")
    if days not in RETENTIONS:
        raise LabError(f"InvalidParameterException: retentionInDays: got {days}, want one of {sorted(RETENTIONS)}")


def create_log_group(provider: AwsProvider, inputs: Properties) -> Created:
    """A group that forgets after the days given."""
    logs, name = provider.client("logs"), inputs["name"]
    logs.create_log_group(logGroupName=name, tags=inputs["tagsAll"])
    logs.put_retention_policy(logGroupName=name, retentionInDays=inputs["retentionInDays"])
    return Created(name)


def read_log_group(provider: AwsProvider, name: str, state: Properties) -> dict[str, Any] | None:
    """The group as CloudWatch Logs shows it."""
    logs, arn = provider.client("logs"), _arn(provider, name)
    for group in logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]:
        if group["logGroupName"] == name:
            return {
                "arn": arn,
                "logGroupClass": group.get("logGroupClass", "STANDARD"),
                "name": name,
                "namePrefix": "",
                "region": provider.region,
                "retentionInDays": group.get("retentionInDays"),
                **provider.tag_outputs(state, logs.list_tags_for_resource(resourceArn=arn)["tags"]),
            }
    return None


def update_log_group(provider: AwsProvider, name: str, change: Change) -> None:
    """Retention and tags."""
    logs, arn = provider.client("logs"), _arn(provider, name)
    if "retentionInDays" in change:
        logs.put_retention_policy(logGroupName=name, retentionInDays=change.new["retentionInDays"])
    removed, added = tag_change(change)
    if removed:
        logs.untag_resource(resourceArn=arn, tagKeys=removed)
    if added:
        logs.tag_resource(resourceArn=arn, tags=added)


def delete_log_group(provider: AwsProvider, name: str, _state: Properties) -> None:
    """With everything in it."""
    provider.client("logs").delete_log_group(logGroupName=name)


def _arn(provider: AwsProvider, name: str) -> str:
    return provider.arn("logs", f"log-group:{name}")  # the provider's, without the API's `:*`


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:cloudwatch/logGroup:LogGroup": Backend(
        replaces={"name": SOURCE},
        updates=("retentionInDays", *TAGS),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        check=check_log_group,
        create=create_log_group,
        read=read_log_group,
        update=update_log_group,
        delete=delete_log_group,
        gone=("ResourceNotFoundException",),
    ),
}
