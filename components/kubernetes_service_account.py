"""Kubernetes cluster: the service account that pipelines' pods are."""

from dataclasses import dataclass

import pulumi
from pulumi_kubernetes.core.v1 import ServiceAccount

from domain import kubernetes


@dataclass(frozen=True, kw_only=True)
class KubernetesServiceAccountArgs:
    """Its name, and its role where the object has to name it."""

    namespace: str
    """It exists already."""
    service_account: str
    role_arn: pulumi.Input[str] | None = None
    """For IRSA; omitted: EKS knows the role by an association."""


class KubernetesServiceAccount(pulumi.ComponentResource):
    """A service account without any right in Kubernetes."""

    def __init__(
        self, name: str, args: KubernetesServiceAccountArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("rpcn:index:KubernetesServiceAccount", name, None, opts)
        manifest = pulumi.Output.from_input(args.role_arn).apply(
            lambda role_arn: kubernetes.service_account_manifest(args.namespace, args.service_account, role_arn)
        )
        ServiceAccount(
            f"{name}-service-account",
            metadata=manifest["metadata"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})
