"""IAM policy documents of ECS tasks: who may be their roles, and what starting them needs."""

from collections.abc import Sequence
from typing import Any

from domain import arns, function_documents
from domain.policy_document import allow, document, equal, trusting

TASKS = "ecs-tasks.amazonaws.com"


def task_trust(region: str, account: str) -> dict[str, Any]:
    """Tasks of this account and region alone: else ECS could be asked for the role from elsewhere.

    Amazon ECS Developer Guide, "Task IAM role", with its guard against the confused deputy.
    """
    partition = arns.partition_of(region)
    ours = {
        **equal("aws:SourceAccount", account),
        "ArnLike": {"aws:SourceArn": f"arn:{partition}:ecs:{region}:{account}:*"},
    }
    return document(trusting("Tasks", {"Service": TASKS}, "sts:AssumeRole", ours))


def start_task(log_group_arn: str, secret_arns: Sequence[str]) -> dict[str, Any]:
    """What ECS does itself before and while a task runs: read exactly these secrets, write to one log group.

    Amazon ECS Developer Guide, "Task execution IAM role". The image is public, so nothing is pulled with it.
    """
    secrets = function_documents.read_secrets(secret_arns)
    log = allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], f"{log_group_arn}:*")
    return document(*secrets["Statement"], log)
