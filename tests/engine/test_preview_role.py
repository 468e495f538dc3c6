"""A preview with `database.sql: iam` asks AWS for no more than the previewing role of examples/preview-roles may."""

import botocore.handlers
import pytest

from domain.iam_evaluation import Principal, may
from lab.cloud.byoc import role_name
from lab.cloud.redpanda_store import RedpandaStore
from preview_roles.permissions import workflow
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope
from tests.engine.program_world import program_world

NEEDS_NO_RIGHT = "sts:GetCallerIdentity"
"""STS API reference, GetCallerIdentity."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    directory = tmp_path_factory.mktemp("previewed")
    with (
        pytest.MonkeyPatch.context() as changed,
        program_world(directory, changed, answers=by_token, brokers=False) as running,
    ):
        running.changes(running.stack().up)
        yield running


def by_token(sections):
    """The stack file's answers, but for who runs the SQL."""
    sections["database"]["sql"] = "iam"


@pytest.fixture
def calls(monkeypatch):
    """Action and arguments of each call that the providers make."""
    made = []

    def record(params, model, **_):
        made.append((f"{model.service_model.signing_name}:{model.name}", dict(params)))

    handlers = [*botocore.handlers.BUILTIN_HANDLERS, ("before-parameter-build", record)]
    monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
    return made


@pytest.fixture
def documents(world):
    """What the previewing role may, by account."""
    accounts = world.stack_file.accounts
    role = role_name(RedpandaStore(world.paths.redpanda).cluster().id)
    place = {name: {key: told[key] for key in ("account_id", "region")} for name, told in accounts.items()}
    application = ApplicationScope(**place["redpanda"], policy_roles=[role])
    database = DatabaseScope(**place["database"], project=world.project, component="cdc", sql="iam")
    return {
        application.account_id: workflow.application_reads(application),
        database.account_id: workflow.database_reads(database),
    }


def role_may(document, account, action, arguments):
    """What IAM would answer; the calls of a preview that name something name a role."""
    resource = f"arn:aws:iam::{account}:role/{arguments['RoleName']}" if "RoleName" in arguments else "*"
    principal = Principal(
        arn=f"arn:aws:iam::{account}:role/github-preview",
        account=account,
        kind="role",
        identity_policies={"reads": document},
    )
    return may(principal, action, resource).allowed


@pytest.mark.timeout(600)  # a lab, and two operations of the engine
def test_it_works_without_a_secret_that_could_be_read(world, calls, documents):
    secrets = world.account("database").client("secretsmanager")
    (master,) = secrets.list_secrets()["SecretList"]
    secrets.delete_secret(SecretId=master["ARN"], ForceDeleteWithoutRecovery=True)
    calls.clear()
    with world.served_here():
        assert world.changes(world.stack().preview) == {}
    asked = [call for call in calls if call[0] != NEEDS_NO_RIGHT]
    assert "iam:GetRole" in {action for action, _ in asked}
    refused = [
        (action, arguments)
        for action, arguments in asked
        if not any(role_may(document, account, action, arguments) for account, document in documents.items())
    ]
    assert refused == []
    assert [action for action, _ in asked if action.startswith("secretsmanager:")] == []


def test_the_role_has_no_right_to_any_secret(documents):
    actions = [
        action
        for document in documents.values()
        for statement in document["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    ]
    assert len(actions) > len(documents)
    assert [action for action in actions if action.startswith(("secretsmanager:", "*"))] == []
