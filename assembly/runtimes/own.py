"""Pipelines that somebody runs, as the role or user that they are there."""

from collections.abc import Sequence

import pulumi

from assembly.pipeline import Pipeline
from assembly.runtimes.runtime import Permission, Runtime, Stream
from components.cross_account_connect_role import CrossAccountConnectRole
from components.hosted_pipeline import HostedPipelineArgs
from components.own_identity_policy import OwnIdentityPolicy, OwnIdentityPolicyArgs
from components.password_secret import PasswordSecret, PasswordSecretArgs
from domain.cdc_source import CdcSource
from domain.pipeline_identity import PipelineIdentity
from settings.runtime import OwnRuntime


class Own(Runtime):
    """Links 2 to 7, a secret with the password, and the configuration as an output: no process is started."""

    @property
    def _settings(self) -> OwnRuntime:
        assert self.settings.runtime.own
        return self.settings.runtime.own

    @property
    def identity(self) -> PipelineIdentity:
        """What exists."""
        return PipelineIdentity(arn=self._settings.arn, external_id=self.settings.trust.external_id)

    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """One inline policy on it, or the policy's text for its owner."""
        if not self._settings.attach_policy:
            document = connect_role.arn.apply(lambda arn: self.identity.permission([arn]))
            return Permission(policy_name=None, resources=[], told={"assume_policy": document})
        args = OwnIdentityPolicyArgs(identity=self.identity, connect_role_arns=[connect_role.arn])
        policy = OwnIdentityPolicy("cdc", args, self.in_application_account)
        return Permission(policy_name=policy.policy_name, resources=[policy])

    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """Where it writes, and all that whoever runs it has to know."""
        target = self.target(pipeline)
        args = PasswordSecretArgs(user=pipeline.user, password=target.password)
        secret = PasswordSecret(pipeline.name, args, self.in_application_account)
        configuration = HostedPipelineArgs(**self.hosted_args(pipeline, target, source, starts_after)).config_yaml()
        return Stream(
            topic=pipeline.topic,
            password_version=target.password_version,
            host={"password_secret_arn": secret.arn, "password_variable": target.target.password_secret},
            outputs={f"connect_yaml_{pipeline.name}": configuration},
        )


CHOICE = Own
