"""Kubernetes cluster: a pipeline as the operator's `Pipeline`, or as a Deployment where there is no operator."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.apps.v1 import Deployment
from pulumi_kubernetes.core.v1 import ConfigMap, Secret

from components.hosted_pipeline import HostedPipelineArgs
from domain import kubernetes, kubernetes_pipeline
from domain.connect_image import LICENSE_VARIABLE
from domain.kubernetes_pipeline import KubernetesPipelineSpec, SecretKey

PASSWORD_KEY = "password"  # noqa: S105  a key's name

WAIT = {"pulumi.com/waitFor": "condition=Ready"}
"""What the operator says of a pipeline that runs; without it `up` ends when the object is there (pulumi-kubernetes)."""


@dataclass(frozen=True, kw_only=True)
class KubernetesPipelineArgs(HostedPipelineArgs):
    """The pipeline, and where it runs."""

    namespace: str
    """It exists already."""
    service_account: str
    """Of the pods; whoever AWS lets in as it is the pipeline."""
    operator: bool = True
    """Whether Redpanda's operator is there and has its Connect controller on."""
    license_secret: SecretKey | None = None
    """Where the licence is kept, for a Deployment: the operator brings its own. Omitted: a trial of 30 days."""


class KubernetesPipeline(pulumi.ComponentResource):
    """One pod, never two, and a Secret with the password of its user.

    Objects keep their names, and the provider changes Secrets and ConfigMaps in place (`enable_secret_mutable`,
    `enable_config_map_mutable`): what the operator calls the pipeline's cluster may not change.
    """

    object_name: str
    """Of the `Pipeline` or the Deployment, in the namespace."""

    def __init__(self, name: str, args: KubernetesPipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:KubernetesPipeline", name, None, opts)
        self._prefix, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        self.object_name = kubernetes.object_name(name)
        secret = Secret(
            f"{name}-secret",
            metadata=self._metadata(),
            string_data={PASSWORD_KEY: pulumi.Output.secret(args.password)},
            opts=self._child,
        )
        known = pulumi.Output.all(config_yaml=args.config_yaml(), brokers=args.brokers)
        starts_after = [secret, *args.starts_after]
        if args.operator:
            CustomResource(
                f"{name}-pipeline",
                api_version=kubernetes_pipeline.API_VERSION,
                kind=kubernetes_pipeline.KIND,
                metadata=self._metadata(WAIT),
                spec=known.apply(lambda known: kubernetes_pipeline.pipeline_spec(self._pipeline(known))),
                opts=pulumi.ResourceOptions(parent=self, depends_on=starts_after),
            )
        else:
            config = ConfigMap(
                f"{name}-config",
                metadata=self._metadata(),
                data={kubernetes_pipeline.CONFIG_KEY: args.config_yaml()},
                opts=self._child,
            )
            Deployment(
                f"{name}-deployment",
                metadata=self._metadata(),
                spec=known.apply(
                    lambda known: kubernetes_pipeline.deployment_spec(self._pipeline(known), self.object_name)
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[*starts_after, config]),
            )
        self.register_outputs({})

    def _metadata(self, annotations: dict[str, str] | None = None) -> dict[str, Any]:
        metadata: dict[str, Any] = {"name": self.object_name, "namespace": self._args.namespace}
        return metadata | ({"annotations": annotations} if annotations else {})

    def _pipeline(self, known: dict[str, Any]) -> KubernetesPipelineSpec:
        args = self._args
        secrets = {args.target.password_secret: SecretKey(name=self.object_name, key=PASSWORD_KEY)}
        if args.license_secret:
            secrets[LICENSE_VARIABLE] = args.license_secret
        return KubernetesPipelineSpec(
            name=self._prefix,
            config_yaml=known["config_yaml"],
            image=args.image,
            service_account=args.service_account,
            target=args.target,
            brokers=known["brokers"],
            secrets=secrets,
            cpu=args.cpu,
            memory=args.memory,
        )
