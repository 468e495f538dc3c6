"""Topics and their policies, made in the account's emulated SNS; nobody is subscribed."""

import json

from lab.backends.arguments import only
from lab.backends.aws_provider import AwsProvider, physical_name, tag_list
from lab.backends.backend import Created, LabError, OldBackend, Properties

LONGEST_NAME = 256  # SNS API reference, CreateTopic, Name


def create_topic(provider: AwsProvider, name: str, inputs: Properties) -> Created:
    """A standard topic, not encrypted."""
    only(inputs, "name", "tags")
    topic_name = physical_name(inputs, "name", name, longest=LONGEST_NAME)
    tags = provider.tags(inputs)
    arn = provider.client("sns").create_topic(Name=topic_name, Tags=tag_list(tags))["TopicArn"]
    outputs = {
        "arn": arn,
        "beginningArchiveTime": "",
        "name": topic_name,
        "namePrefix": "",
        "owner": provider.account_id,
        "region": provider.region,
        "tagsAll": tags,
    }
    return Created(id=arn, outputs=outputs)


def delete_topic(provider: AwsProvider, topic_arn: str, _state: Properties) -> None:
    """Delete the topic with its policy."""
    provider.client("sns").delete_topic(TopicArn=topic_arn)


def create_topic_policy(provider: AwsProvider, _name: str, inputs: Properties) -> Created:
    """The one policy of a topic that exists; a statement about anything but this topic is refused."""
    only(inputs, "arn", "policy")
    for statement in json.loads(inputs["policy"])["Statement"]:
        if statement["Resource"] != inputs["arn"]:
            raise LabError("InvalidParameter: Invalid parameter: Policy statement resource is not this topic")
    provider.client("sns").set_topic_attributes(
        TopicArn=inputs["arn"], AttributeName="Policy", AttributeValue=inputs["policy"]
    )
    return Created(id=inputs["arn"], outputs={"owner": provider.account_id, "region": provider.region})


def delete_topic_policy(provider: AwsProvider, topic_arn: str, _state: Properties) -> None:
    """Back to the policy of a new topic, as the provider does: SNS has no topic without one."""
    owner_only = {
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [
            {
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": [
                    "SNS:GetTopicAttributes",
                    "SNS:SetTopicAttributes",
                    "SNS:AddPermission",
                    "SNS:RemovePermission",
                    "SNS:DeleteTopic",
                    "SNS:Subscribe",
                    "SNS:ListSubscriptionsByTopic",
                    "SNS:Publish",
                ],
                "Resource": topic_arn,
                "Condition": {"StringEquals": {"AWS:SourceOwner": provider.account_id}},
            }
        ],
    }
    provider.client("sns").set_topic_attributes(
        TopicArn=topic_arn, AttributeName="Policy", AttributeValue=json.dumps(owner_only)
    )


RESOURCES: dict[str, OldBackend[AwsProvider]] = {
    "aws:sns/topic:Topic": OldBackend(create_topic, delete_topic),
    "aws:sns/topicPolicy:TopicPolicy": OldBackend(create_topic_policy, delete_topic_policy),
}
