"""The actions by type: reading only reads, and never a secret's value."""

import pytest

from domain import resource_actions
from domain.runtime_actions import RUNTIME


@pytest.mark.parametrize("kind", sorted(resource_actions.ACTIONS))
def test_reading_changes_nothing_and_shows_no_secret(kind):
    reads = resource_actions.of_types([kind], "read")
    verbs = {action.partition(":")[2] for action in reads}
    assert verbs
    assert {verb for verb in verbs if not verb.startswith(("Describe", "Get", "List"))} == set()
    assert "GetSecretValue" not in verbs


@pytest.mark.parametrize("kind", sorted(resource_actions.ACTIONS))
def test_what_is_made_can_be_taken_away_again(kind):
    removing = ("Delete", "Deregister", "Disassociate", "Revoke")
    changes = [action.partition(":")[2] for action in resource_actions.of_types([kind], "change")]
    without_end = {
        "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions",  # they go with their connection
        "aws:secretsmanager/secretVersion:SecretVersion",  # with its secret
        "aws:sns/topicPolicy:TopicPolicy",  # with its topic
    }
    assert any(change.startswith(removing) for change in changes) == (kind not in without_end)


def test_the_database_account_gets_no_action_of_what_runs_pipelines():
    services = {action.partition(":")[0] for action in resource_actions.of_types(RUNTIME, "create")}
    assert {"ecs", "eks", "logs", "secretsmanager"} <= services
    for service in ("ecs", "eks", "logs", "secretsmanager"):
        assert resource_actions.of(service, "read", "create", "change") == []
    assert "iam:CreateUser" not in resource_actions.of("iam", "create")
    assert "ec2:AuthorizeSecurityGroupEgress" not in resource_actions.of("ec2", "change")
