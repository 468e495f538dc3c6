from types import SimpleNamespace

import botocore.handlers
import pytest
from moto import mock_aws

from doctor.commands import permissions
from doctor.facts.gather import aws_probes
from doctor.permissions import caller_account_policy, database_account_policy, has_admin_secret
from domain.iam_evaluation import Principal, may
from tests.doctor.emulated_accounts import REGION, emulated_accounts

SECRET = f"arn:aws:secretsmanager:{REGION}:222222222222:secret:master-AbCdEf"
PROBES = {
    "111111111111": ("redpanda_account", "pipeline_role"),
    "222222222222": ("database_account", "connect_role", "cluster", "metrics"),
}
IAM_PREFIX = {"monitoring": "cloudwatch"}
"""Where IAM calls a service otherwise than its signatures do (Service Authorization Reference)."""
RDS = f"arn:aws:rds:{REGION}:222222222222"


def make_chain(pipeline_role, connect_role):
    return {
        "redpanda": {
            "account_id": "111111111111",
            "profile": "redpanda",
            "region": REGION,
            "pipeline_role_arn": pipeline_role,
        },
        "database": {
            "account_id": "222222222222",
            "profile": "database",
            "region": REGION,
            "cluster_identifier": "cdc",
            "master_secret_arn": SECRET,
        },
        "trust": {"connect_role_arn": connect_role},
    }


CHAIN = make_chain("arn:aws:iam::111111111111:role/redpanda/pipeline", "arn:aws:iam::222222222222:role/connect")


ADMINISTERED = {"sql": "iam", "administrator": "rpcn_administrator", "resource_id": "cluster-ABC"}


def policies(chain=CHAIN, *, admin_secret=False):
    return {
        "111111111111": caller_account_policy(chain),
        "222222222222": database_account_policy(chain, admin_secret=admin_secret),
    }


def doctor_may(account, action, resource, **options):
    policy = policies(**options)[account]
    caller = Principal(
        arn=f"arn:aws:iam::{account}:user/doctor", account=account, kind="user", identity_policies={"doctor": policy}
    )
    return may(caller, action, resource).allowed


