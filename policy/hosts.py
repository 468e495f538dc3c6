"""What runs pipelines outside of Redpanda Cloud: the containers among the resources, and their configuration."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from domain.kubernetes_pipeline import API_VERSION, CONFIG_KEY, KIND
from domain.task_definition import CONFIG_VARIABLE
from policy.props import UNKNOWN, get, items
from policy.rule import Props

TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
OPERATORS_PIPELINE = f"kubernetes:{API_VERSION}:{KIND}"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def containers(kind: str, props: Props) -> Iterator[tuple[str, Any]]:
    """The containers of a task or a Deployment that are known, each with its key."""
    if kind == TASK:
        yield from _each("containerDefinitions", _parsed(get(props, "containerDefinitions")))
    elif kind == DEPLOYMENT:
        for key in ("initContainers", "containers"):
            yield from _each(f"spec.template.spec.{key}", get(props, "spec", "template", "spec", key))


def config_text(kind: str, props: Props) -> Any:
    """The configuration of a pipeline: a text, UNKNOWN, or None where this runs none."""
    if kind == OPERATORS_PIPELINE:
        return get(props, "spec", "configYaml") or ""
    if kind == CONFIG_MAP:
        return get(props, "data", CONFIG_KEY)
    if kind == TASK and get(props, "containerDefinitions") is UNKNOWN:
        return UNKNOWN
    if kind == TASK:
        for _, container in containers(kind, props):
            for variable in items(get(container, "environment")):
                if get(variable, "name") == CONFIG_VARIABLE:
                    return get(variable, "value")
    return None


def _each(key: str, value: Any) -> Iterator[tuple[str, Any]]:
    members = value if isinstance(value, list | tuple) else []
    yield from ((f"{key}[{position}]", member) for position, member in enumerate(members) if _is_known(member))


def _is_known(member: Any) -> bool:
    return isinstance(member, Mapping)


def _parsed(value: Any) -> Any:
    """A list as it is, or as its JSON says."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None
