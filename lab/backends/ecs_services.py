"""Services, made in the account's emulated ECS: each keeps one task, which is a process of the stand-in."""

from typing import Any

from lab.backends import ecs_tasks
from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, tag_change
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties
from lab.backends.ecs import INACTIVE, ecs_tags

LONGEST_NAME = 255  # Amazon ECS API reference, CreateService, serviceName
SERVICE_SOURCE = "terraform-provider-aws internal/service/ecs/service.go, ForceNew"
GONE = ("ClusterNotFoundException", "ServiceNotFoundException")
DEFAULT_PERCENT = {"deploymentMinimumHealthyPercent": 100, "deploymentMaximumPercent": 200}
"""Amazon ECS API reference, DeploymentConfiguration, for replicas."""


def check(_provider: AwsProvider, inputs: Properties) -> None:
    """The lab has one process for a service; whatever lets ECS start a second one beside it is refused."""
    if inputs.get("desiredCount", 0) > 1:
        raise LabError(f"desiredCount: got {inputs['desiredCount']}, want at most 1; two tasks would read one slot")
    percent = tuple(inputs.get(name, default) for name, default in DEFAULT_PERCENT.items())
    if percent != (0, 100):
        raise LabError(
            f"{', '.join(DEFAULT_PERCENT)}: got {percent[0]} and {percent[1]}, want 0 and 100; else ECS starts the new "
            "task before it ends the old one, and both read one slot"
        )
    if inputs.get("availabilityZoneRebalancing", "ENABLED") != "DISABLED":
        raise LabError(
            "availabilityZoneRebalancing: got ENABLED (its default), want DISABLED; rebalancing starts a second task "
            "before it ends the first, and both read one slot"
        )


def create(provider: AwsProvider, inputs: Properties) -> Created:
    """A service and its task. One whose task does not become ready is not kept, as the lab is to be tried again."""
    _check_network(provider, inputs["networkConfiguration"])
    ecs, name = provider.client("ecs"), inputs["name"]
    arn = str(
        ecs.create_service(
            cluster=inputs["cluster"],
            serviceName=name,
            taskDefinition=inputs["taskDefinition"],
            desiredCount=inputs.get("desiredCount", 0),
            launchType=inputs["launchType"],
            tags=ecs_tags(inputs["tagsAll"]),
        )["service"]["serviceArn"]
    )
    try:
        _run(provider, inputs)
    except LabError:
        ecs_tasks.forget_stopped(provider, name)
        ecs.delete_service(cluster=inputs["cluster"], service=name, force=True)
        raise
    return Created(arn)


def read(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any] | None:
    """The service as ECS shows it; one that was deleted stays for a while, inactive."""
    found = provider.client("ecs").describe_services(cluster=state["cluster"], services=[arn], include=["TAGS"])
    services = [service for service in found["services"] if service["status"] != INACTIVE]
    if not services:
        return None
    (service,) = services
    return {
        "arn": arn,
        "desiredCount": service["desiredCount"],
        "taskDefinition": service["taskDefinition"],
        **provider.tag_outputs(state, {tag["key"]: tag["value"] for tag in service.get("tags", [])}),
    }


def update(provider: AwsProvider, arn: str, change: Change) -> None:
    """Another task ends the one before it; one that does not become ready is taken back by the circuit breaker."""
    ecs, new = provider.client("ecs"), change.new
    if "networkConfiguration" in change:
        _check_network(provider, new["networkConfiguration"])
    removed, added = tag_change(change)
    if removed:
        ecs.untag_resource(resourceArn=arn, tagKeys=removed)
    if added:
        ecs.tag_resource(resourceArn=arn, tags=ecs_tags(added))
    if "taskDefinition" not in change and "desiredCount" not in change:
        return
    try:
        _run(provider, new)
    except LabError:
        if (new.get("deploymentCircuitBreaker") or {}).get("rollback"):
            _run(provider, {**change.old, "waitForSteadyState": False})
        raise
    ecs.update_service(
        cluster=new["cluster"],
        service=new["name"],
        taskDefinition=new["taskDefinition"],
        desiredCount=new.get("desiredCount", 0),
    )


def delete(provider: AwsProvider, arn: str, state: Properties) -> None:
    """Scaled to none first, as the provider does."""
    ecs_tasks.stop(provider, state["name"])
    ecs_tasks.forget_stopped(provider, state["name"])
    provider.client("ecs").delete_service(cluster=state["cluster"], service=arn, force=True)


def _run(provider: AwsProvider, inputs: Properties) -> None:
    """The old task ends, then the new one begins, if there is to be one."""
    ecs_tasks.stop(provider, inputs["name"])
    if inputs.get("desiredCount", 0):
        definition = provider.client("ecs").describe_task_definition(taskDefinition=inputs["taskDefinition"])
        steady = bool(inputs.get("waitForSteadyState"))
        ecs_tasks.start(provider, inputs["name"], inputs["cluster"], definition["taskDefinition"], steady=steady)


def _check_network(provider: AwsProvider, network: Properties) -> None:
    """Subnets and groups exist: moto asks neither."""
    ec2 = provider.client("ec2")
    ec2.describe_subnets(SubnetIds=network["subnets"])
    ec2.describe_security_groups(GroupIds=network.get("securityGroups", []))


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ecs/service:Service": Backend(
        replaces=dict.fromkeys(("cluster", "launchType", "name"), SERVICE_SOURCE),
        updates=(
            "availabilityZoneRebalancing",
            "deploymentCircuitBreaker",
            *DEFAULT_PERCENT,
            "desiredCount",
            "networkConfiguration",
            "taskDefinition",
            "waitForSteadyState",
            *TAGS,
        ),
        auto_name=AutoName("name", LONGEST_NAME),
        fills=all_tags,
        check=check,
        create=create,
        read=read,
        update=update,
        delete=delete,
        gone=GONE,
    ),
}
