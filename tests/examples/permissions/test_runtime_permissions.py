"""What the workflows' roles may do about what runs the pipelines: each runtime's own, and nothing of another's."""

import json

import pytest

from domain.iam_evaluation import Principal, may
from preview_roles.permissions import workflow
from preview_roles.permissions.runtime_scopes import RuntimeScope
from preview_roles.permissions.workflow_scopes import ApplicationScope

IAM, HERE = "arn:aws:iam::111111111111", "us-east-2:111111111111"
REGION = {"aws:RequestedRegion": "us-east-2"}
OURS = {"aws:ResourceTag/pulumi-project": "shop-stream"}
TO_TASKS = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
TO_PODS = {"iam:PassedToService": "pods.eks.amazonaws.com"}
SECRET = f"arn:aws:secretsmanager:{HERE}:secret:orders-password-secret-1a2b3c4-AbCdEf"
GROUP, RULE = f"arn:aws:ec2:{HERE}:security-group/sg-1", f"arn:aws:ec2:{HERE}:security-group-rule/sgr-1"
SERVICE = f"arn:aws:ecs:{HERE}:service/cdc-connect-1a2b3c4/orders-service-1a2b3c4"
LOGS = f"arn:aws:logs:{HERE}:log-group:orders-log-1a2b3c4"
EKS = f"arn:aws:eks:{HERE}"
RUNTIMES = {
    "cloud-key": RuntimeScope(key_user="connect"),
    "ecs": RuntimeScope(task_role="task", pipelines=["orders"]),
    "ecs-network": RuntimeScope(task_role="task", task_network=True, pipelines=["orders"]),
    "kubernetes": RuntimeScope(pod_role="pods"),
    "pod-identity": RuntimeScope(pod_role="pods", eks_cluster="shop"),
    "own": RuntimeScope(pipelines=["orders"]),
}
WRITES = [
    ("cloud-key", "iam:CreateUser", f"{IAM}:user/connect", {}),
    ("cloud-key", "iam:PutUserPolicy", f"{IAM}:user/connect", {}),
    ("cloud-key", "iam:CreateAccessKey", f"{IAM}:user/connect", {}),
    ("ecs", "iam:CreateRole", f"{IAM}:role/task", {}),
    ("ecs", "iam:PutRolePolicy", f"{IAM}:role/task", {}),
    ("ecs", "iam:CreateRole", f"{IAM}:role/orders-execution-role-1a2b3c4", {}),
    ("ecs", "iam:PassRole", f"{IAM}:role/task", TO_TASKS),
    ("ecs", "iam:PassRole", f"{IAM}:role/orders-execution-role-1a2b3c4", TO_TASKS),
    ("ecs", "ecs:CreateCluster", f"arn:aws:ecs:{HERE}:cluster/cdc-connect-1a2b3c4", {}),
    ("ecs", "ecs:CreateService", SERVICE, {}),
    ("ecs", "ecs:UpdateService", SERVICE, {}),
    ("ecs", "ecs:RegisterTaskDefinition", "*", REGION),
    ("ecs", "ecs:TagResource", f"arn:aws:ecs:{HERE}:task-definition/rpcn-orders:1", {}),
    ("ecs", "logs:CreateLogGroup", LOGS, {}),
    ("ecs", "ec2:CreateSecurityGroup", "*", REGION),
    ("ecs", "ec2:DeleteSecurityGroup", GROUP, OURS),
    ("ecs", "ec2:AuthorizeSecurityGroupEgress", RULE, {}),
    ("ecs", "secretsmanager:PutSecretValue", SECRET, {}),
    ("ecs", "secretsmanager:GetSecretValue", SECRET, {}),
    ("ecs-network", "ec2:CreateVpc", "*", REGION),
    ("ecs-network", "ec2:CreateNatGateway", "*", REGION),
    ("ecs-network", "ec2:CreateTags", "*", {"ec2:CreateAction": "CreateNatGateway"}),
    ("ecs-network", "ec2:DeleteNatGateway", f"arn:aws:ec2:{HERE}:natgateway/nat-1", OURS),
    ("ecs-network", "ec2:CreateRoute", f"arn:aws:ec2:{HERE}:route-table/rtb-1", OURS),
    ("kubernetes", "iam:CreateRole", f"{IAM}:role/pods", {}),
    ("pod-identity", "eks:CreatePodIdentityAssociation", f"{EKS}:cluster/shop", {}),
    ("pod-identity", "eks:DeletePodIdentityAssociation", f"{EKS}:podidentityassociation/shop/a-1", {}),
    ("pod-identity", "iam:PassRole", f"{IAM}:role/pods", TO_PODS),
    ("own", "secretsmanager:CreateSecret", SECRET, {}),
]
READS = [
    ("cloud-key", "iam:GetUser", f"{IAM}:user/connect", {}),
    ("cloud-key", "iam:ListAccessKeys", f"{IAM}:user/connect", {}),
    ("ecs", "iam:GetRole", f"{IAM}:role/orders-execution-role-1a2b3c4", {}),
    ("ecs", "ecs:DescribeServices", SERVICE, {}),
    ("ecs", "ecs:DescribeTaskDefinition", "*", REGION),
    ("ecs", "logs:DescribeLogGroups", f"arn:aws:logs:{HERE}:log-group:", {}),
    ("ecs", "ec2:DescribeSecurityGroupRules", "*", REGION),
    ("ecs", "secretsmanager:DescribeSecret", SECRET, {}),
    ("ecs-network", "ec2:DescribeNatGateways", "*", REGION),
    ("pod-identity", "eks:DescribePodIdentityAssociation", f"{EKS}:podidentityassociation/shop/a-1", {}),
    ("own", "iam:GetPolicy", f"{IAM}:policy/boundary", {}),
]
NEVER = [
    ("iam:CreateUser", f"{IAM}:user/administrator", {}),
    ("iam:CreateAccessKey", f"{IAM}:user/administrator", {}),
    ("iam:PutUserPolicy", f"{IAM}:user/administrator", {}),
    ("iam:AttachUserPolicy", f"{IAM}:user/connect", {}),
    ("iam:PutRolePolicy", f"{IAM}:role/github-deploy", {}),
    ("iam:PassRole", f"{IAM}:role/administrator", TO_TASKS),
    ("iam:PassRole", f"{IAM}:role/task", {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("iam:PassRole", f"{IAM}:role/pods", TO_TASKS),
    ("ecs:RunTask", f"arn:aws:ecs:{HERE}:task-definition/rpcn-orders:1", {}),
    ("ecs:UpdateService", f"arn:aws:ecs:{HERE}:service/payroll/orders-service-1", {}),
    ("ecs:ExecuteCommand", SERVICE, {}),
    ("eks:CreatePodIdentityAssociation", f"{EKS}:cluster/payroll", {}),
    ("eks:UpdateClusterConfig", f"{EKS}:cluster/shop", {}),
    ("logs:GetLogEvents", f"{LOGS}:log-stream:connect", {}),
    ("logs:DeleteLogGroup", f"arn:aws:logs:{HERE}:log-group:payroll", {}),
    ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:redpanda-license-AbCdEf", {}),
    ("ec2:DeleteSecurityGroup", GROUP, {}),
    ("ec2:CreateSecurityGroup", "*", {"aws:RequestedRegion": "eu-west-1"}),
    ("ec2:DeleteNatGateway", f"arn:aws:ec2:{HERE}:natgateway/nat-1", {}),
    ("ec2:ReleaseAddress", f"arn:aws:ec2:{HERE}:elastic-ip/eipalloc-1", OURS),
]


def scope(runtime):
    return ApplicationScope(
        account_id="111111111111",
        region="us-east-2",
        policy_roles=["host"] if runtime == "own" else [],
        runtime=RUNTIMES[runtime],
        project="shop-stream",
    )


def allowed(document, action, resource, context):
    caller = Principal(arn=f"{IAM}:role/r", account="111111111111", kind="role", identity_policies={"p": document})
    return may(caller, action, resource, context).allowed


def both(runtime):
    return workflow.application_reads(scope(runtime)), workflow.application_writes(scope(runtime))


@pytest.mark.parametrize(("runtime", "action", "resource", "context"), WRITES)
def test_a_deployment_makes_what_its_runtime_is_made_of_and_a_preview_does_not(runtime, action, resource, context):
    reads, writes = both(runtime)
    assert allowed(writes, action, resource, context)
    assert not allowed(reads, action, resource, context)


@pytest.mark.parametrize(("runtime", "action", "resource", "context"), WRITES)
def test_no_other_runtime_may(runtime, action, resource, context):
    shared = {"kubernetes": {"pod-identity"}, "ecs": {"ecs-network"}, "own": {"ecs", "ecs-network"}}.get(runtime, set())
    if action in ("secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"):
        shared = {"own", "ecs-network"}
    others = {other for other in RUNTIMES if other != runtime and allowed(both(other)[1], action, resource, context)}
    assert others == shared


@pytest.mark.parametrize(("runtime", "action", "resource", "context"), READS)
def test_both_roles_read_what_the_runtime_is_made_of(runtime, action, resource, context):
    for document in both(runtime):
        assert allowed(document, action, resource, context)


@pytest.mark.parametrize("runtime", RUNTIMES)
@pytest.mark.parametrize(("action", "resource", "context"), NEVER)
def test_neither_role_reaches_beyond_it(runtime, action, resource, context):
    for document in both(runtime):
        assert not allowed(document, action, resource, context)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_the_documents_fit_a_role_and_a_preview_reads_no_secrets_value(runtime):
    reads, writes = both(runtime)
    assert len(json.dumps(writes, separators=(",", ":"))) <= 10_240  # IAM quotas, inline policies of a role
    assert "GetSecretValue" not in json.dumps(reads)
