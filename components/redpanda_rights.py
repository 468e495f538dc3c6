"""Redpanda account: what a pipeline's user may do, one ACL per right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_redpanda as redpanda


@dataclass(frozen=True)
class Right:
    """One operation on one resource."""

    job: str
    """The end of the ACL's logical name."""
    resource_type: str
    resource: str
    operation: str


def on_topic(job: str, topic: str, operations: Sequence[str]) -> list[Right]:
    """Some operations on one topic."""
    return [Right(f"{job}-{operation.lower()}", "TOPIC", topic, operation) for operation in operations]


def grant(
    name: str,
    user: str,
    rights: Iterable[Right],
    *,
    cluster_api_url: pulumi.Input[str],
    allow_deletion: bool,
    opts: pulumi.ResourceOptions,
) -> list[redpanda.Acl]:
    """Exactly these rights, wherever the user connects from."""
    return [
        redpanda.Acl(
            f"{name}-{right.job}",
            cluster_api_url=cluster_api_url,
            principal=f"User:{user}",
            host="*",
            permission_type="ALLOW",
            resource_type=right.resource_type,
            resource_pattern_type="LITERAL",
            resource_name_=right.resource,
            operation=right.operation,
            allow_deletion=allow_deletion,
            opts=opts,
        )
        for right in rights
    ]
