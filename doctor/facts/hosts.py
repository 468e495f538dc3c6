"""What is known of whoever runs the pipelines outside of Redpanda Cloud, and of the key of those inside."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AccessKey:
    """A key of the pipelines' user; its secret half nobody tells."""

    id: str
    active: bool
    age_days: int
    last_used_days: int | None
    """How long ago; None: never."""


@dataclass(frozen=True, kw_only=True)
class ServiceFacts:
    """A pipeline's service as ECS tells of it."""

    desired: int
    running: int
    pending: int
    stopped: tuple[str, ...]
    """Why each of its tasks stopped that ECS still remembers, the last one first; it forgets them after an hour."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """An entry of a Kubernetes object's `status.conditions`."""

    status: str
    """`True`, `False` or `Unknown`."""
    message: str
    """Reason and message, on one line and without secrets."""


@dataclass(frozen=True, kw_only=True)
class KubernetesFacts:
    """What `kubectl get -o json` told of the namespace."""

    roles: Mapping[str, str | None]
    """By service account: the role that it is annotated with; None: none."""
    conditions: Mapping[str, Mapping[str, Condition]]
    """By name of a `Pipeline`, then by the condition's type."""


@dataclass(frozen=True)
class Association:
    """A service account that EKS Pod Identity gives a role."""

    namespace: str
    service_account: str
