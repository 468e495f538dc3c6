from pathlib import PurePosixPath

import pulumi
import pytest

from domain import resource_actions
from previews.stacks import PROGRAMS

MADE = ("github", "preview-role", "preview-permissions", "deploy-role", "deploy-permissions")


@pytest.fixture
def dev(run_example):
    return run_example("preview-roles", "dev")


def trusted(engine, role):
    (statement,) = engine.inputs(role)["assumeRolePolicy"]["Statement"]
    (subject,) = [value for key, value in statement["Condition"]["StringEquals"].items() if key.endswith(":sub")]
    return subject


def actions(engine, policy):
    return {action for statement in engine.inputs(policy)["policy"]["Statement"] for action in statement["Action"]}


def test_each_account_gets_its_own_roles(dev):
    assert dev.provider_names() == {
        f"{account}-{made}": f"{account}-account" for account in ("application", "database") for made in MADE
    }


@pytest.mark.parametrize("account", ["application", "database"])
def test_pull_requests_read_and_only_approved_runs_deploy(dev, account):
    assert trusted(dev, f"{account}-preview-role") == "repo:acme/shop-stream:pull_request"
    assert trusted(dev, f"{account}-deploy-role") == "repo:acme/shop-stream:environment:production"
    writing = actions(dev, f"{account}-deploy-permissions") - actions(dev, f"{account}-preview-permissions")
    assert "iam:PutRolePolicy" in writing
    assert actions(dev, f"{account}-preview-permissions") < actions(dev, f"{account}-deploy-permissions")


def test_the_preview_role_has_no_right_to_a_secret(dev):
    for account in ("application", "database"):
        may = actions(dev, f"{account}-preview-permissions")
        assert not [action for action in may if action.startswith(("secretsmanager:", "rds-data:", "rds-db:"))]
    assert "rds-data:ExecuteStatement" in actions(dev, "database-deploy-permissions")


def test_a_stack_with_the_masters_password_says_so(run_example):
    secret = "arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-0a1b-AbCdEf"
    engine = run_example(
        "preview-roles", "dev", change=lambda s: s["database"].update(sql="master", masterSecretArns=[secret])
    )
    statements = engine.inputs("database-preview-permissions")["policy"]["Statement"]
    assert [s["Resource"] for s in statements if "secretsmanager:GetSecretValue" in s["Action"]] == [[secret]]


@pytest.mark.parametrize(
    ("section", "made"),
    [
        ({"keyUserName": "redpanda-connect"}, "iam:CreateAccessKey"),
        ({"taskRoleName": "redpanda-connect-task", "pipelineNames": ["orders"]}, "ecs:CreateService"),
        ({"taskRoleName": "task", "taskNetwork": True, "pipelineNames": ["orders"]}, "ec2:CreateNatGateway"),
        ({"podRoleName": "redpanda-connect-pods", "eksClusterName": "shop"}, "eks:CreatePodIdentityAssociation"),
    ],
)
def test_a_stack_of_another_runtime_gets_the_rights_of_that_one(run_example, section, made):
    section = {"pipelineRoleName": None, **section}
    engine = run_example("preview-roles", "dev", change=lambda s: s["application"].update(section))
    assert made in actions(engine, "application-deploy-permissions")
    assert made not in actions(engine, "application-preview-permissions")


def test_a_database_that_exists_is_looked_at_and_no_other_is_made(run_example):
    existing = {"identifier": "shop", "ingressSecurityGroupId": "sg-0a1b"}
    engine = run_example("preview-roles", "dev", change=lambda s: s["database"].update(existing=existing))
    statements = engine.inputs("database-preview-permissions")["policy"]["Statement"]
    (looking,) = [statement["Resource"] for statement in statements if statement["Sid"] == "ReadExistingDatabase"]
    assert looking == [f"arn:aws:rds:us-east-2:222222222222:{kind}:shop" for kind in ("cluster", "db")]
    assert "rds:CreateDBCluster" not in actions(engine, "database-deploy-permissions")


def test_a_repository_with_ids_is_trusted_with_them(run_example):
    engine = run_example("preview-roles", "dev", change=lambda s: s["github"].update(repository="acme@12/shop@34"))
    assert trusted(engine, "database-preview-role") == "repo:acme@12/shop@34:pull_request"
    assert trusted(engine, "database-deploy-role") == "repo:acme@12/shop@34:environment:production"


def test_an_account_that_knows_the_issuer_already_gets_no_second_provider(run_example):
    engine = run_example("preview-roles", "dev", change=lambda s: s["database"].update(providerExists=True))
    assert "database-github" not in engine.types()
    (statement,) = engine.inputs("database-preview-role")["assumeRolePolicy"]["Statement"]
    arn = "arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com"
    assert statement["Principal"] == {"Federated": arn}


