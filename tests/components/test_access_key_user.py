import pulumi
import pulumi_aws as aws
import pulumi_redpanda as redpanda
import pytest

from components.access_key_secrets import AccessKeySecrets, AccessKeySecretsArgs
from components.access_key_user import AccessKeyUser, AccessKeyUserArgs
from domain import secret_versions
from domain.pipeline_identity import PipelineIdentity
from tests.components.hosted import CONNECT_ROLE

USER = PipelineIdentity(
    arn="arn:aws:iam::111111111111:user/rpcn-cdc", external_id="shop-cdc", source_cidrs=("198.51.100.17/32",)
)
VERSION = secret_versions.secret_version("secret half of cdc-key-1")


def make(engine, generation=1, identity=USER):
    secret = []

    def program():
        account = aws.Provider("application-account", region="us-east-2")
        args = AccessKeyUserArgs(identity=identity, connect_role_arns=[CONNECT_ROLE], generation=generation)
        user = AccessKeyUser("cdc", args, pulumi.ResourceOptions(provider=account))
        secret.append(user.key_secret.is_secret())
        secret.append(user.key_version.is_secret())
        AccessKeySecrets(
            "cdc",
            AccessKeySecretsArgs(
                cluster_api_url="https://api-x.example",
                key_id=user.key_id,
                key_secret=user.key_secret,
                key_version=user.key_version,
            ),
            pulumi.ResourceOptions(provider=redpanda.Provider("redpanda-cloud")),
        )
        pulumi.Output.all(*secret).apply(lambda known: secret.__setitem__(slice(None), known))

    engine.run(program)
    return secret


def test_the_children_are_a_user_one_inline_policy_and_one_key(engine):
    make(engine)
    assert engine.types() == {
        "cdc-user": "aws:iam/user:User",
        "cdc-user-assume": "aws:iam/userPolicy:UserPolicy",
        "cdc-key-1": "aws:iam/accessKey:AccessKey",
        "cdc-key-id": "redpanda:index/secret:Secret",
        "cdc-key-secret": "redpanda:index/secret:Secret",
    }
    providers = engine.provider_names()
    assert {providers.pop(name) for name in ("cdc-key-id", "cdc-key-secret")} == {"redpanda-cloud"}
    assert set(providers.values()) == {"application-account"}


def test_the_user_may_assume_the_connect_role_from_the_clusters_addresses_and_nothing_else(engine):
    make(engine)
    assert engine.inputs("cdc-user") == {"name": "rpcn-cdc"}
    assert engine.inputs("cdc-user-assume") == {
        "user": "rpcn-cdc",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AssumeConnectRoles",
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Resource": [CONNECT_ROLE],
                    "Condition": {
                        "StringEquals": {"sts:ExternalId": "shop-cdc"},
                        "IpAddress": {"aws:SourceIp": ["198.51.100.17/32"]},
                    },
                }
            ],
        },
    }


def test_another_name_is_another_user_so_that_the_old_key_is_deleted_under_the_name_it_has(engine):
    make(engine)
    assert engine.options["cdc-user"].replace_on_changes == ["name"]


def test_another_generation_is_another_key_of_the_same_user(engine_with):
    first, second = engine_with(), None
    make(first)
    second = engine_with()
    make(second, generation=2)
    assert set(second.types()) - set(first.types()) == {"cdc-key-2"}
    assert set(first.types()) - set(second.types()) == {"cdc-key-1"}
    assert second.inputs("cdc-key-2") == {"user": "rpcn-cdc"}


def test_the_secrets_keep_their_names_and_are_sent_again_for_another_key(engine):
    make(engine)
    shared = {
        "clusterApiUrl": "https://api-x.example",
        "secretDataVersion": VERSION,
        "scopes": ["SCOPE_REDPANDA_CONNECT"],
        "allowDeletion": False,
    }
    assert engine.inputs("cdc-key-id") == shared | {"name": "RPCN_AWS_ACCESS_KEY_ID", "secretData": "cdc-key-1-id"}
    assert engine.inputs("cdc-key-secret") == shared | {
        "name": "RPCN_AWS_SECRET_ACCESS_KEY",
        "secretData": "secret half of cdc-key-1",
    }


def test_the_secret_half_is_marked_and_its_version_is_not(engine):
    assert make(engine)[:2] == [True, False]


def test_a_key_that_works_from_anywhere_is_refused():
    anywhere = PipelineIdentity(arn=USER.arn, external_id="shop-cdc")
    with pytest.raises(ValueError, match=r"^identity: got no addresses, want those of the cluster's NAT"):
        AccessKeyUserArgs(identity=anywhere, connect_role_arns=[CONNECT_ROLE])


def test_a_role_has_no_key():
    role = PipelineIdentity(arn="arn:aws:iam::111111111111:role/x", external_id="id", source_cidrs=USER.source_cidrs)
    with pytest.raises(ValueError, match=r"^identity: got arn:aws:iam::111111111111:role/x, want the ARN of a user"):
        AccessKeyUserArgs(identity=role, connect_role_arns=[CONNECT_ROLE])
