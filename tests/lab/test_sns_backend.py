"""The topics' backends against moto: whose topic it is, and who may publish to it."""

import json

import pytest

from domain.iam_documents import alarm_topic
from lab.backends.backend import LabError
from lab.backends.sns import RESOURCES
from lab.engine.configured_providers import naming
from tests.lab.aws_accounts import running_accounts

TOPIC = RESOURCES["aws:sns/topic:Topic"]
POLICY = RESOURCES["aws:sns/topicPolicy:TopicPolicy"]


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.database(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture
def topic(database):
    created = TOPIC.create(database, "cdc-alarm-topic", {})
    yield created
    TOPIC.delete(database, created.id, created.outputs)


def policy_of(database, topic):
    return json.loads(database.client("sns").get_topic_attributes(TopicArn=topic.id)["Attributes"]["Policy"])


def test_a_topic_is_in_its_account_and_region_with_all_its_tags(database, topic):
    assert topic.outputs["arn"].startswith(f"arn:aws:sns:us-east-1:{database.account_id}:cdc-alarm-topic-")
    tags = database.client("sns").list_tags_for_resource(ResourceArn=topic.id)["Tags"]
    assert tags == [{"Key": "stack", "Value": "lab"}]


def test_a_deleted_topic_is_gone(database):
    created = TOPIC.create(database, "cdc-alarm-topic", {})
    TOPIC.delete(database, created.id, created.outputs)
    assert database.client("sns").list_topics()["Topics"] == []


def test_a_topics_policy_is_stored_and_gives_way_to_the_owners_alone(database, topic):
    inputs = {"arn": topic.id, "policy": json.dumps(alarm_topic(topic.id))}
    created = POLICY.create(database, "cdc-alarm-topic-policy", inputs)
    assert policy_of(database, topic) == alarm_topic(topic.id)
    POLICY.delete(database, created.id, inputs)
    (statement,) = policy_of(database, topic)["Statement"]
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceOwner": database.account_id}}


def test_a_policy_of_a_topic_that_does_not_exist_is_refused(database):
    nowhere = f"arn:aws:sns:us-east-1:{database.account_id}:none"
    with pytest.raises(LabError, match="NotFound"), naming("policy"):
        POLICY.create(database, "policy", {"arn": nowhere, "policy": json.dumps(alarm_topic(nowhere))})


def test_a_policy_about_another_topic_is_refused(database, topic):
    other = f"{topic.id}-other"
    with pytest.raises(LabError, match="Policy statement resource is not this topic"):
        POLICY.create(database, "policy", {"arn": topic.id, "policy": json.dumps(alarm_topic(other))})


def test_an_argument_the_lab_does_not_emulate_is_refused(database):
    with pytest.raises(LabError, match="kmsMasterKeyId: the lab's backend does not emulate"):
        TOPIC.create(database, "topic", {"kmsMasterKeyId": "alias/aws/sns"})
