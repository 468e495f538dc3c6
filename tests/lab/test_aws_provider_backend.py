"""The aws provider against moto: the right account, nothing but this machine, tags and names as Pulumi makes them."""

import json

import pytest

from lab.backends.aws_provider import configure
from lab.backends.backend import LabError
from tests.lab.aws_accounts import running_accounts


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        yield running


def test_each_profile_lands_in_its_account(accounts):
    assert accounts.database().account_id == accounts.database_account
    assert accounts.redpanda().account_id == accounts.redpanda_account


def test_an_allowed_account_passes(accounts):
    allowed = json.dumps([accounts.database_account])
    assert accounts.database(allowedAccountIds=allowed).account_id == accounts.database_account


def test_swapped_profiles_are_refused_in_the_providers_words(accounts):
    with pytest.raises(LabError, match=f"AWS account ID not allowed: {accounts.redpanda_account}"):
        accounts.redpanda(allowedAccountIds=json.dumps([accounts.database_account]))


@pytest.mark.parametrize("missing", ["profile", "region"])
def test_profile_and_region_are_asked_for(accounts, missing):
    inputs = {"profile": "database", "region": "us-east-1"}
    del inputs[missing]
    with pytest.raises(LabError, match=f"{missing}: got none"):
        configure(accounts.paths, "p", inputs)


def test_an_unknown_profile_is_named(accounts):
    with pytest.raises(LabError, match="failed to get shared config profile, nobody"):
        configure(accounts.paths, "p", {"profile": "nobody", "region": "us-east-1"})


def test_the_operators_own_config_file_and_keys_are_not_used(accounts, monkeypatch, tmp_path):
    (tmp_path / "config").write_text("[profile database]\nendpoint_url = https://sts.amazonaws.com\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREALKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real")
    assert accounts.database().account_id == accounts.database_account


def test_an_endpoint_beyond_this_machine_is_refused_before_any_call(accounts, monkeypatch):
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    with pytest.raises(LabError, match="not in the lab"):
        accounts.database()


def test_a_look_into_another_account_leaves_the_own_client_alone(accounts):
    database, redpanda = accounts.database(), accounts.redpanda()
    redpanda.client("iam").create_role(RoleName="there", AssumeRolePolicyDocument="{}")
    other = database.client("iam", account_id=accounts.redpanda_account)
    assert [role["RoleName"] for role in other.list_roles()["Roles"]] == ["there"]
    assert database.client("iam").list_roles()["Roles"] == []


def test_own_tags_win_over_default_tags(accounts):
    provider = accounts.database(defaultTags=json.dumps({"tags": {"stack": "lab", "team": "all"}}))
    assert provider.tags({"tags": {"team": "data"}}) == {"stack": "lab", "team": "data"}
