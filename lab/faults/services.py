"""Faults of pipelines that are services of ECS: a service that wants no task, a task that is not given its secrets."""

import json
from dataclasses import replace
from typing import Any

from lab.backends import ecs_tasks
from lab.backends.backend import LabError
from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import drop_slot

RUNTIME = "ecs"


def task_refusal(context: FaultContext) -> str | None:
    """Why a task of the service that starts anew does not stream; None: it does."""
    service = _service(context)
    ecs_tasks.stop(context.redpanda, service["serviceName"])
    if not service["desiredCount"]:
        return "the service wants no task"
    definition = _definition(context, service)
    try:
        ecs_tasks.start(context.redpanda, service["serviceName"], service["clusterArn"], definition, steady=True)
    except LabError as error:
        return str(error)
    return None


def want_no_task(context: FaultContext) -> None:
    """E10: somebody set the desired count to 0, and ECS ended the task."""
    context.remember("E10", None)
    _want(context, 0)
    ecs_tasks.stop(context.redpanda, _service(context)["serviceName"])
    drop_slot(context)


def want_one_task(context: FaultContext) -> None:
    """Undoes E10; the task begins when ECS starts one, which is what an attempt does."""
    with context.recalled("E10"):
        _want(context, 1)


def withhold_secrets(context: FaultContext) -> None:
    """E9: the execution role lost its policies, and the task that ended since does not start again."""
    iam, role = context.redpanda.client("iam"), _execution_role(context)
    policies = {
        name: json.dumps(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    }
    context.remember("E9", policies)
    for name in policies:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    task_refusal(context)
    drop_slot(context)


def give_secrets(context: FaultContext) -> None:
    """Undoes E9."""
    iam, role = context.redpanda.client("iam"), _execution_role(context)
    with context.recalled("E9") as policies:
        for name, document in policies.items():
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)


def _want(context: FaultContext, count: int) -> None:
    service = _service(context)
    context.redpanda.client("ecs").update_service(
        cluster=service["clusterArn"], service=service["serviceName"], desiredCount=count
    )


def _execution_role(context: FaultContext) -> str:
    return str(_definition(context, _service(context))["executionRoleArn"]).rpartition("/")[2]


def _definition(context: FaultContext, service: dict[str, Any]) -> dict[str, Any]:
    asked = context.redpanda.client("ecs").describe_task_definition(taskDefinition=service["taskDefinition"])
    definition: dict[str, Any] = asked["taskDefinition"]
    return definition


def _service(context: FaultContext) -> dict[str, Any]:
    (service,) = context.redpanda.client("ecs").describe_services(
        cluster=context.chain["runtime"]["cluster_name"],
        services=[context.surroundings.pipeline["host"]["service_name"]],
    )["services"]
    found: dict[str, Any] = service
    return found


FAULTS = {
    fault.id: replace(fault, runtime=RUNTIME, attempt=task_refusal)
    for fault in (
        Fault("E9", "the execution role may not read the secrets", withhold_secrets, give_secrets),
        Fault("E10", "somebody set the service's desired count to 0", want_no_task, want_one_task),
    )
}
