"""Pipelines of Redpanda Cloud, as the role that Redpanda made for them."""

from collections.abc import Sequence

import pulumi
import pulumi_redpanda as redpanda
from pulumi import ResourceOptions

from assembly.pipeline import Pipeline, PipelineStack, assume_policy_args, pipeline_args
from assembly.runtimes import pipeline_role
from assembly.runtimes.runtime import Accounts, Permission, Runtime, Stream
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.rpcn_assume_policy import RpcnAssumePolicy
from domain import arns
from domain.cdc_source import CdcSource
from domain.pipeline_identity import PipelineIdentity


class CloudRole(Runtime):
    """One inline policy of ours on Redpanda's role, and pipelines in Redpanda Cloud."""

    def __init__(
        self, settings: PipelineStack, accounts: Accounts, cluster: pulumi.Output[redpanda.GetClusterResult]
    ) -> None:
        super().__init__(settings, accounts, cluster)
        pipeline_role.check(settings, self.identity, accounts.redpanda_account)

    @property
    def identity(self) -> PipelineIdentity:
        """The role that carries the scope tag's condition."""
        account = self.settings.redpanda
        return PipelineIdentity(
            arn=arns.role_arn_in(account.region, account.account_id, account.pipeline_role_name),
            external_id=self.settings.trust.external_id,
            scope_tag=account.scope_tag,
        )

    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """The policy alone: the role is Redpanda's."""
        policy = RpcnAssumePolicy("cdc", assume_policy_args(self.settings, connect_role), self.in_application_account)
        return Permission(policy_name=policy.policy_name, resources=[policy])

    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """A pipeline of Redpanda Cloud."""
        made = CdcPipeline(
            pipeline.name,
            pipeline_args(self.settings, pipeline, self.cluster.cluster_api_url, source, starts_after),
            ResourceOptions(providers=[self.accounts.redpanda_cloud, self.accounts.random]),
        )
        return Stream(topic=made.topic, password_version=made.password_version, pipeline_id=made.pipeline_id)


CHOICE = CloudRole
