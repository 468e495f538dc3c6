"""Faults of pipelines that are services of ECS: a service that wants no task, a task that does not start or run."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from domain.task_definition import CONFIG_VARIABLE
from lab.backends import ecs_tasks
from lab.backends.backend import LabError
from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import drop_slot

RUNTIME = "ecs"
NO_VERSION = "lab-no-such-version"
UNKNOWN_FIELD = "lab_unknown_field: true\n"
COMPUTED = ("taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities", "registeredAt")
"""What ECS adds to a task definition, and takes in none."""

Change = Callable[[dict[str, Any]], None]
"""Changes a task's one container."""


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


def _revision(fault_id: str, title: str, change: Change) -> Fault:
    """Of the task: somebody made another revision for the service, and its task does not stay."""

    def breaks(context: FaultContext) -> None:
        ecs, service = context.redpanda.client("ecs"), _service(context)
        changed = {key: value for key, value in _definition(context, service).items() if key not in COMPUTED}
        context.remember(fault_id, service["taskDefinition"])
        change(changed["containerDefinitions"][0])
        made = ecs.register_task_definition(**changed)["taskDefinition"]["taskDefinitionArn"]
        _use(context, made)
        task_refusal(context)
        drop_slot(context)

    def mends(context: FaultContext) -> None:
        ecs, made = context.redpanda.client("ecs"), _service(context)["taskDefinition"]
        with context.recalled(fault_id) as previous:
            _use(context, previous)
            ecs.deregister_task_definition(taskDefinition=made)

    return Fault(fault_id, title, breaks, mends)


def _other_image(container: dict[str, Any]) -> None:
    container["image"] = f"{container['image'].rpartition(':')[0]}:{NO_VERSION}"


def _unknown_field(container: dict[str, Any]) -> None:
    for variable in container["environment"]:
        if variable["name"] == CONFIG_VARIABLE:
            variable["value"] += UNKNOWN_FIELD


def _use(context: FaultContext, definition: str) -> None:
    service = _service(context)
    context.redpanda.client("ecs").update_service(
        cluster=service["clusterArn"], service=service["serviceName"], taskDefinition=definition
    )


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
        _revision("E7", "somebody's revision of the task has a configuration that Connect refuses", _unknown_field),
        _revision("E8", "somebody's revision of the task names an image that is not there", _other_image),
        Fault("E9", "the execution role may not read the secrets", withhold_secrets, give_secrets),
        Fault("E10", "somebody set the service's desired count to 0", want_no_task, want_one_task),
    )
}
