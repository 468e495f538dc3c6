"""Containers that run pipelines: their image, and what stands in their environment."""

import re
from collections.abc import Iterator

from domain.connect_image import is_pinned
from domain.pipeline_config import SECRET_KEYS
from policy.hosts import OPERATORS_PIPELINE, containers
from policy.props import get, items
from policy.rule import Props, Rule

SECRET_NAME = re.compile(rf"(^|_)({'|'.join(sorted(SECRET_KEYS | {'license', 'pwd'}))})$")
"""A variable's name in lower case that says so."""

ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b")  # IAM User Guide, "IAM identifiers", unique ids


def pinned_image(kind: str, props: Props) -> Iterator[str]:
    """An image is named by a whole version or a digest."""
    images = [(f"{key}.image", get(container, "image")) for key, container in containers(kind, props)]
    if kind == OPERATORS_PIPELINE:
        images = [("spec.image", get(props, "spec", "image"))]
    for key, image in images:
        if image is None or (isinstance(image, str) and not is_pinned(image)):
            yield f"{key}: got {image or 'nothing'}, want a whole version or a digest behind its name"


def secrets_by_reference(kind: str, props: Props) -> Iterator[str]:
    """No variable of a container holds a secret itself."""
    for key, container in containers(kind, props):
        for member in ("environment", "env"):
            for variable in items(get(container, member)):
                name, value = str(get(variable, "name")), get(variable, "value")
                if not isinstance(value, str) or not value:
                    continue
                if SECRET_NAME.search(name.lower()) or ACCESS_KEY.search(value):
                    yield f"{key}.{member}: got a value for {name}, want a reference (ECS: secrets, valueFrom)"


RULES = (
    Rule(
        id="container-pinned-image",
        title="A container's image is named by a whole version or a digest",
        why="a tag that moves changes what runs at any restart",
        source='Amazon ECS Developer Guide, "Container image best practices"; Kubernetes documentation, "Images"',
        check=pinned_image,
    ),
    Rule(
        id="container-secrets-by-reference",
        title="No secret stands in a container's environment",
        why="whoever may describe the task or the pod reads it, and so does whoever reads the state",
        source='Amazon ECS Developer Guide, "Pass sensitive data to an Amazon ECS container"',
        check=secrets_by_reference,
    ),
)
