import pulumi
import pulumi_aws as aws
import pytest

from components.own_identity_policy import OwnIdentityPolicy, OwnIdentityPolicyArgs
from components.password_secret import PasswordSecret, PasswordSecretArgs
from domain.pipeline_identity import PipelineIdentity
from tests.components.hosted import CONNECT_ROLE
from tests.conftest import SECRET


def account():
    return pulumi.ResourceOptions(provider=aws.Provider("application-account", region="us-east-2"))


@pytest.mark.parametrize("kind", ["role", "user"])
def test_one_inline_policy_is_put_on_what_exists(engine, kind):
    identity = PipelineIdentity(arn=f"arn:aws:iam::111111111111:{kind}/teams/connect", external_id="shop-cdc")
    args = OwnIdentityPolicyArgs(identity=identity, connect_role_arns=[CONNECT_ROLE])
    engine.run(lambda: OwnIdentityPolicy("cdc", args, account()))
    assert engine.types() == {"cdc-own-assume": f"aws:iam/{kind}Policy:{kind.capitalize()}Policy"}
    assert engine.provider_names() == {"cdc-own-assume": "application-account"}
    policy = engine.inputs("cdc-own-assume")
    assert policy[kind] == "connect"
    assert policy["policy"] == identity.permission([CONNECT_ROLE])


def test_the_password_is_kept_as_it_is_and_marked(engine):
    known = []

    def program():
        secret = PasswordSecret("orders", PasswordSecretArgs(user="cdc_orders", password="generated"), account())
        secret.arn.apply(known.append)

    engine.run(program)
    assert engine.types() == {
        "orders-password-secret": "aws:secretsmanager/secret:Secret",
        "orders-password-current": "aws:secretsmanager/secretVersion:SecretVersion",
    }
    assert set(engine.provider_names().values()) == {"application-account"}
    assert engine.inputs("orders-password-current")["secretString"] == "generated"
    assert SECRET in engine.custom()["orders-password-current"].inputs["secretString"]
    assert known == ["arn:aws:secretsmanager:us-east-2:111111111111:secret:orders-password-secret-AbCdEf"]
