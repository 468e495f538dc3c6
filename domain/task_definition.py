"""An ECS task that runs Redpanda Connect: its one container, as the API takes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain import connect_image

LARGEST_TASK_DEFINITION = 65_536  # bytes (Amazon ECS Developer Guide, "Amazon ECS service quotas")

CONFIG_VARIABLE = "CONNECT_YAML"
CONFIG_PATH = "/tmp/connect.yaml"  # noqa: S108  the container's own; its user may write nowhere else

COMMAND = f"printf '%s' \"${CONFIG_VARIABLE}\" > {CONFIG_PATH} && exec {connect_image.BINARY} run {CONFIG_PATH}"
"""The image has busybox's shell, and Fargate no volume that brings a file along; `exec` hands the process the signals
that ECS stops a task with. The shell fills in the one variable and not what stands in it."""

READY = f"wget -q -O /dev/null http://127.0.0.1:{connect_image.HTTP_PORT}{connect_image.READY_PATH} || exit 1"

CONTAINER = "connect"


@dataclass(frozen=True, kw_only=True)
class ConnectContainer:
    """What differs from pipeline to pipeline."""

    image: str
    config_yaml: str
    secret_arns: Mapping[str, str]
    """By environment variable: the secret whose current version becomes its value."""
    log_group: str
    region: str


def container_definitions(container: ConnectContainer) -> list[dict[str, Any]]:
    """The task's `containerDefinitions`.

    Raises ValueError where the configuration is too much for a task definition.
    """
    definitions = [
        {
            "name": CONTAINER,
            "image": container.image,
            "essential": True,
            "entryPoint": ["sh", "-c"],
            "command": [COMMAND],
            "environment": [{"name": CONFIG_VARIABLE, "value": container.config_yaml}],
            "secrets": [
                {"name": variable, "valueFrom": arn} for variable, arn in sorted(container.secret_arns.items())
            ],
            # Connect is ready when it reads and writes; a snapshot or a busy slot may take a while to begin.
            "healthCheck": {
                "command": ["CMD-SHELL", READY],
                "interval": 30,
                "timeout": 5,
                "retries": 10,
                "startPeriod": 300,
            },
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": container.log_group,
                    "awslogs-region": container.region,
                    "awslogs-stream-prefix": CONTAINER,
                },
            },
        }
    ]
    if (size := len(json.dumps(definitions).encode())) > LARGEST_TASK_DEFINITION:
        raise ValueError(
            f"database.caBundle: got a configuration of {size} bytes, want {LARGEST_TASK_DEFINITION} at most (ECS task "
            "definition); take the bundle of the database's region alone, which `make certs` fetches"
        )
    return definitions
