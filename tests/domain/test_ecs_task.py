import json
import subprocess

import pytest

from domain import ecs_documents, fargate_sizes, task_definition
from domain.task_definition import ConnectContainer

SECRET = "arn:aws:secretsmanager:us-east-2:111111111111:secret:orders-AbCdEf"
LOG = "arn:aws:logs:us-east-2:111111111111:log-group:orders"
CONTAINER = {
    "image": "docker.redpanda.com/redpandadata/connect:4.106.0",
    "config_yaml": "input: {}\n",
    "secret_arns": {"RPCN_ORDERS_PASSWORD": SECRET},
    "log_group": "orders",
    "region": "us-east-2",
}


def container(**changes):
    (only,) = task_definition.container_definitions(ConnectContainer(**CONTAINER | changes))
    return only


def test_only_tasks_of_the_account_and_region_may_be_the_role():
    assert ecs_documents.task_trust("us-gov-west-1", "111111111111")["Statement"] == [
        {
            "Sid": "Tasks",
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "111111111111"},
                "ArnLike": {"aws:SourceArn": "arn:aws-us-gov:ecs:us-gov-west-1:111111111111:*"},
            },
        }
    ]


def test_starting_a_task_needs_its_secrets_and_its_log():
    assert ecs_documents.start_task(LOG, [SECRET])["Statement"] == [
        {
            "Sid": "ReadSecrets",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue"],
            "Resource": [SECRET],
        },
        {
            "Sid": "Log",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{LOG}:*",
        },
    ]


def test_secrets_come_by_reference_and_nothing_else_is_in_the_environment():
    connect = container()
    assert connect["secrets"] == [{"name": "RPCN_ORDERS_PASSWORD", "valueFrom": SECRET}]
    assert connect["environment"] == [{"name": "CONNECT_YAML", "value": "input: {}\n"}]


def test_the_shell_writes_the_configuration_as_it_is(tmp_path):
    """What Connect fills in must reach it: neither the shell nor printf may do it first."""
    text = 'password: "${RPCN_ORDERS_PASSWORD}"\nkey: ${! @key }\n# 100%s \\n `x`\n'
    script = task_definition.COMMAND.replace("/tmp/connect.yaml", str(tmp_path / "connect.yaml"))
    script = script.replace("exec /redpanda-connect run", "exec cat")
    shell = subprocess.run(
        ["sh", "-c", script], env={"CONNECT_YAML": text, "PATH": "/bin:/usr/bin"}, capture_output=True
    )
    assert shell.stdout.decode() == text


def test_the_process_is_connect_and_is_healthy_when_it_is_ready():
    connect = container()
    assert connect["entryPoint"] == ["sh", "-c"]
    assert connect["command"][0].endswith("&& exec /redpanda-connect run /tmp/connect.yaml")
    assert connect["healthCheck"]["command"][1].startswith("wget -q -O /dev/null http://127.0.0.1:4195/ready ")


def test_its_log_goes_to_the_pipelines_own_group():
    assert container()["logConfiguration"]["options"] == {
        "awslogs-group": "orders",
        "awslogs-region": "us-east-2",
        "awslogs-stream-prefix": "connect",
    }


def test_a_configuration_that_no_task_definition_holds_is_refused():
    room = task_definition.LARGEST_TASK_DEFINITION - len(json.dumps([container(config_yaml="")]))
    container(config_yaml="x" * room)
    with pytest.raises(
        ValueError, match=r"^database\.caBundle: got a configuration of 65537 bytes, want 65536 at most"
    ):
        container(config_yaml="x" * (room + 1))


@pytest.mark.parametrize(
    ("cpu", "memory", "size"),
    [
        ("100m", "400M", (256, 512)),
        ("200m", "800M", (256, 1024)),
        ("300m", "1200M", (512, 2048)),
        ("1000m", "4000M", (1024, 4096)),
        ("1500m", "6000M", (2048, 6144)),
        ("3300m", "13200M", (4096, 13312)),
        ("7200m", "28800M", (8192, 28672)),
    ],
)
def test_a_pipeline_gets_the_smallest_size_that_holds_it(cpu, memory, size):
    assert fargate_sizes.size_for(cpu, memory) == size


def test_a_size_off_the_grid_is_refused():
    with pytest.raises(ValueError, match=r"^want 800M"):
        fargate_sizes.size_for("200m", "1G")
