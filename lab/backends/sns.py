"""Topics and their policies, made in the account's emulated SNS; nobody is subscribed."""

import json
from typing import Any

from lab.backends import as_written
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, from_tag_list, tag_change, tag_list
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties

LONGEST_NAME = 256  # SNS API reference, CreateTopic, Name
TOPIC_SOURCE = "terraform-provider-aws internal/service/sns/topic.go, ForceNew"
POLICY_SOURCE = "terraform-provider-aws internal/service/sns/topic_policy.go, ForceNew"
GONE = ("NotFound", "ResourceNotFound")
OWNERS_ACTIONS = (
    "SNS:GetTopicAttributes",
    "SNS:SetTopicAttributes",
    "SNS:AddPermission",
    "SNS:RemovePermission",
    "SNS:DeleteTopic",
    "SNS:Subscribe",
    "SNS:ListSubscriptionsByTopic",
    "SNS:Publish",
)


def create_topic(provider: AwsProvider, inputs: Properties) -> Created:
    """A standard topic, not encrypted."""
    made = provider.client("sns").create_topic(Name=inputs["name"], Tags=tag_list(inputs["tagsAll"]))
    return Created(made["TopicArn"])


def read_topic(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any]:
    """The topic as SNS shows it."""
    sns = provider.client("sns")
    attributes = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    return {
        "arn": arn,
        "beginningArchiveTime": "",
        "name": arn.rpartition(":")[2],
        "namePrefix": "",
        "owner": attributes["Owner"],
        "region": provider.region,
        **provider.tag_outputs(state, from_tag_list(sns.list_tags_for_resource(ResourceArn=arn)["Tags"])),
    }


def update_topic(provider: AwsProvider, arn: str, change: Change) -> None:
    """Tags."""
    removed, added = tag_change(change)
    if removed:
        provider.client("sns").untag_resource(ResourceArn=arn, TagKeys=removed)
    if added:
        provider.client("sns").tag_resource(ResourceArn=arn, Tags=tag_list(added))


def delete_topic(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Delete the topic with its policy."""
    provider.client("sns").delete_topic(TopicArn=arn)


def create_topic_policy(provider: AwsProvider, inputs: Properties) -> Created:
    """The one policy of a topic that exists."""
    _put_policy(provider, inputs)
    return Created(inputs["arn"])


def read_topic_policy(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any]:
    """The policy that the topic has."""
    attributes = provider.client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
    return {
        "arn": arn,
        "owner": attributes["Owner"],
        "policy": as_written.document(attributes["Policy"], state["policy"]),
        "region": provider.region,
    }


def update_topic_policy(provider: AwsProvider, _arn: str, change: Change) -> None:
    """Another policy of the same topic."""
    _put_policy(provider, change.new)


def delete_topic_policy(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Back to the policy of a new topic, as the provider does: SNS has no topic without one."""
    owner_only = {
        "Version": "2008-10-17",
        "Id": "__default_policy_ID",
        "Statement": [
            {
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": OWNERS_ACTIONS,
                "Resource": arn,
                "Condition": {"StringEquals": {"AWS:SourceOwner": provider.account_id}},
            }
        ],
    }
    provider.client("sns").set_topic_attributes(
        TopicArn=arn, AttributeName="Policy", AttributeValue=json.dumps(owner_only)
    )


def _put_policy(provider: AwsProvider, inputs: Properties) -> None:
    """A statement about anything but this topic is refused."""
    for statement in json.loads(inputs["policy"])["Statement"]:
        if statement["Resource"] != inputs["arn"]:
            raise LabError("InvalidParameter: Invalid parameter: Policy statement resource is not this topic")
    provider.client("sns").set_topic_attributes(
        TopicArn=inputs["arn"], AttributeName="Policy", AttributeValue=inputs["policy"]
    )


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:sns/topic:Topic": Backend(
        replaces={"name": TOPIC_SOURCE},
        updates=TAGS,
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        create=create_topic,
        read=read_topic,
        update=update_topic,
        delete=delete_topic,
        gone=GONE,
    ),
    "aws:sns/topicPolicy:TopicPolicy": Backend(
        replaces={"arn": POLICY_SOURCE},
        updates=("policy",),
        create=create_topic_policy,
        read=read_topic_policy,
        update=update_topic_policy,
        delete=delete_topic_policy,
        gone=GONE,
    ),
}
