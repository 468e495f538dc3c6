"""Stands before moto's ECS and answers for the tasks that the lab keeps: moto starts none for a service.

Amazon ECS API reference, DescribeServices, ListTasks, DescribeTasks. What else is asked goes on to moto.
"""

import json
from collections import Counter
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from lab.cloud.accounts import Accounts
from lab.cloud.kept_resources import KeptResources, StoppedTask, Task
from lab.cloud.record_store import RecordStore
from lab.cloud.request_signer import sender
from lab.paths import LabPaths

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

JSON = "application/x-amz-json-1.1"


class EcsApi:
    """WSGI middleware."""

    def __init__(self, ecs: "WSGIApplication", accounts: Accounts, paths: LabPaths) -> None:
        self._ecs = ecs
        self._accounts = accounts
        self._kept = KeptResources(RecordStore(paths.kept))

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environment)
        body = request.get_data(parse_form_data=False)
        operation = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        on = {**environment, "wsgi.input": BytesIO(body)}
        asking = sender(request.headers, self._accounts)
        if asking is None or operation not in ("DescribeServices", "ListTasks", "DescribeTasks"):
            return self._ecs(on, start_response)
        account, asked = asking.credentials.principal.account, json.loads(body or b"{}")
        if operation == "DescribeServices":
            answer = self._with_counts(on, account)
        else:
            told = self._list_tasks if operation == "ListTasks" else self._describe_tasks
            answer = Response(json.dumps(told(account, asked)), content_type=JSON)
        return answer(environment, start_response)

    def _with_counts(self, environment: "WSGIEnvironment", account: str) -> Response:
        """moto's answer, in which each service runs what the lab runs of it."""
        said, status, headers = run_wsgi_app(self._ecs, environment)
        answer = Response(b"".join(said), status, headers)
        if answer.status_code == 200:
            told = json.loads(answer.get_data())
            running = Counter(task.service for task in self._running(account))
            failing = {task.service for task in self._stopped(account)}
            for service in told["services"]:
                name, missing = service["serviceName"], service["desiredCount"] - running[service["serviceName"]]
                service["runningCount"] = running[name]
                # One that cannot start is tried again and again, and is not pending for long in between.
                service["pendingCount"] = 0 if name in failing else max(0, missing)
            answer.set_data(json.dumps(told))
        return answer

    def _list_tasks(self, account: str, asked: dict[str, Any]) -> dict[str, Any]:
        kind = self._stopped(account) if asked.get("desiredStatus") == "STOPPED" else self._running(account)
        cluster = asked.get("cluster", "default").rpartition("/")[2]
        found = [task for task in kind if (task.cluster, task.service) == (cluster, asked.get("serviceName"))]
        return {"taskArns": [_arn(task) for task in found]}

    def _describe_tasks(self, account: str, asked: dict[str, Any]) -> dict[str, Any]:
        told: list[dict[str, Any]] = [
            *({"taskArn": _arn(task), "lastStatus": "RUNNING", "containers": []} for task in self._running(account)),
            *(
                {
                    "taskArn": _arn(task),
                    "lastStatus": "STOPPED",
                    "stoppedReason": task.reason,
                    "stoppedAt": task.stopped_at,
                    "containers": [],
                }
                for task in self._stopped(account)
            ),
        ]
        return {"tasks": [task for task in told if task["taskArn"] in asked["tasks"]], "failures": []}

    def _running(self, account: str) -> list[Task]:
        return [task for task in self._kept.all(Task) if task.account == account]

    def _stopped(self, account: str) -> list[StoppedTask]:
        return [task for task in self._kept.all(StoppedTask) if task.account == account]


def _arn(task: Task | StoppedTask) -> str:
    return f"arn:aws:ecs:{task.region}:{task.account}:task/{task.cluster}/{task.id}"
