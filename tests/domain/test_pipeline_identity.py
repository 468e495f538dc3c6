import pytest

from domain.pipeline_identity import PipelineIdentity, check_identity

ROLE = "arn:aws:iam::111111111111:role/connect/orders"
USER = "arn:aws:iam::111111111111:user/rpcn-cdc"
CONNECT = "arn:aws:iam::222222222222:role/cdc-role"


def statement(identity):
    (only,) = identity.permission([CONNECT])["Statement"]
    return {key: only[key] for key in ("Action", "Resource", "Condition")}


def test_redpandas_own_role_asks_for_the_tag_and_nothing_else():
    identity = PipelineIdentity(arn=ROLE, external_id="shop", scope_tag="scope")
    assert statement(identity) == {
        "Action": "sts:AssumeRole",
        "Resource": [CONNECT],
        "Condition": {"StringEquals": {"aws:ResourceTag/scope": "true"}},
    }


def test_an_identity_of_ours_presents_the_external_id():
    assert statement(PipelineIdentity(arn=ROLE, external_id="shop")) == {
        "Action": "sts:AssumeRole",
        "Resource": [CONNECT],
        "Condition": {"StringEquals": {"sts:ExternalId": "shop"}},
    }


def test_a_key_is_of_use_at_its_addresses_alone():
    identity = PipelineIdentity(arn=USER, external_id="shop", source_cidrs=("198.51.100.18/32", "198.51.100.17/32"))
    assert statement(identity)["Condition"] == {
        "StringEquals": {"sts:ExternalId": "shop"},
        "IpAddress": {"aws:SourceIp": ["198.51.100.17/32", "198.51.100.18/32"]},
    }


def test_who_carries_session_tags_may_pass_them_on():
    document = PipelineIdentity(arn=ROLE, external_id="shop", session_tags=True).permission([CONNECT])
    assert [each["Action"] for each in document["Statement"]] == ["sts:AssumeRole", "sts:TagSession"]


def test_without_a_tag_an_external_id_is_wanted():
    with pytest.raises(ValueError, match=r"^externalId: got none, want one"):
        PipelineIdentity(arn=ROLE, external_id=None)


@pytest.mark.parametrize(("arn", "is_user", "name"), [(ROLE, False, "orders"), (USER, True, "rpcn-cdc")])
def test_a_role_and_a_user_are_told_apart_and_named_without_their_paths(arn, is_user, name):
    identity = PipelineIdentity(arn=arn, external_id="shop")
    assert (identity.is_user, identity.name) == (is_user, name)
    check_identity(arn)


@pytest.mark.parametrize(
    "arn",
    [
        "rpcn-cdc",
        "arn:aws:iam::111111111111:root",
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::111111111111:group/readers",
        "arn:aws:sts::111111111111:assumed-role/orders/session",
    ],
)
def test_what_no_inline_policy_can_be_put_on_is_refused(arn):
    with pytest.raises(ValueError, match=r"^want the ARN of an IAM role or user"):
        check_identity(arn)
