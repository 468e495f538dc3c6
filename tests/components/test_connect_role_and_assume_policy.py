import pulumi
import pulumi_aws as aws
import pytest

from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from components.rpcn_assume_policy import RpcnAssumePolicy, RpcnAssumePolicyArgs

PIPELINE_ROLE = "arn:aws:iam::111111111111:role/redpanda-c-redpanda-connect-pipeline"
DBUSER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
CONNECT_ROLE = "arn:aws:iam::222222222222:role/cdc-role"
REQUIRED = {"trusted_role_arn": PIPELINE_ROLE, "dbuser_arns": [DBUSER], "scope_tag": "redpanda_scope_redpanda_connect"}


def connect_role(engine, **args):
    arns = []

    def program():
        account = aws.Provider("database-account", region="us-east-2")
        role_args = CrossAccountConnectRoleArgs(**REQUIRED | args)
        role = CrossAccountConnectRole("cdc", role_args, pulumi.ResourceOptions(provider=account))
        role.arn.apply(arns.append)

    engine.run(program)
    return arns[0]


def assume_policy(engine):
    args = RpcnAssumePolicyArgs(
        pipeline_role_name="redpanda-c-redpanda-connect-pipeline",
        connect_role_arns=[CONNECT_ROLE],
        scope_tag="redpanda_scope_redpanda_connect",
    )

    def program():
        account = aws.Provider("redpanda-account", region="us-east-2")
        RpcnAssumePolicy("cdc", args, pulumi.ResourceOptions(provider=account))

    engine.run(program)


def test_the_connect_role_is_a_role_and_one_inline_policy_in_the_database_account(engine):
    assert connect_role(engine) == CONNECT_ROLE
    assert engine.types() == {"cdc-role": "aws:iam/role:Role", "cdc-database-login": "aws:iam/rolePolicy:RolePolicy"}
    assert set(engine.provider_names().values()) == {"database-account"}


def test_it_may_log_in_as_the_named_users_and_nothing_else(engine):
    connect_role(engine)
    assert engine.inputs("cdc-database-login") == {
        "role": "cdc-role",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "LogInAsDatabaseUsers", "Effect": "Allow", "Action": "rds-db:connect", "Resource": [DBUSER]}
            ],
        },
    }


def test_it_trusts_one_role_of_the_other_account_that_presents_the_external_id(engine):
    connect_role(engine, external_id="shop-cdc")
    role = engine.inputs("cdc-role")
    (statement,) = role["assumeRolePolicy"]["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::111111111111:root"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": PIPELINE_ROLE},
        "StringEquals": {"sts:ExternalId": "shop-cdc"},
    }
    assert role["tags"] == {"redpanda_scope_redpanda_connect": "true"}
    assert "maxSessionDuration" not in role


def test_the_role_itself_may_be_the_principal(engine):
    connect_role(engine, trusted_principal="role")
    (statement,) = engine.inputs("cdc-role")["assumeRolePolicy"]["Statement"]
    assert (statement["Principal"], statement.get("Condition")) == ({"AWS": PIPELINE_ROLE}, None)


def test_without_a_scope_tag_the_role_has_no_tag_of_ours(engine):
    connect_role(engine, scope_tag=None)
    assert "tags" not in engine.inputs("cdc-role")


def test_sessions_with_transitive_tags_may_pass_them_on(engine):
    connect_role(engine, session_tags=True)
    statements = engine.inputs("cdc-role")["assumeRolePolicy"]["Statement"]
    assert [statement["Action"] for statement in statements] == ["sts:AssumeRole", "sts:TagSession"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"external_id": "x"}, r"^external_id: got 1 characters, want 2 to 1224"),
        ({"external_id": "x" * 1225}, r"^external_id: got 1225 characters"),
        ({"dbuser_arns": []}, r"^dbuser_arns: got none"),
    ],
)
def test_a_wrong_arg_is_refused_by_name(args, words):
    with pytest.raises(ValueError, match=words):
        CrossAccountConnectRoleArgs(**REQUIRED | args)


def test_a_wildcard_user_never_becomes_a_policy(engine):
    with pytest.raises(ValueError, match="least privilege"):
        connect_role(engine, dbuser_arns=[DBUSER.replace("cdc_orders", "*")])
    assert "cdc-database-login" not in engine.types()


def test_the_assume_policy_adds_one_inline_policy_in_the_redpanda_account(engine):
    assume_policy(engine)
    assert engine.types() == {"cdc-assume": "aws:iam/rolePolicy:RolePolicy"}
    assert engine.provider_names() == {"cdc-assume": "redpanda-account"}


def test_the_pipeline_role_may_assume_exactly_the_tagged_connect_role(engine):
    assume_policy(engine)
    assert engine.inputs("cdc-assume") == {
        "role": "redpanda-c-redpanda-connect-pipeline",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AssumeConnectRoles",
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Resource": [CONNECT_ROLE],
                    "Condition": {"StringEquals": {"aws:ResourceTag/redpanda_scope_redpanda_connect": "true"}},
                }
            ],
        },
    }
