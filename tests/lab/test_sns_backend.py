"""The topics' backends against moto: whose topic it is, and who may publish to it."""

import json

import pytest
from botocore.exceptions import ClientError

from domain.iam_documents import alarm_topic
from lab.backends.backend import LabError
from lab.backends.sns import RESOURCES
from tests.lab.backend_life import Life

TOPIC = RESOURCES["aws:sns/topic:Topic"]
POLICY = RESOURCES["aws:sns/topicPolicy:TopicPolicy"]


@pytest.fixture
def sns(database):
    return database.client("sns")


@pytest.fixture
def topic(database):
    created = Life(TOPIC, database, "cdc-alarm-topic")
    yield created
    created.delete()


@pytest.fixture
def policy(database, topic):
    return Life(POLICY, database, arn=topic.id, policy=json.dumps(alarm_topic(topic.id)))


def policy_of(sns, topic):
    return json.loads(sns.get_topic_attributes(TopicArn=topic.id)["Attributes"]["Policy"])


def test_a_topic_is_in_its_account_and_region_with_all_its_tags(database, sns, topic):
    assert topic.outputs["arn"].startswith(f"arn:aws:sns:us-east-1:{database.account_id}:cdc-alarm-topic-")
    assert topic.outputs["owner"] == database.account_id
    assert sns.list_tags_for_resource(ResourceArn=topic.id)["Tags"] == [{"Key": "stack", "Value": "lab"}]
    assert topic.drift() == {}


def test_tags_of_a_topic_change_in_place_and_another_name_is_another_topic(topic):
    topic.update(tags={"a": "b"})
    assert topic.outputs["tagsAll"] == {"stack": "lab", "a": "b"}
    topic.update(tags=None)
    assert topic.drift() == {}
    assert topic.replaced_by(name="other") == {"name"}


def test_a_topic_changed_or_deleted_by_hand_is_seen(sns, topic):
    sns.tag_resource(ResourceArn=topic.id, Tags=[{"Key": "by", "Value": "hand"}])
    assert topic.drift() == {"tags": {"by": "hand"}, "tagsAll": {"stack": "lab", "by": "hand"}}
    sns.delete_topic(TopicArn=topic.id)
    assert topic.drift() == {"": None}


def test_a_topics_policy_is_stored_and_gives_way_to_the_owners_alone(database, sns, topic, policy):
    assert policy_of(sns, topic) == alarm_topic(topic.id)
    assert policy.drift() == {}
    policy.delete()
    (statement,) = policy_of(sns, topic)["Statement"]
    assert statement["Condition"] == {"StringEquals": {"AWS:SourceOwner": database.account_id}}


def test_a_policy_changes_in_place_and_another_topic_has_another_policy(sns, topic, policy):
    nobody = {"Version": "2012-10-17", "Statement": []}
    policy.update(policy=json.dumps(nobody))
    assert policy_of(sns, topic) == nobody
    assert policy.drift() == {}
    assert policy.replaced_by(arn=f"{topic.id}-other") == {"arn"}


def test_a_policy_changed_by_hand_is_seen_and_one_without_its_topic_is_gone(sns, topic, policy):
    nobody = json.dumps({"Version": "2012-10-17", "Statement": []})
    sns.set_topic_attributes(TopicArn=topic.id, AttributeName="Policy", AttributeValue=nobody)
    assert policy.drift() == {"policy": nobody}
    sns.delete_topic(TopicArn=topic.id)
    assert policy.drift() == {"": None}
    policy.delete()


def test_a_policy_of_a_topic_that_does_not_exist_is_refused(database):
    nowhere = f"arn:aws:sns:us-east-1:{database.account_id}:none"
    with pytest.raises(ClientError, match="NotFound"):
        Life(POLICY, database, arn=nowhere, policy=json.dumps(alarm_topic(nowhere)))


def test_a_policy_about_another_topic_is_refused(database, topic, policy):
    about_another = json.dumps(alarm_topic(f"{topic.id}-other"))
    with pytest.raises(LabError, match="Policy statement resource is not this topic"):
        Life(POLICY, database, arn=topic.id, policy=about_another)
    with pytest.raises(LabError, match="Policy statement resource is not this topic"):
        policy.update(policy=about_another)


def test_an_argument_the_lab_does_not_emulate_is_refused(database):
    with pytest.raises(LabError, match="kmsMasterKeyId: the lab's backend does not emulate"):
        Life(TOPIC, database, kmsMasterKeyId="alias/aws/sns")
