"""What a task of ECS asks for its role's credentials: the container credentials endpoint.

Amazon ECS Developer Guide, "Task IAM role"; AWS SDKs and Tools Reference Guide, "Container credential provider". On
Fargate the address is 169.254.170.2, which a process finds by AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; this machine has
no such address, so the lab's tasks find it by the variable with the whole URL.
"""

import json
from collections.abc import Callable

from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from domain import arns, ecs_documents
from domain.iam_evaluation import Context
from lab.cloud import workload_sessions
from lab.cloud.kept_resources import KeptResources, Task
from lab.cloud.routed_server import RoutedServer
from lab.cloud.workload_sessions import SessionRefused

SERVICE = ecs_documents.TASKS


class ContainerCredentials(RoutedServer):
    """`GET /<task id>/credentials` for each task that runs."""

    def __init__(self, kept: KeptResources, log: Callable[[str], None]) -> None:
        super().__init__(
            "container-credentials", [Rule("/<task_id>/credentials", endpoint=self._credentials, methods=["GET"])]
        )
        self._kept = kept
        self._log = log

    def _credentials(self, _request: Request, task_id: str) -> Response:
        for task in self._kept.all(Task):
            if task.id == task_id:
                return self._begin(task)
        raise NotFound

    def _begin(self, task: Task) -> Response:
        try:
            # The session's name is the task's id (Amazon ECS Developer Guide, "Task IAM role").
            session = workload_sessions.begin(SERVICE, task.role_arn, task.id, task.region, source_of(task))
        except SessionRefused as refused:
            self._log(f"ecs: refused: {refused}")
            raise Forbidden(f"ECS is unable to assume the role {task.role_arn}") from None
        answer = {"RoleArn": task.role_arn, **session.told()}
        return Response(json.dumps(answer), content_type="application/json")


def source_of(task: Task) -> Context:
    """For which task ECS asks (Amazon ECS Developer Guide, "Task IAM role", confused deputy)."""
    partition = arns.partition_of(task.region)
    arn = f"arn:{partition}:ecs:{task.region}:{task.account}:task/{task.cluster}/{task.id}"
    return {"aws:SourceAccount": task.account, "aws:SourceArn": arn}
