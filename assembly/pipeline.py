"""A pipeline and its way to the database: what every program that streams has in common."""

from collections.abc import Sequence
from typing import Protocol

import pulumi

from components.cdc_pipeline import CdcPipelineArgs
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from components.redpanda_target import RedpandaTargetArgs
from components.rpcn_assume_policy import RpcnAssumePolicyArgs
from components.streamed_database import StreamedDatabase
from domain.cdc_source import CdcSource
from domain.pipeline_identity import PipelineIdentity
from settings import DatabaseSettings, RedpandaSettings, RuntimeSettings, TrustSettings


class Pipeline(Protocol):
    """A pipeline's section of the stack file, whatever database it reads."""

    @property
    def name(self) -> str:
        """What is made for it is named after it."""

    @property
    def user(self) -> str:
        """Its name in the database and in Redpanda."""

    @property
    def topic(self) -> str:
        """Where the changes go."""

    @property
    def partitions(self) -> int:
        """Of its topics."""

    @property
    def replication_factor(self) -> int:
        """Of its topics."""

    @property
    def cpu(self) -> str:
        """Such as `200m`."""

    @property
    def memory(self) -> str:
        """Such as `800M`."""


class PipelineStack(Protocol):
    """The stack file of a program that streams."""

    @property
    def runtime(self) -> RuntimeSettings:
        """Where the pipelines run."""

    @property
    def redpanda(self) -> RedpandaSettings:
        """The account and the cluster that run the pipelines."""

    @property
    def database(self) -> DatabaseSettings:
        """The account and the cluster they read."""

    @property
    def trust(self) -> TrustSettings:
        """How the database's account trusts the pipeline role."""

    @property
    def pipelines(self) -> Sequence[Pipeline]:
        """At least one."""


def pipeline_sources(settings: PipelineStack) -> dict[str, str]:
    """The addresses that pipelines come from, and whose they are."""
    cluster = f"Redpanda cluster {settings.redpanda.cluster_id}"
    whose = cluster if settings.runtime.cloud else f"pipelines for {cluster}"
    return dict.fromkeys(settings.redpanda.nat_cidrs, whose)


def connect_role_args(
    settings: PipelineStack, identity: PipelineIdentity, cluster: StreamedDatabase
) -> CrossAccountConnectRoleArgs:
    """One role for all pipelines: they are one identity, so roles of their own would keep nobody apart."""
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=identity.arn,
        dbuser_arns=[cluster.dbuser_arn(pipeline.user) for pipeline in settings.pipelines],
        scope_tag=identity.scope_tag,
        trusted_principal=settings.trust.principal,
        external_id=identity.external_id,
        session_tags=identity.session_tags,
    )


def assume_policy_args(settings: PipelineStack, connect_role: CrossAccountConnectRole) -> RpcnAssumePolicyArgs:
    """The pipeline role's permission to assume the connect role."""
    return RpcnAssumePolicyArgs(
        pipeline_role_name=settings.redpanda.pipeline_role_name,
        connect_role_arns=[connect_role.arn],
        scope_tag=settings.redpanda.scope_tag,
    )


def pipeline_args(
    settings: PipelineStack,
    pipeline: Pipeline,
    cluster_api_url: pulumi.Input[str],
    source: pulumi.Output[CdcSource],
    starts_after: Sequence[pulumi.Resource],
    access_key_version: pulumi.Output[int] | None = None,
) -> CdcPipelineArgs:
    """The pipeline itself; its user has the same name in Redpanda as in the database."""
    return CdcPipelineArgs(
        **vars(target_args(settings, pipeline, cluster_api_url)),
        source=source,
        starts_after=starts_after,
        access_key_version=access_key_version,
        cpu=pipeline.cpu,
        memory=pipeline.memory,
    )


def target_args(settings: PipelineStack, pipeline: Pipeline, cluster_api_url: pulumi.Input[str]) -> RedpandaTargetArgs:
    """Where it writes, and as whom."""
    return RedpandaTargetArgs(
        cluster_api_url=cluster_api_url,
        user=pipeline.user,
        topic=pipeline.topic,
        engine=settings.database.engine,
        partitions=pipeline.partitions,
        replication_factor=pipeline.replication_factor,
        allow_deletion=settings.redpanda.allow_deletion,
    )
