"""Secrets and their versions against moto."""

import json

import pytest

from lab.backends.secretsmanager_secrets import RESOURCES
from tests.lab.aws_accounts import running_accounts
from tests.lab.backend_life import Life

SECRET = RESOURCES["aws:secretsmanager/secret:Secret"]
VERSION = RESOURCES["aws:secretsmanager/secretVersion:SecretVersion"]


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running.redpanda(defaultTags=json.dumps({"tags": {"stack": "lab"}}))


@pytest.fixture
def service(account):
    return account.client("secretsmanager")


@pytest.fixture
def secret(account):
    made = Life(SECRET, account, "orders-password", description="first")
    yield made
    made.delete()


def test_a_secret_is_auto_named_and_changes_in_place_but_for_its_name(service, secret):
    assert secret.outputs["name"].startswith("orders-password-")
    assert secret.drift() == {}
    secret.update(description="second", tags={"a": "b"})
    stored = service.describe_secret(SecretId=secret.id)
    assert (stored["Description"], secret.outputs["tagsAll"]) == ("second", {"stack": "lab", "a": "b"})
    assert secret.replaced_by(name="other") == {"name"}
    service.update_secret(SecretId=secret.id, Description="by hand")
    assert secret.drift() == {"description": "by hand"}


def test_a_secret_that_waits_for_its_deletion_is_gone(account, service):
    made = Life(SECRET, account, "short")
    service.delete_secret(SecretId=made.id)
    assert made.drift() == {"": None}
    made.delete()


def test_another_value_is_another_version_and_the_old_one_loses_its_stage(account, service, secret):
    old = Life(VERSION, account, secretId=secret.id, secretString="old")
    assert old.drift() == {}
    assert old.replaced_by(secretString="new") == {"secretString"}
    new = Life(VERSION, account, secretId=secret.id, secretString="new")
    assert service.get_secret_value(SecretId=secret.id)["SecretString"] == "new"
    assert old.drift() == {"versionStages": ["AWSPREVIOUS"]}
    old.delete()
    versions = service.list_secret_version_ids(SecretId=secret.id, IncludeDeprecated=True)["Versions"]
    assert [version["VersionId"] for version in versions if version.get("VersionStages")] == [new.outputs["versionId"]]
