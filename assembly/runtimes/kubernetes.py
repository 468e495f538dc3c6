"""Pipelines as pods of a Kubernetes cluster, as their service account."""

from collections.abc import Sequence
from dataclasses import replace

import pulumi
import pulumi_kubernetes as kubernetes
import pulumi_redpanda as redpanda
from pulumi import ResourceOptions

from assembly.pipeline import Pipeline, PipelineStack
from assembly.runtimes.runtime import Accounts, Permission, Runtime, Stream
from components.cross_account_connect_role import CrossAccountConnectRole
from components.kubernetes_pipeline import KubernetesPipeline, KubernetesPipelineArgs
from components.kubernetes_service_account import KubernetesServiceAccount, KubernetesServiceAccountArgs
from components.service_account_role import (
    Irsa,
    PodIdentity,
    ServiceAccountRole,
    ServiceAccountRoleArgs,
    ThroughConnectRole,
)
from domain.cdc_source import CdcSource
from domain.kubernetes_pipeline import SecretKey
from domain.pipeline_identity import PipelineIdentity
from settings.runtime import KubernetesRuntime


class Kubernetes(Runtime):
    """One service account for all pipelines, an operator's `Pipeline` or a Deployment for each."""

    def __init__(
        self, settings: PipelineStack, accounts: Accounts, cluster: pulumi.Output[redpanda.GetClusterResult]
    ) -> None:
        super().__init__(settings, accounts, cluster)
        provider = kubernetes.Provider(
            "kubernetes",
            context=self._settings.context,
            # Objects keep their names, and change in place.
            enable_secret_mutable=True,
            enable_config_map_mutable=True,
        )
        self._in_cluster = ResourceOptions(provider=provider)

    @property
    def _settings(self) -> KubernetesRuntime:
        assert self.settings.runtime.kubernetes
        return self.settings.runtime.kubernetes

    @property
    def identity(self) -> PipelineIdentity:
        """The service account's role."""
        role = self.role(self._settings.role_name)
        return replace(role, session_tags=self._settings.way == "podIdentity")

    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """The role, and the service account that is let in as it."""
        chosen, account = self._settings, self.settings.redpanda
        role = ServiceAccountRole(
            "cdc-pods",
            ServiceAccountRoleArgs(
                account_id=account.account_id,
                region=account.region,
                role_name=chosen.role_name,
                namespace=chosen.namespace,
                service_account=chosen.service_account,
                way=Irsa(oidc_issuer=str(chosen.oidc_issuer))
                if chosen.way == "irsa"
                else PodIdentity(cluster_name=str(chosen.cluster_name)),
                database=ThroughConnectRole(
                    connect_role_arn=connect_role.arn, external_id=str(self.identity.external_id)
                ),
            ),
            self.in_application_account,
        )
        service_account = KubernetesServiceAccount(
            "cdc",
            KubernetesServiceAccountArgs(
                namespace=chosen.namespace,
                service_account=chosen.service_account,
                role_arn=role.arn if chosen.way == "irsa" else None,
            ),
            self._in_cluster,
        )
        told = {
            **chosen.model_dump(include={"context", "namespace", "service_account", "way", "operator"}),
            "oidc_issuer": chosen.oidc_issuer,
            "cluster_name": chosen.cluster_name,
            "image": chosen.image,
        }
        return Permission(policy_name=role.policy_name, resources=[role, service_account], told=told)

    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """An object that keeps one pod."""
        target, chosen = self.target(pipeline), self._settings
        licence = chosen.license_secret
        args = KubernetesPipelineArgs(
            **self.hosted_args(pipeline, target, source, starts_after),
            image=chosen.image,
            namespace=chosen.namespace,
            service_account=chosen.service_account,
            operator=chosen.operator,
            license_secret=SecretKey(name=licence.name, key=licence.key) if licence else None,
        )
        made = KubernetesPipeline(pipeline.name, args, self._in_cluster)
        host = {"namespace": chosen.namespace, "object_name": made.object_name}
        return Stream(topic=pipeline.topic, password_version=target.password_version, host=host)


CHOICE = Kubernetes
