import socket

import pytest
from botocore.stub import Stubber
from moto import mock_aws
from moto.core import set_initial_no_auth_action_count

from doctor.facts.aws import Account, Unreadable, account_id
from doctor.facts.aws_cluster import cluster_facts
from doctor.facts.aws_roles import role_facts
from doctor.facts.facts import Absent
from tests.doctor.emulated_accounts import REGION, TRUST, document, emulated_accounts


@pytest.fixture
def accounts(tmp_path, monkeypatch):
    with mock_aws():
        yield emulated_accounts(tmp_path, monkeypatch)


@pytest.fixture
def database(accounts):
    return accounts[1]


def test_each_profile_shows_its_own_account(accounts):
    assert [account_id(account.facts) for account in accounts] == ["111111111111", "222222222222"]


def test_a_role_is_told_with_every_policy_that_bears_on_it(database):
    boundary = database.managed_policy("limits", "iam:Boundary")
    arn = database.role("connect", PermissionsBoundary=boundary, Tags=[{"Key": "scope", "Value": "true"}])
    role = role_facts(database.facts, arn)
    assert role.arn == arn
    assert role.trust_policy == TRUST
    assert role.boundary == document("iam:Boundary")
    assert role.tags == {"scope": "true"}


def test_a_role_without_boundary_and_tags_has_none(database):
    role = role_facts(database.facts, database.role("connect"))
    assert (role.boundary, role.tags) == (None, {})


def test_an_attached_policy_counts_in_its_default_version_and_does_not_hide_an_inline_one_of_the_same_name(database):
    role = role_facts(database.facts, database.role("connect"))
    assert role.identity_policies == {
        "same-name": document("iam:Inline"),
        "arn:aws:iam::222222222222:policy/same-name": document("iam:Attached"),
    }


def test_a_role_is_found_by_its_name_whatever_its_path(database):
    arn = database.role("connect", Path="/redpanda/")
    assert role_facts(database.facts, "arn:aws:iam::222222222222:role/connect").arn == arn
    assert role_facts(database.facts, arn).arn == arn


def test_a_role_and_a_cluster_that_do_not_exist_are_absent(database):
    arn = "arn:aws:iam::222222222222:role/connect"
    assert role_facts(database.facts, arn) == Absent(f"role {arn}")
    assert cluster_facts(database.facts, "cdc") == Absent("cluster 'cdc' in us-east-2")


def test_a_policy_that_vanishes_while_it_is_read_does_not_make_the_role_absent(database, monkeypatch):
    arn = database.role("connect")
    account = database.facts
    real = account.read_all

    def stale(service, operation, member, **parameters):
        found = real(service, operation, member, **parameters)
        return ["gone"] if operation == "list_role_policies" else found

    monkeypatch.setattr(account, "read_all", stale)
    with pytest.raises(Unreadable, match="iam:GetRolePolicy with profile 'database' found nothing"):
        role_facts(account, arn)


@set_initial_no_auth_action_count(0)
def test_a_refusal_names_the_profile_and_the_missing_action(database):
    with pytest.raises(Unreadable) as refused:
        role_facts(database.facts, "arn:aws:iam::222222222222:role/connect")
    assert str(refused.value) == (
        "profile 'database' lacks iam:GetRole (AccessDenied); attach what `python -m doctor permissions` prints"
    )


def test_ec2_refuses_in_words_of_its_own(database):
    with Stubber(database.client("ec2")) as ec2:
        ec2.add_client_error("describe_security_group_rules", "UnauthorizedOperation")
        with pytest.raises(Unreadable, match="lacks ec2:DescribeSecurityGroupRules"):
            database.facts.read("ec2", "describe_security_group_rules")


def test_another_refusal_is_told_by_its_code(database):
    with pytest.raises(
        Unreadable, match=r"^ec2:DescribeSecurityGroupRules with .* was refused \(InvalidGroupId.Malformed\)$"
    ):
        database.facts.read("ec2", "describe_security_group_rules", Filters=[{"Name": "group-id", "Values": ["x"]}])


@pytest.fixture
def profiles(tmp_path, monkeypatch):
    """No emulation: an AWS configuration file with these lines."""
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return (tmp_path / "config").write_text


def test_a_profile_that_does_not_exist_is_named():
    with pytest.raises(Unreadable, match=r"^profile 'no-such-profile' is not in the AWS configuration files$"):
        account_id(Account("no-such-profile", REGION))


def test_a_profile_without_credentials_is_named_with_the_call(profiles):
    profiles("[profile bare]\n")
    with pytest.raises(Unreadable, match=r"^aws sts get-caller-identity with profile 'bare' .*NoCredentialsError"):
        account_id(Account("bare", REGION))


def test_an_endpoint_that_does_not_answer_is_no_answer(profiles):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        profiles(
            "[profile far]\naws_access_key_id = a\naws_secret_access_key = not-to-be-told\n"
            f"endpoint_url = http://127.0.0.1:{closed.getsockname()[1]}\n"
        )
        with pytest.raises(Unreadable) as unreachable:
            account_id(Account("far", REGION))
    assert str(unreachable.value) == (
        "aws sts get-caller-identity with profile 'far' got no answer from AWS (EndpointConnectionError)"
    )


def test_what_a_credential_process_says_is_not_repeated(profiles):
    profiles("[profile helper]\ncredential_process = sh -c 'echo s3cret >&2; exit 1'\n")
    with pytest.raises(Unreadable, match="CredentialRetrievalError") as failed:
        account_id(Account("helper", REGION))
    assert "s3cret" not in str(failed.value)
