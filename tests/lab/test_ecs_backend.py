"""Clusters, task definitions and services against moto; the process of a task is started and never gets anywhere."""

import json

import pytest

from domain import ecs_documents, iam_documents
from domain.task_definition import ConnectContainer, container_definitions
from lab.backends import ecs, ecs_services
from lab.backends.backend import LabError
from lab.connect.stand_in import StandIn
from tests.lab.aws_accounts import REGION, running_accounts
from tests.lab.backend_life import Life
from tests.lab.connect_pipeline import hosted_text

CLUSTER = ecs.RESOURCES["aws:ecs/cluster:Cluster"]
TASK = ecs.RESOURCES["aws:ecs/taskDefinition:TaskDefinition"]
SERVICE = ecs_services.RESOURCES["aws:ecs/service:Service"]
LOG_GROUP = "/connect"
VARIABLE = "RPCN_ORDERS_PASSWORD"
RUNS = hosted_text()
NEVER_TWO = {
    "deploymentMinimumHealthyPercent": 0,
    "deploymentMaximumPercent": 100,
    "availabilityZoneRebalancing": "DISABLED",
    "launchType": "FARGATE",
}


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with running_accounts(tmp_path_factory.mktemp("lab")) as running:
        provider = running.redpanda()
        urls = {"nat_url": "http://127.0.0.1:9", "container_credentials_url": "http://127.0.0.1:9"}
        provider.paths.cloud.write_text(json.dumps(urls))
        provider.client("logs").create_log_group(logGroupName=LOG_GROUP)
        yield provider


@pytest.fixture(scope="module")
def password(account):
    return account.client("secretsmanager").create_secret(Name="password", SecretString="hush")["ARN"]


@pytest.fixture(scope="module")
def roles(account, password):
    """Task role and execution role."""
    iam = account.client("iam")
    trust = json.dumps(ecs_documents.task_trust(REGION, account.account_id))
    start = json.dumps(ecs_documents.start_task(account.arn("logs", f"log-group:{LOG_GROUP}"), [password]))
    arns = [
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"] for name in ("task", "execution")
    ]
    iam.put_role_policy(RoleName="execution", PolicyName="start", PolicyDocument=start)
    return arns


@pytest.fixture
def cluster(account):
    made = Life(CLUSTER, account, name="cdc")
    yield made
    made.delete()


def definition(account, roles, password, config_yaml=RUNS, **changes):
    container = ConnectContainer(
        image="connect:4.106.0",
        config_yaml=config_yaml,
        secret_arns={VARIABLE: password},
        log_group=LOG_GROUP,
        region=REGION,
    )
    arguments = {
        "family": "rpcn-orders",
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": "256",
        "memory": "1024",
        "taskRoleArn": roles[0],
        "executionRoleArn": roles[1],
        "containerDefinitions": json.dumps(container_definitions(container)),
    }
    return Life(TASK, account, **arguments | changes)


@pytest.fixture
def task(account, roles, password):
    return definition(account, roles, password)


@pytest.fixture
def network(account):
    ec2 = account.client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [subnet["VpcId"]]}])["SecurityGroups"]
    return {"subnets": [subnet["SubnetId"]], "securityGroups": [groups[0]["GroupId"]]}


@pytest.fixture
def service(account, cluster, task, network):
    made = Life(
        SERVICE,
        account,
        name="orders",
        cluster=cluster.id,
        taskDefinition=task.outputs["arn"],
        desiredCount=1,
        networkConfiguration=network,
        **NEVER_TWO,
    )
    yield made
    made.delete()


def process(account):
    return StandIn(account.paths, "orders").process


def test_a_cluster_that_was_deleted_is_gone_although_ecs_still_shows_it(account):
    made = Life(CLUSTER, account, name="short")
    assert made.drift() == {}
    account.client("ecs").delete_cluster(cluster="short")
    assert made.drift() == {"": None}
    made.delete()


def test_whatever_changes_in_a_task_definition_is_the_next_revision(account, task):
    assert task.drift() == {}
    assert task.replaced_by(cpu="512", memory="2048") == {"cpu", "memory"}
    account.client("ecs").deregister_task_definition(taskDefinition=task.outputs["arn"])
    assert task.drift() == {"": None}


def test_a_service_starts_its_task_with_its_secrets_and_where_its_credentials_are(account, service):
    assert service.drift() == {}
    environment = StandIn(account.paths, "orders").environment()
    assert environment[VARIABLE] == "hush"
    assert environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"].startswith("http://127.0.0.1:9/")
    assert "AWS_ROLE_ARN" not in environment


def test_scaled_to_none_its_task_ends(account, service):
    running = process(account)
    service.update(desiredCount=0)
    assert running.find() is None
    assert (
        account.client("ecs").describe_services(cluster="cdc", services=["orders"])["services"][0]["desiredCount"] == 0
    )


def test_a_new_task_definition_ends_the_old_task_first(account, service, roles, password):
    old = process(account)
    service.update(taskDefinition=definition(account, roles, password, hosted_text(snapshot=False)).outputs["arn"])
    assert old.find() is None
    assert process(account).pid != old.pid


def test_a_cluster_with_a_service_stays(cluster, service):
    with pytest.raises(LabError, match="ClusterContainsServicesException"):
        cluster.delete()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"desiredCount": 2}, "desiredCount: got 2, want at most 1"),
        ({"deploymentMaximumPercent": 200}, "got 0 and 200, want 0 and 100"),
        ({"deploymentMinimumHealthyPercent": None}, "got 100 and 100, want 0 and 100"),
        ({"availabilityZoneRebalancing": None}, "availabilityZoneRebalancing: got ENABLED"),
    ],
)
def test_whatever_would_run_two_tasks_at_once_is_refused(service, changes, why):
    with pytest.raises(LabError, match=why):
        service.update(**changes)


def test_a_task_whose_execution_role_may_not_read_the_secret_does_not_start_and_the_old_one_is_taken_back(
    account, service, roles, password
):
    other = account.client("secretsmanager").create_secret(Name="other", SecretString="hush")["ARN"]
    strange = definition(account, roles, other)
    service.inputs = {**service.inputs, "deploymentCircuitBreaker": {"enable": True, "rollback": True}}
    with pytest.raises(LabError, match=r"ResourceInitializationError: .* not authorized secretsmanager:GetSecretValue"):
        service.update(taskDefinition=strange.outputs["arn"])
    assert process(account).find() is not None
    assert StandIn(account.paths, "orders").environment()[VARIABLE] == "hush"


def test_a_task_whose_execution_role_trusts_somebody_else_does_not_start(account, service, roles, password):
    trust = json.dumps(iam_documents.service_trust("ec2.amazonaws.com"))
    arn = account.client("iam").create_role(RoleName="not-ecs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    with pytest.raises(LabError, match=r"AccessDeniedException: not authorized to be .*not-ecs"):
        service.update(taskDefinition=definition(account, roles, password, executionRoleArn=arn).outputs["arn"])
    account.client("iam").delete_role(RoleName="not-ecs")


def test_a_task_without_its_log_group_does_not_start(account, service, roles, password):
    container = json.loads(definition(account, roles, password).inputs["containerDefinitions"])
    container[0]["logConfiguration"]["options"]["awslogs-group"] = "/nowhere"
    lost = definition(account, roles, password, containerDefinitions=json.dumps(container))
    with pytest.raises(LabError, match="log group /nowhere does not exist"):
        service.update(taskDefinition=lost.outputs["arn"])
