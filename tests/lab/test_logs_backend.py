"""Log groups against moto."""

import pytest
from botocore.exceptions import ClientError

from lab.backends.backend import LabError
from lab.backends.logs import RESOURCES
from tests.lab.backend_life import Life

GROUP = RESOURCES["aws:cloudwatch/logGroup:LogGroup"]


@pytest.fixture
def logs(database):
    return database.client("logs")


@pytest.fixture
def group(database):
    made = Life(GROUP, database, "flows", retentionInDays=14)
    yield made
    made.delete()


def stored(logs, group):
    (found,) = logs.describe_log_groups(logGroupNamePrefix=group.id)["logGroups"]
    return found


def test_a_log_group_forgets(database, logs, group):
    assert group.id.startswith("flows-")
    assert stored(logs, group)["retentionInDays"] == 14
    assert group.outputs["arn"] == f"arn:aws:logs:us-east-1:{database.account_id}:log-group:{group.id}"
    assert group.outputs["tagsAll"] == {"stack": "lab"}
    assert group.drift() == {}


def test_retention_and_tags_change_in_place_and_another_name_is_another_group(logs, group):
    group.update(retentionInDays=30, tags={"a": "b"})
    assert stored(logs, group)["retentionInDays"] == 30
    assert logs.list_tags_for_resource(resourceArn=group.outputs["arn"])["tags"] == {"stack": "lab", "a": "b"}
    group.update(tags=None)
    assert logs.list_tags_for_resource(resourceArn=group.outputs["arn"])["tags"] == {"stack": "lab"}
    assert group.drift() == {}
    assert group.replaced_by(name="other") == {"name"}


def test_a_log_group_changed_or_deleted_by_hand_is_seen(logs, group):
    logs.delete_retention_policy(logGroupName=group.id)
    assert group.drift() == {"retentionInDays": None}
    logs.create_log_group(logGroupName=f"{group.id}-longer")
    logs.delete_log_group(logGroupName=group.id)
    assert group.drift() == {"": None}


def test_a_log_group_is_there_once(database, group):
    with pytest.raises(ClientError, match="ResourceAlreadyExistsException"):
        Life(GROUP, database, name=group.id, retentionInDays=14)


@pytest.mark.parametrize("inputs", [{"retentionInDays": 13}, {}])
def test_a_retention_that_cloudwatch_does_not_have_is_refused(database, inputs):
    with pytest.raises(LabError, match="retentionInDays: got"):
        Life(GROUP, database, **inputs)
