"""Log groups, made in the account's emulated CloudWatch Logs; nothing writes to them."""

from lab.backends.arguments import only, required
from lab.backends.aws_provider import AwsProvider, physical_name
from lab.backends.backend import Created, LabError, OldBackend, Properties

LONGEST_NAME = 512  # CloudWatch Logs API reference, CreateLogGroup
RETENTIONS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
"""CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays."""


def create_log_group(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A group that forgets after the days given."""
    only(inputs, "name", "retentionInDays", "tags")
    days = required(inputs, "retentionInDays")
    if days not in RETENTIONS:
        raise LabError(f"InvalidParameterException: retentionInDays: got {days}, want one of {sorted(RETENTIONS)}")
    group_name = physical_name(inputs, "name", name, longest=LONGEST_NAME)
    tags = provider.tags(inputs)
    logs = provider.client("logs")
    logs.create_log_group(logGroupName=group_name, tags=tags)
    logs.put_retention_policy(logGroupName=group_name, retentionInDays=days)
    outputs = {
        "arn": provider.arn("logs", f"log-group:{group_name}"),  # the provider's, without the API's `:*`
        "logGroupClass": "STANDARD",
        "name": group_name,
        "namePrefix": "",
        "region": provider.region,
        "tagsAll": tags,
    }
    return Created(id=group_name, outputs=outputs)


def delete_log_group(provider: AwsProvider, group_name: str, _state: Properties) -> None:
    """With everything in it."""
    provider.client("logs").delete_log_group(logGroupName=group_name)


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:cloudwatch/logGroup:LogGroup": OldBackend(create_log_group, delete_log_group),
}
