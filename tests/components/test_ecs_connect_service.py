import pulumi
import pulumi_aws as aws
import pytest
import yaml

from components.connect_task_role import ConnectTaskRole, ConnectTaskRoleArgs
from components.ecs_connect_cluster import EcsConnectCluster, EcsConnectClusterArgs
from components.ecs_connect_service import EcsConnectService, EcsConnectServiceArgs
from domain import ecs_documents
from domain.pipeline_identity import PipelineIdentity
from tests.components.hosted import CONNECT_ROLE, PIPELINE

ACCOUNT = "111111111111"
LICENSE = f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:redpanda-license-AbCdEf"
PASSWORD = f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:orders-password-secret-AbCdEf"
TASK_ROLE = PipelineIdentity(arn=f"arn:aws:iam::{ACCOUNT}:role/rpcn-connect", external_id="shop-cdc")
SERVICE = PIPELINE | {
    "cluster_arn": "arn:aws:ecs:us-east-2:111111111111:cluster/cdc",
    "account_id": ACCOUNT,
    "region": "us-east-2",
    "subnet_ids": ["subnet-0a", "subnet-0b"],
    "security_group_id": "sg-0c",
    "task_role_arn": TASK_ROLE.arn,
    "license_secret_arn": LICENSE,
}


class Waited(pulumi.CustomResource):
    def __init__(self, name):
        super().__init__("test:index:Waited", name, {})


def account():
    return pulumi.ResourceOptions(provider=aws.Provider("application-account", region="us-east-2"))


@pytest.fixture
def make(engine):
    def run(**args):
        def program():
            waited = [Waited("login-works")]
            EcsConnectService("orders", EcsConnectServiceArgs(**SERVICE | {"starts_after": waited} | args), account())

        engine.run(program)
        return engine

    return run


def container(engine):
    (only,) = engine.inputs("orders-task")["containerDefinitions"]
    return only


def test_the_children_are_a_secret_a_log_a_role_that_starts_tasks_a_task_and_a_service(make):
    types = make().types()
    assert types.pop("login-works")
    assert types == {
        "orders-password-secret": "aws:secretsmanager/secret:Secret",
        "orders-password-current": "aws:secretsmanager/secretVersion:SecretVersion",
        "orders-log": "aws:cloudwatch/logGroup:LogGroup",
        "orders-execution-role": "aws:iam/role:Role",
        "orders-start": "aws:iam/rolePolicy:RolePolicy",
        "orders-task": "aws:ecs/taskDefinition:TaskDefinition",
        "orders-service": "aws:ecs/service:Service",
    }


def test_every_child_is_in_the_application_account(make):
    providers = make().provider_names()
    del providers["login-works"]
    assert set(providers.values()) == {"application-account"}


def test_there_is_one_task_and_never_two(make):
    service = make().inputs("orders-service")
    assert service["desiredCount"] == 1
    assert (service["deploymentMinimumHealthyPercent"], service["deploymentMaximumPercent"]) == (0, 100)
    assert service["availabilityZoneRebalancing"] == "DISABLED"
    assert service["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert service["waitForSteadyState"] is True


def test_the_service_starts_when_the_whole_chain_holds(make):
    assert make().waits_for("orders-service") == {"login-works"}


def test_it_runs_in_the_given_network_without_an_address_of_its_own(make):
    assert make().inputs("orders-service")["networkConfiguration"] == {
        "subnets": ["subnet-0a", "subnet-0b"],
        "securityGroups": ["sg-0c"],
        "assignPublicIp": False,
    }


def test_the_task_is_fargates_smallest_that_holds_the_pipeline_and_is_the_task_role(make):
    task = make().inputs("orders-task")
    assert (task["cpu"], task["memory"], task["networkMode"]) == ("256", "1024", "awsvpc")
    assert (task["taskRoleArn"], task["family"]) == (TASK_ROLE.arn, "rpcn-orders")
    assert task["executionRoleArn"].endswith(":role/orders-execution-role")


def test_password_and_licence_come_by_reference(make):
    connect = container(make())
    assert connect["secrets"] == [
        {"name": "REDPANDA_LICENSE", "valueFrom": LICENSE},
        {"name": "RPCN_ORDERS_PASSWORD", "valueFrom": PASSWORD},
    ]
    assert [variable["name"] for variable in connect["environment"]] == ["CONNECT_YAML"]
    assert "generated-password" not in str(connect)


def test_the_configuration_is_that_of_a_process_of_ones_own(make):
    text = container(make())["environment"][0]["value"]
    assert text.startswith("# password version 7\n")
    output = yaml.safe_load(text)["output"]["fallback"][1]["redpanda"]
    assert output["seed_brokers"] == ["seed-0.example:9092"]
    assert output["sasl"][0]["password"] == "${RPCN_ORDERS_PASSWORD}"


def test_without_a_licence_there_is_a_trial(make):
    assert [secret["name"] for secret in container(make(license_secret_arn=None))["secrets"]] == [
        "RPCN_ORDERS_PASSWORD"
    ]


def test_what_starts_tasks_reads_exactly_their_secrets(make):
    engine = make()
    assert engine.inputs("orders-start")["policy"] == ecs_documents.start_task(
        f"arn:aws:logs:us-east-2:{ACCOUNT}:log-group:orders-log", [PASSWORD, LICENSE]
    )
    assert engine.inputs("orders-execution-role")["assumeRolePolicy"] == ecs_documents.task_trust("us-east-2", ACCOUNT)


@pytest.mark.parametrize("image", ["docker.redpanda.com/redpandadata/connect", "connect:latest"])
def test_an_image_that_moves_is_refused(image):
    with pytest.raises(ValueError, match=r"^image: got '.*', want one with a whole version or a digest"):
        EcsConnectServiceArgs(**SERVICE, image=image)


def test_the_task_role_may_assume_the_connect_role_and_nothing_else(engine):
    args = ConnectTaskRoleArgs(identity=TASK_ROLE, region="us-east-2", connect_role_arns=[CONNECT_ROLE])
    engine.run(lambda: ConnectTaskRole("cdc", args, account()))
    assert engine.types() == {
        "cdc-task-role": "aws:iam/role:Role",
        "cdc-task-assume": "aws:iam/rolePolicy:RolePolicy",
    }
    assert set(engine.provider_names().values()) == {"application-account"}
    role = engine.inputs("cdc-task-role")
    assert (role["name"], role["assumeRolePolicy"]) == ("rpcn-connect", ecs_documents.task_trust("us-east-2", ACCOUNT))
    assert engine.inputs("cdc-task-assume")["policy"] == TASK_ROLE.permission([CONNECT_ROLE])


def test_tasks_let_nobody_in_and_go_out_to_three_ports(engine):
    args = EcsConnectClusterArgs(vpc_id="vpc-0d", database_port=5432)
    engine.run(lambda: EcsConnectCluster("cdc", args, account()))
    assert engine.types() == {
        "cdc-connect": "aws:ecs/cluster:Cluster",
        "cdc-connect-group": "aws:ec2/securityGroup:SecurityGroup",
        **{
            f"cdc-connect-to-{job}": "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
            for job in ("aws-and-image", "brokers", "database")
        },
    }
    assert set(engine.provider_names().values()) == {"application-account"}
    rules = [engine.inputs(name) for name in engine.types() if "-to-" in name]
    assert {(rule["fromPort"], rule["toPort"], rule["ipProtocol"]) for rule in rules} == {
        (443, 443, "tcp"),
        (5432, 5432, "tcp"),
        (9092, 9092, "tcp"),
    }
