"""Clusters and task definitions, made in the account's emulated ECS."""

import json
from typing import Any

from lab.backends.aws_provider import TAGS, AwsProvider, all_tags, tag_change
from lab.backends.backend import AutoName, Backend, Change, Created, LabError, Properties

LONGEST_CLUSTER_NAME = 255  # Amazon ECS API reference, CreateCluster, clusterName
CLUSTER_SOURCE = "terraform-provider-aws internal/service/ecs/cluster.go, ForceNew"
TASK_SOURCE = "terraform-provider-aws internal/service/ecs/task_definition.go, ForceNew"
INACTIVE = "INACTIVE"
GONE = ("ClusterNotFoundException", "ClientException")


def create_cluster(provider: AwsProvider, inputs: Properties) -> Created:
    """A cluster without anything in it."""
    made = provider.client("ecs").create_cluster(clusterName=inputs["name"], tags=ecs_tags(inputs["tagsAll"]))
    return Created(made["cluster"]["clusterArn"])


def read_cluster(provider: AwsProvider, arn: str, state: Properties) -> dict[str, Any] | None:
    """The cluster as ECS shows it; one that was deleted stays for a while, inactive."""
    found = provider.client("ecs").describe_clusters(clusters=[arn], include=["TAGS"])["clusters"]
    if not found or found[0]["status"] == INACTIVE:
        return None
    return {"arn": arn, "name": found[0]["clusterName"], **_tags(provider, state, found[0])}


def delete_cluster(provider: AwsProvider, arn: str, _state: Properties) -> None:
    """Refused while a service is in it: moto would let it go."""
    ecs = provider.client("ecs")
    services = ecs.list_services(cluster=arn)["serviceArns"]
    living = ecs.describe_services(cluster=arn, services=services)["services"] if services else []
    if any(service["status"] != INACTIVE for service in living):
        raise LabError("ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.")
    ecs.delete_cluster(cluster=arn)


def update_tags(provider: AwsProvider, _id: str, change: Change) -> None:
    """Tags are all that changes in place."""
    ecs, arn = provider.client("ecs"), change.old["arn"]
    removed, added = tag_change(change)
    if removed:
        ecs.untag_resource(resourceArn=arn, tagKeys=removed)
    if added:
        ecs.tag_resource(resourceArn=arn, tags=ecs_tags(added))


def check_task(_provider: AwsProvider, inputs: Properties) -> None:
    """The definitions are a list of containers, in JSON."""
    try:
        containers = json.loads(inputs["containerDefinitions"])
    except ValueError as error:
        raise LabError(f"ECS Task Definition container_definitions is invalid: {error}") from None
    if not isinstance(containers, list) or not containers:
        raise LabError("ECS Task Definition container_definitions is invalid: want a list of containers")


def create_task(provider: AwsProvider, inputs: Properties) -> Created:
    """The family's next revision; nobody can change it."""
    optional = {name: inputs[name] for name in ("taskRoleArn", "executionRoleArn") if inputs.get(name)}
    made = provider.client("ecs").register_task_definition(
        family=inputs["family"],
        containerDefinitions=json.loads(inputs["containerDefinitions"]),
        requiresCompatibilities=inputs["requiresCompatibilities"],
        networkMode=inputs["networkMode"],
        cpu=inputs["cpu"],
        memory=inputs["memory"],
        tags=ecs_tags(inputs["tagsAll"]),
        **optional,
    )["taskDefinition"]
    arn, revision = made["taskDefinitionArn"], made["revision"]
    told = {"arn": arn, "arnWithoutRevision": arn.removesuffix(f":{revision}"), "revision": revision}
    return Created(inputs["family"], told)


def read_task(provider: AwsProvider, _id: str, state: Properties) -> dict[str, Any] | None:
    """Whether the revision is there; what it says is what it was made with."""
    found = provider.client("ecs").describe_task_definition(taskDefinition=state["arn"], include=["TAGS"])
    if found["taskDefinition"]["status"] == INACTIVE:
        return None
    return _tags(provider, state, found)


def delete_task(provider: AwsProvider, _id: str, state: Properties) -> None:
    """Nothing new is started from it."""
    provider.client("ecs").deregister_task_definition(taskDefinition=state["arn"])


def ecs_tags(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as ECS takes them, in lower case."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def _tags(provider: AwsProvider, state: Properties, found: dict[str, Any]) -> dict[str, Any]:
    stored = {tag["key"]: tag["value"] for tag in found.get("tags", [])}
    return provider.tag_outputs(state, stored)


RESOURCES: dict[str, Backend[AwsProvider]] = {
    "aws:ecs/cluster:Cluster": Backend(
        replaces={"name": CLUSTER_SOURCE},
        updates=TAGS,
        auto_name=AutoName("name", LONGEST_CLUSTER_NAME),
        fills=all_tags,
        create=create_cluster,
        read=read_cluster,
        update=update_tags,
        delete=delete_cluster,
        gone=GONE,
    ),
    "aws:ecs/taskDefinition:TaskDefinition": Backend(
        replaces=dict.fromkeys(
            (
                "containerDefinitions",
                "cpu",
                "executionRoleArn",
                "family",
                "memory",
                "networkMode",
                "requiresCompatibilities",
                "taskRoleArn",
            ),
            TASK_SOURCE,
        ),
        updates=TAGS,
        fills=all_tags,
        check=check_task,
        create=create_task,
        read=read_task,
        update=update_tags,
        delete=delete_task,
        gone=GONE,
    ),
}