def actions(policy):
    return {
        action
        for statement in policy["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


def resource_of(parameters, roles):
    """What IAM judges a call on (Service Authorization Reference)."""
    if "RoleName" in parameters:
        return roles[parameters["RoleName"]]
    arns = {
        "PolicyArn": "{}",
        "DBClusterIdentifier": f"{RDS}:cluster:{{}}",
        "DBInstanceIdentifier": f"{RDS}:db:{{}}",
        "DBClusterParameterGroupName": f"{RDS}:cluster-pg:{{}}",
    }
    return next((arn.format(parameters[name]) for name, arn in arns.items() if name in parameters), "*")


@pytest.fixture
def calls(tmp_path, monkeypatch):
    """Action and resource of every AWS call that the probes of each account make."""
    with mock_aws():
        redpanda, database = emulated_accounts(tmp_path, monkeypatch)
        roles = {
            "pipeline": redpanda.role("pipeline", Path="/redpanda/"),
            "connect": database.role(
                "connect", PermissionsBoundary=database.managed_policy("limits", "rds-db:connect")
            ),
        }
        database.aurora()
        database.instance("writer")
        made = []

        def record(params, model, **_):
            service = model.service_model.signing_name
            made.append((f"{IAM_PREFIX.get(service, service)}:{model.name}", resource_of(params, roles)))

        handlers = [*botocore.handlers.BUILTIN_HANDLERS, ("before-parameter-build", record)]
        monkeypatch.setattr(botocore.handlers, "BUILTIN_HANDLERS", handlers)
        probes = aws_probes(make_chain(**{f"{name}_role": arn for name, arn in roles.items()}))
        by_account = {}
        for account, names in PROBES.items():
            made.clear()
            for name in names:
                getattr(probes, name)()
            by_account[account] = set(made)
        return by_account


def test_the_policies_cover_every_call_of_the_probes_and_name_no_action_that_none_makes(calls):
    for account, made in calls.items():
        refused = {call for call in made if not doctor_may(account, *call)}
        assert refused == set()
        assert {action for action, _ in made} == actions(policies()[account])


@pytest.mark.parametrize("account", PROBES)
def test_every_action_is_named_in_full_and_only_reads(account):
    for action in actions(policies(admin_secret=True)[account]):
        assert action.split(":")[1].startswith(("Get", "List", "Describe"))
        assert "*" not in action


@pytest.mark.parametrize("account", PROBES)
def test_policies_that_aws_manages_are_readable_too(account):
    for action in ("iam:GetPolicy", "iam:GetPolicyVersion"):
        assert doctor_may(account, action, "arn:aws:iam::aws:policy/service-role/AWSLambdaRole")


@pytest.mark.parametrize(
    ("account", "action", "resource"),
    [
        ("111111111111", "iam:GetRole", "arn:aws:iam::111111111111:role/pipeline"),
        ("111111111111", "iam:GetPolicy", "arn:aws:iam::222222222222:policy/limits"),
        ("111111111111", "rds:DescribeDBClusters", f"{RDS}:cluster:cdc"),
        ("222222222222", "iam:GetRolePolicy", "arn:aws:iam::222222222222:role/administrator"),
        ("222222222222", "rds:DescribeDBClusters", f"{RDS}:cluster:other"),
        ("222222222222", "rds:DescribeDBInstances", "arn:aws:rds:eu-west-1:222222222222:db:writer"),
    ],
)
def test_what_is_not_of_the_chain_stays_unread(account, action, resource):
    assert not doctor_may(account, action, resource)


def test_the_master_secret_is_readable_only_when_the_doctor_logs_in_with_it():
    read = ("222222222222", "secretsmanager:GetSecretValue")
    assert doctor_may(*read, SECRET, admin_secret=True)
    assert not doctor_may(*read, f"{SECRET}-other", admin_secret=True)
    assert not doctor_may(*read, SECRET, admin_secret=False)


@pytest.mark.parametrize(
    ("sql", "offered"), [("master", True), ("dataApi", True), (None, True), ("iam", False), ("script", False)]
)
def test_the_secret_is_offered_only_where_the_stack_keeps_to_one(sql, offered):
    database = CHAIN["database"] | ({"sql": sql} if sql else {})
    assert has_admin_secret({**CHAIN, "database": database}) is offered


def test_the_command_that_prints_them_offers_no_secret_of_a_stack_that_needs_none(capsys, monkeypatch):
    chain = {**CHAIN, "database": CHAIN["database"] | {"sql": "iam"}}
    monkeypatch.setattr(permissions, "chosen_stack", lambda _: SimpleNamespace(chain=chain))
    permissions.show_permissions(SimpleNamespace(obj=SimpleNamespace(admin_token=False)))
    assert "secretsmanager" not in capsys.readouterr().out


def test_a_doctor_that_logs_in_by_token_may_log_in_as_the_administrator_and_as_nobody_else():
    chain = {**CHAIN, "database": CHAIN["database"] | ADMINISTERED}
    may_log_in = ("rds-db:connect", f"arn:aws:rds-db:{REGION}:222222222222:dbuser:cluster-ABC/rpcn_administrator")
    policy = database_account_policy(chain, admin_secret=False, admin_token=True)
    (statement,) = [one for one in policy["Statement"] if one["Sid"] == "LogInAsAdministrator"]
    assert (statement["Action"], statement["Resource"]) == may_log_in
    assert "rds-db:connect" not in actions(database_account_policy(chain, admin_secret=False))
    with pytest.raises(ValueError, match=r"^--admin-token: got a chain of database\.sql unknown, want iam"):
        database_account_policy(CHAIN, admin_secret=False, admin_token=True)


def test_a_proxy_is_readable_only_where_the_chain_has_one():
    actions_on_it = ("rds:DescribeDBProxies", "rds:DescribeDBProxyEndpoints", "rds:DescribeDBProxyTargets")
    resources = (f"{RDS}:db-proxy:prx-1", f"{RDS}:db-proxy-endpoint:prx-endpoint-1", f"{RDS}:target-group:prx-tg-1")
    chain = {**CHAIN, "proxy": {"name": "cdc", "resource_id": "prx-1"}}
    for action in actions_on_it:
        for resource in resources:
            assert doctor_may("222222222222", action, resource, chain=chain)
            assert not doctor_may("222222222222", action, resource)
    assert not doctor_may("222222222222", actions_on_it[0], f"{RDS}:db-proxy:prx-2", chain=chain)


def test_a_peering_is_readable_in_both_accounts_and_only_where_the_chain_has_one():
    chain = {**CHAIN, "peering": {"connection_id": "pcx-1"}}
    for account in PROBES:
        for action in ("ec2:DescribeRouteTables", "ec2:DescribeVpcPeeringConnections"):
            assert doctor_may(account, action, "*", chain=chain)
            assert not doctor_may(account, action, "*")
        assert not doctor_may(account, "ec2:AcceptVpcPeeringConnection", "*", chain=chain)


def test_the_arns_are_of_the_chains_partition():
    role = "arn:aws-us-gov:iam::222222222222:role/connect"
    chain = {
        "database": {**CHAIN["database"], "region": "us-gov-west-1"},
        "trust": {"connect_role_arn": role},
    }
    statements = database_account_policy(chain, admin_secret=False)["Statement"]
    resources = [statement["Resource"] for statement in statements if statement["Resource"] != "*"]
    flat = [arn for resource in resources for arn in ([resource] if isinstance(resource, str) else resource)]
    assert role in flat
    assert all(arn.startswith("arn:aws-us-gov:") for arn in flat)


def on_runtime(identity, **runtime):
    return {
        **make_chain(f"arn:aws:iam::111111111111:{identity}", "arn:aws:iam::222222222222:role/connect"),
        "runtime": runtime,
    }


@pytest.mark.parametrize(
    ("chain", "allowed", "resource", "another"),
    [
        (
            on_runtime("user/connect", kind="cloud-key"),
            *("iam:ListAccessKeys", "arn:aws:iam::111111111111:user/connect", "arn:aws:iam::111111111111:user/admin"),
        ),
        (
            on_runtime("user/connect", kind="cloud-key"),
            *("iam:GetUserPolicy", "arn:aws:iam::111111111111:user/connect", "arn:aws:iam::111111111111:user/admin"),
        ),
        (
            on_runtime("role/task", kind="ecs", cluster_name="cdc"),
            "ecs:DescribeServices",
            *(f"arn:aws:ecs:{REGION}:111111111111:service/{cluster}/orders" for cluster in ("cdc", "other")),
        ),
        (
            on_runtime("role/task", kind="ecs", cluster_name="cdc"),
            "ecs:DescribeTasks",
            *(f"arn:aws:ecs:{REGION}:111111111111:task/{cluster}/1" for cluster in ("cdc", "other")),
        ),
        (
            on_runtime("role/pods", kind="kubernetes", way="podIdentity", cluster_name="apps"),
            "eks:ListPodIdentityAssociations",
            *(f"arn:aws:eks:{REGION}:111111111111:cluster/{cluster}" for cluster in ("apps", "other")),
        ),
    ],
)
def test_a_host_is_readable_only_where_the_chain_runs_on_it(chain, allowed, resource, another):
    assert doctor_may("111111111111", allowed, resource, chain=chain)
    assert not doctor_may("111111111111", allowed, another, chain=chain)
    assert not doctor_may("111111111111", allowed, resource)


def test_tasks_are_listed_of_the_chains_cluster_alone():
    chain = on_runtime("role/task", kind="ecs", cluster_name="cdc")
    (statement,) = [one for one in policies(chain)["111111111111"]["Statement"] if one["Action"] == "ecs:ListTasks"]
    cluster = f"arn:aws:ecs:{REGION}:111111111111:cluster/cdc"
    assert statement["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}


def test_irsa_needs_no_right_beside_those_on_the_role():
    chain = on_runtime("role/pods", kind="kubernetes", way="irsa", cluster_name=None)
    assert actions(policies(chain)["111111111111"]) == actions(policies()["111111111111"])
