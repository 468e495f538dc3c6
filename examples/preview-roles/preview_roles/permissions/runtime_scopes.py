"""What a stack makes in the application's account for whatever runs its pipelines, by name."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RuntimeScope:
    """Of the runtime that the stack has; what another would make is left empty."""

    key_user: str | None = None
    """`cloud` with `accessKey`: the user that is made."""
    task_role: str | None = None
    """`ecs`: the task role that is made."""
    task_network: bool = False
    """`ecs` with `network`: whether a VPC is made for the tasks."""
    pod_role: str | None = None
    """`kubernetes`: the service account's role that is made."""
    eks_cluster: str | None = None
    """`kubernetes` with `podIdentity`: the cluster that gets the association."""
    pipelines: Sequence[str] = ()
    """`ecs` and `own`: names of pipelines, which their secrets, services, logs and roles begin with."""

    @property
    def fixed_roles(self) -> list[str]:
        """Those whose names the stack file has."""
        return [role for role in (self.task_role, self.pod_role) if role]

    @property
    def execution_roles(self) -> list[str]:
        """What ECS starts tasks with, whatever their random ends."""
        return [f"{name}-execution-role-*" for name in self.pipelines] if self.task_role else []
