import pulumi
import pulumi_aws as aws
import pytest

from components.client_instance_role import ClientInstanceRole, ClientInstanceRoleArgs

CONNECT_ROLE = "arn:aws:iam::222222222222:role/connect"


def made(engine, connect_role_arns=(CONNECT_ROLE,)):
    arns = []

    def program():
        account = aws.Provider("application-account", region="us-east-2")
        args = ClientInstanceRoleArgs(
            role_name="shop-client", connect_role_arns=connect_role_arns, external_id="shop-client-id"
        )
        role = ClientInstanceRole("client", args, pulumi.ResourceOptions(provider=account))
        role.role_arn.apply(arns.append)

    engine.run(program)
    return arns


def test_the_children_are_a_role_one_inline_policy_and_a_profile_in_the_application_account(engine):
    assert made(engine)
    assert engine.types() == {
        "client-role": "aws:iam/role:Role",
        "client-assume": "aws:iam/rolePolicy:RolePolicy",
        "client-profile": "aws:iam/instanceProfile:InstanceProfile",
    }
    assert set(engine.provider_names().values()) == {"application-account"}


def test_the_role_is_for_instances_and_has_the_name_that_the_other_account_trusts(engine):
    made(engine)
    role = engine.inputs("client-role")
    assert role["name"] == "shop-client"
    (statement,) = role["assumeRolePolicy"]["Statement"]
    assert statement == {
        "Sid": "Workload",
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    assert engine.inputs("client-profile") == {"name": "shop-client", "role": "shop-client"}


def test_it_may_assume_exactly_the_connect_role_with_the_external_id_and_nothing_else(engine):
    made(engine)
    assert engine.inputs("client-assume") == {
        "role": "shop-client",
        "policy": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AssumeConnectRoles",
                    "Effect": "Allow",
                    "Action": "sts:AssumeRole",
                    "Resource": [CONNECT_ROLE],
                    "Condition": {"StringEquals": {"sts:ExternalId": "shop-client-id"}},
                }
            ],
        },
    }


def test_a_wildcard_role_never_becomes_a_policy(engine):
    with pytest.raises(ValueError, match="least privilege"):
        made(engine, ["arn:aws:iam::222222222222:role/*"])
    assert "client-assume" not in engine.types()