def test_the_chain_names_the_roles_of_each_account(dev):
    chain = dev.outputs["chain"]
    assert chain["kind"] == "github-workflows"
    assert chain["github"] == {
        "repository": "acme/shop-stream",
        "environment": "production",
        "issuer": "https://token.actions.githubusercontent.com",
    }
    assert chain["database"] == {
        "account_id": "222222222222",
        "profile": "database",
        "region": "us-east-2",
        "component": "cdc",
        "preview_role_arn": "arn:aws:iam::222222222222:role/database-preview-role",
        "deploy_role_arn": "arn:aws:iam::222222222222:role/database-deploy-role",
    }


@pytest.mark.parametrize(
    ("section", "changes", "words"),
    [
        ("github", {"repository": "acme/*"}, r"github\.repository: got 'acme/\*', want .*owner/name"),
        ("github", {"repository": "acme@12/shop"}, r"github\.repository: got 'acme@12/shop', want .*owner/name"),
        ("github", {"environment": "prod*"}, r"github\.environment: got 'prod\*', want"),
        ("github", {"issuer": "http://x"}, r"github\.issuer: got 'http://x', want"),
        ("github", {"deployRoleName": "github-preview"}, r"github\.deployRoleName: got 'github-preview', want another"),
        ("github", {"deployRoleName": "cdc-role-x"}, r"database\.component: got 'cdc', want another name"),
        ("application", {"pipelineRoleName": "github-deploy"}, r"pipelineRoleName: got 'github-deploy', want no role"),
        ("application", {"taskNetwork": True}, r"application\.taskNetwork: got true, want it left out"),
        ("application", {"taskRoleName": "task"}, r"application\.pipelineNames: got none, want those of the stack"),
        ("application", {"eksClusterName": "shop"}, r"application\.podRoleName: got none, want the role that pods"),
        ("application", {"podRoleName": "github-deploy"}, r"podRoleName: got 'github-deploy', want no role"),
        ("application", {"pipelineRoleName": None}, r"application\.clientRoleNames: got none, want at least one"),
        ("database", {"accountId": "111111111111"}, r"database\.accountId: got '111111111111', want another"),
        ("database", {"masterSecretArns": ["*"]}, r"database\.masterSecretArns\[0\]: got '\*', want"),
        (
            "database",
            {"masterSecretArns": ["arn:aws:secretsmanager:us-east-2:222222222222:secret:rds!cluster-0-A"]},
            r"database\.masterSecretArns: got 1, want none with sql: iam \(only a preview with sql: master",
        ),
        ("database", {"component": "*"}, r"database\.component: got '\*', want"),
    ],
)
def test_a_wrong_stack_file_makes_nothing(run_example, section, changes, words):
    with pytest.raises(pulumi.RunError, match=words):
        run_example("preview-roles", "dev", change=lambda sections: sections[section].update(changes))


@pytest.fixture(params=sorted(set(PROGRAMS) - {"."}))  # the repository's own: tests/test_program.py
def deployed(request, run_example):
    return run_example(PurePosixPath(request.param).name, "dev")


def test_every_aws_resource_of_a_program_it_deploys_has_its_actions(deployed):
    types = {kind for kind in deployed.types().values() if kind.startswith("aws:")}
    assert types <= set(resource_actions.ACTIONS)


def test_a_stack_with_a_private_way_gets_each_side_in_its_account(run_example):
    side = {"vpcId": "vpc-0d", "routeTableIds": ["rtb-0d"]}
    peering = {"vpcId": "vpc-0a", "routeTableIds": ["rtb-0a"], "database": side}
    engine = run_example("preview-roles", "dev", change=lambda s: s.update(peering=peering))
    asks, accepts = "ec2:CreateVpcPeeringConnection", "ec2:AcceptVpcPeeringConnection"
    app, database = (actions(engine, f"{account}-deploy-permissions") for account in ("application", "database"))
    assert (asks in app, accepts in app) == (True, False)
    assert (asks in database, accepts in database) == (False, True)
    statements = {s["Sid"]: s for s in engine.inputs("database-deploy-permissions")["policy"]["Statement"]}
    requester = "arn:aws:ec2:us-east-2:111111111111:vpc/vpc-0a"
    assert statements["ChangePeering"]["Condition"] == {"ArnEquals": {"ec2:RequesterVpc": requester}}
    assert statements["RouteOverPeering"]["Resource"] == ["arn:aws:ec2:us-east-2:222222222222:route-table/rtb-0d"]
