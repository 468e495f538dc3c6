"""How many of a pipeline run at a time, and as whom they reach the brokers."""

from collections.abc import Iterator

from domain.kubernetes_pipeline import runs_as_superuser
from policy.hosts import DEPLOYMENT, OPERATORS_PIPELINE, SERVICE
from policy.props import get, is_known, unlike
from policy.rule import Props, Rule

ONE_AT_A_TIME = {
    "desiredCount": 1,
    "deploymentMinimumHealthyPercent": 0,
    "deploymentMaximumPercent": 100,
    "availabilityZoneRebalancing": "DISABLED",
}
"""A service that ends its task before it begins another (Amazon ECS API Reference, CreateService)."""


def one_task(kind: str, props: Props) -> Iterator[str]:
    """A pipeline runs once, and ends before it begins again."""
    if kind == SERVICE:
        for key, wanted in ONE_AT_A_TIME.items():
            if unlike(get(props, key), wanted):
                yield f"{key}: got {_shown(get(props, key))}, want {wanted}"
    if kind in (DEPLOYMENT, OPERATORS_PIPELINE):
        replicas = get(props, "spec", "replicas")
        if unlike(replicas, 1) and replicas not in (None, 0):
            yield f"spec.replicas: got {_shown(replicas)}, want 1"
    if kind == DEPLOYMENT and unlike(get(props, "spec", "strategy", "type"), "Recreate"):
        yield f"spec.strategy.type: got {_shown(get(props, 'spec', 'strategy', 'type'))}, want Recreate"


def own_user(kind: str, props: Props) -> Iterator[str]:
    """A pipeline of the operator reaches a cluster as a user of its own."""
    spec = get(props, "spec") if kind == OPERATORS_PIPELINE else None
    if is_known(spec) and isinstance(spec, dict) and runs_as_superuser(spec):
        yield "spec.userRef: got none beside a clusterRef, want the pipeline's user, or a staticConfiguration with one"


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "nothing" if value is None else str(value)


RULES = (
    Rule(
        id="pipeline-one-at-a-time",
        title="A pipeline runs once, and the old one ends before the new one begins",
        why="a slot has one reader at a time: the second fails, and a new version never gets to run",
        source='PostgreSQL manual, "Logical Decoding Concepts"; Amazon ECS API Reference, CreateService',
        check=one_task,
    ),
    Rule(
        id="pipeline-own-user",
        title="A pipeline in Kubernetes never logs in as the cluster's superuser",
        why="it could read, change and delete every topic of the cluster",
        source="redpanda-data/redpanda-operator, Pipeline: clusterRef without userRef",
        check=own_user,
    ),
)
