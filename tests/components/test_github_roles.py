import pulumi
import pulumi_aws as aws
import pytest

from components.github_roles import GithubRoles, GithubRolesArgs, WorkflowRole

ISSUER = "https://token.actions.githubusercontent.com"
PROVIDER = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
READS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "rds:Read", "Resource": "*"}]}
WRITES = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "rds:Write", "Resource": "*"}]}


def args(**changes):
    wanted = {
        "issuer": ISSUER,
        "preview": WorkflowRole(name="preview", subject="repo:acme/shop:pull_request", permissions=READS),
        "deploy": WorkflowRole(name="deploy", subject="repo:acme/shop:environment:production", permissions=WRITES),
    }
    return GithubRolesArgs(**{**wanted, **changes})


def made(engine, **changes):
    def program():
        account = aws.Provider("account", region="us-east-2")
        GithubRoles("shop", args(**changes), pulumi.ResourceOptions(provider=account))

    engine.run(program)
    return engine


def test_the_children_are_a_provider_and_two_roles_with_one_policy_each(engine):
    assert made(engine).types() == {
        "shop-github": "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "shop-preview-role": "aws:iam/role:Role",
        "shop-preview-permissions": "aws:iam/rolePolicy:RolePolicy",
        "shop-deploy-role": "aws:iam/role:Role",
        "shop-deploy-permissions": "aws:iam/rolePolicy:RolePolicy",
    }
    assert set(engine.provider_names().values()) == {"account"}
    assert engine.inputs("shop-github") == {"url": ISSUER, "clientIdLists": ["sts.amazonaws.com"]}


@pytest.mark.parametrize(
    ("kind", "subject", "permissions"),
    [("preview", "repo:acme/shop:pull_request", READS), ("deploy", "repo:acme/shop:environment:production", WRITES)],
)
def test_each_role_trusts_its_own_runs_and_has_its_own_policy(engine, kind, subject, permissions):
    role = made(engine).inputs(f"shop-{kind}-role")
    assert role["name"] == kind
    (statement,) = role["assumeRolePolicy"]["Statement"]
    assert statement["Principal"] == {"Federated": PROVIDER}
    assert statement["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": subject,
        }
    }
    assert engine.inputs(f"shop-{kind}-permissions") == {"role": kind, "policy": permissions}


def test_a_provider_that_exists_is_trusted_and_not_made_again(engine):
    existing = PROVIDER.replace("222222222222", "333333333333")
    assert "shop-github" not in made(engine, existing_provider_arn=existing).types()
    (statement,) = engine.inputs("shop-deploy-role")["assumeRolePolicy"]["Statement"]
    assert statement["Principal"] == {"Federated": existing}


def test_two_roles_of_one_name_or_for_one_run_are_refused():
    same_name = WorkflowRole(name="preview", subject="another", permissions=WRITES)
    with pytest.raises(ValueError, match="name: got 'preview' for both roles"):
        args(deploy=same_name)
    same_run = WorkflowRole(name="deploy", subject="repo:acme/shop:pull_request", permissions=WRITES)
    with pytest.raises(ValueError, match="subject: got 'repo:acme/shop:pull_request' for both roles"):
        args(deploy=same_run)
