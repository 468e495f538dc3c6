"""What every runtime answers to the program, which does not know which one it is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random
import pulumi_redpanda as redpanda
from pulumi import ResourceOptions

from assembly.pipeline import Pipeline, PipelineStack, target_args
from components.cdc_target import CdcTarget
from components.cross_account_connect_role import CrossAccountConnectRole
from domain import arns
from domain.access_keys import AccessKeyReference
from domain.cdc_source import CdcSource
from domain.connect_config import dead_letter_topic
from domain.pipeline_identity import PipelineIdentity


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """The providers that a runtime may need."""

    redpanda_account: aws.Provider
    redpanda_cloud: redpanda.Provider
    random: pulumi_random.Provider


@dataclass(frozen=True, kw_only=True)
class Permission:
    """Link 2, made."""

    policy_name: pulumi.Output[str] | None
    """Of the inline policy; None: its owner puts it on."""
    resources: Sequence[pulumi.Resource]
    """What a pipeline waits for."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """For the chain's `runtime`."""


@dataclass(frozen=True, kw_only=True)
class Stream:
    """A pipeline, wherever it runs."""

    topic: str
    password_version: pulumi.Output[int]
    pipeline_id: pulumi.Output[str] | None = None
    """In Redpanda Cloud; None: it runs elsewhere."""
    host: Mapping[str, Any] = field(default_factory=dict)
    """Where to look for it elsewhere: names, never a secret."""
    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Outputs of the stack that this runtime has besides."""

    @property
    def dead_letter_topic(self) -> str:
        """Where records go that cannot be keyed or delivered."""
        return dead_letter_topic(self.topic)


class Runtime(ABC):
    """Who the pipelines are, and what runs them."""

    access_key: AccessKeyReference | None = None
    """Where a configuration names its credentials; None: its process has some."""

    def __init__(
        self, settings: PipelineStack, accounts: Accounts, cluster: pulumi.Output[redpanda.GetClusterResult]
    ) -> None:
        self.settings = settings
        self.accounts = accounts
        self.cluster = cluster
        self.in_application_account = ResourceOptions(provider=accounts.redpanda_account)

    @property
    @abstractmethod
    def identity(self) -> PipelineIdentity:
        """Who the pipelines are, known before anything is made."""

    @abstractmethod
    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """Make link 2, and the identity itself where it is ours."""

    @abstractmethod
    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """Make link 7: topics, user and rights, and what runs the pipeline."""

    def role(self, name: str) -> PipelineIdentity:
        """A role of the application's account with this name."""
        account = self.settings.redpanda
        arn = arns.role_arn_in(account.region, account.account_id, name)
        return PipelineIdentity(arn=arn, external_id=self.settings.trust.external_id)

    def target(self, pipeline: Pipeline) -> CdcTarget:
        """Where a pipeline writes that runs outside of Redpanda Cloud."""
        in_redpanda = ResourceOptions(providers=[self.accounts.redpanda_cloud, self.accounts.random])
        args = target_args(self.settings, pipeline, self.cluster.cluster_api_url)
        return CdcTarget(pipeline.name, args, in_redpanda)

    def hosted_args(
        self,
        pipeline: Pipeline,
        target: CdcTarget,
        source: pulumi.Output[CdcSource],
        starts_after: Sequence[pulumi.Resource],
    ) -> dict[str, Any]:
        """What every host outside of Redpanda Cloud is told (`HostedPipelineArgs`)."""
        return {
            "source": source,
            "target": target.target,
            "brokers": self.cluster.kafka_api.seed_brokers,
            "password": target.password,
            "password_version": target.password_version,
            "starts_after": [target, *starts_after],
            "engine": self.settings.database.engine,
            "cpu": pipeline.cpu,
            "memory": pipeline.memory,
        }
