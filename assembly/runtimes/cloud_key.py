"""Pipelines of Redpanda Cloud, as an IAM user whose access key is a secret there."""

from collections.abc import Sequence

import pulumi
from pulumi import ResourceOptions

from assembly.pipeline import Pipeline, pipeline_args
from assembly.runtimes.runtime import Permission, Runtime, Stream
from components.access_key_secrets import AccessKeySecrets, AccessKeySecretsArgs
from components.access_key_user import AccessKeyUser, AccessKeyUserArgs
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from domain import access_keys, arns
from domain.access_keys import AccessKeyReference
from domain.cdc_source import CdcSource
from domain.connect_host import REDPANDA_CLOUD
from domain.pipeline_identity import PipelineIdentity
from settings.runtime import CloudRuntime


class CloudKey(Runtime):
    """A user and its key in the application's account, the key's secrets and the pipelines in Redpanda Cloud."""

    access_key: AccessKeyReference | None = access_keys.reference(REDPANDA_CLOUD)
    key_version: pulumi.Output[int] | None = None
    """Once there is a key."""

    @property
    def _settings(self) -> CloudRuntime:
        assert self.settings.runtime.cloud
        return self.settings.runtime.cloud

    @property
    def identity(self) -> PipelineIdentity:
        """A user of ours, of use at the cluster's addresses alone."""
        account = self.settings.redpanda
        return PipelineIdentity(
            arn=arns.user_arn(arns.partition_of(account.region), account.account_id, self._settings.user_name),
            external_id=self.settings.trust.external_id,
            source_cidrs=account.nat_cidrs,
        )

    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """User, policy, key, and the key's secrets: a pipeline starts after all of them."""
        generation = self._settings.key_generation
        args = AccessKeyUserArgs(identity=self.identity, connect_role_arns=[connect_role.arn], generation=generation)
        user = AccessKeyUser("cdc", args, self.in_application_account)
        secrets = AccessKeySecrets(
            "cdc",
            AccessKeySecretsArgs(
                cluster_api_url=self.cluster.cluster_api_url,
                key_id=user.key_id,
                key_secret=user.key_secret,
                key_version=user.key_version,
                allow_deletion=self.settings.redpanda.allow_deletion,
            ),
            ResourceOptions(provider=self.accounts.redpanda_cloud),
        )
        self.key_version = user.key_version
        told = {"key_id": user.key_id, "key_generation": generation, "key_version": user.key_version}
        return Permission(policy_name=user.policy_name, resources=[user, secrets], told=told)

    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """A pipeline of Redpanda Cloud, which starts again for another key."""
        args = pipeline_args(
            self.settings,
            pipeline,
            self.cluster.cluster_api_url,
            source,
            starts_after,
            access_key_version=self.key_version,
        )
        in_redpanda = ResourceOptions(providers=[self.accounts.redpanda_cloud, self.accounts.random])
        made = CdcPipeline(pipeline.name, args, in_redpanda)
        return Stream(topic=made.topic, password_version=made.password_version, pipeline_id=made.pipeline_id)


CHOICE = CloudKey
