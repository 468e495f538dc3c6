"""Section `runtime`: where the pipelines run, and so who they are in AWS."""

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain import connect_image
from domain.pipeline_identity import check_identity
from settings.fields import Count, Flag, RoleName, SubnetId, Text, VpcId, each_once, matching, passing
from settings.section import Section
from settings.service_account import ServiceAccountSettings
from settings.task_network import TaskNetworkSettings

CHOICE = """one of these; docs/runtimes.md has them all, with a complete stack file for each:
    cloud: {credentials: accessKey}     Redpanda Cloud, as an IAM user: the way that Redpanda documents
    cloud: {credentials: pipelineRole}  Redpanda Cloud, as Redpanda's own role: not documented since 2026-08-07
    ecs: {subnetIds: [...], ...}        a service of ECS in your account, as its task role
    kubernetes: {context: ..., ...}     pods of your cluster, as their service account
    own: {arn: ...}                     a Redpanda Connect of yours, as the role or user that it is"""
"""What a stack file without the section is told: there is no default that is right for anybody."""

SecretArn = Annotated[
    Text,
    matching(
        re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[\w/+=.@-]+", re.ASCII),
        "a secret of AWS Secrets Manager",
    ),
]


class CloudRuntime(Section):
    """Pipelines of Redpanda Cloud."""

    credentials: Literal["accessKey", "pipelineRole"] = Field(
        description="accessKey (an IAM user made here, as Redpanda documents it) or pipelineRole (Redpanda's own role, "
        "whose use its documentation no longer has)"
    )
    user_name: RoleName = Field(default="redpanda-connect", description="the name of the IAM user; for accessKey")
    key_generation: Count = Field(
        default=1, ge=1, description="the number of the user's key, 1 or more; the next one replaces the key"
    )


class ImageSettings(Section):
    """Which Redpanda Connect runs."""

    image_version: Annotated[Text, passing(connect_image.check_version)] = Field(
        default=connect_image.VERSION, description="the version of Redpanda Connect's image"
    )
    image_digest: Annotated[Text, passing(connect_image.check_digest)] | None = Field(
        default=None, description="the digest of that image; omitted: the version alone"
    )

    @property
    def image(self) -> str:
        """As a container names it."""
        return connect_image.image(self.image_version, self.image_digest)


class EcsRuntime(ImageSettings):
    """Services of ECS on Fargate, in the account and region of section `redpanda`."""

    vpc_id: VpcId | None = Field(default=None, description="the id of the VPC that tasks run in; omitted: a new one")
    subnet_ids: Annotated[list[SubnetId], each_once("subnet")] | None = Field(
        default=None, min_length=2, description="a list of at least two of its subnets, in two zones or more"
    )
    network: TaskNetworkSettings | None = Field(default=None, description="a section for a new VPC that tasks run in")

    role_name: RoleName = Field(default="redpanda-connect-task", description="the name of the task role")
    public_address: Flag = Field(
        default=False, description="true when tasks get addresses of their own: in public subnets without NAT"
    )
    license_secret_arn: SecretArn | None = Field(
        default=None,
        description="the ARN of a secret that holds Redpanda's enterprise licence; omitted: a trial of 30 days",
    )

    @model_validator(mode="after")
    def _one_network(self) -> "EcsRuntime":
        given = [self.vpc_id is not None, self.subnet_ids is not None]
        if any(given) if self.network else not all(given):
            raise ValueError("want either `vpcId` and `subnetIds`, or a new VPC's `network`")
        if self.network and self.public_address:
            raise ValueError("want no publicAddress (tasks of a new VPC are behind its NAT gateway)")
        return self


class LicenseSecret(Section):
    """A Kubernetes Secret in the pipelines' namespace."""

    name: Text = Field(description="the name of the Secret")
    key: Text = Field(default="license", description="the key in it that holds the licence")


class KubernetesRuntime(ServiceAccountSettings, ImageSettings):
    """Pods of a cluster in the account and region of section `redpanda`."""

    context: Annotated[Text, matching(re.compile(r"\S+"), "as `kubectl config get-contexts` shows it")] = Field(
        description="the context of the cluster in the kubeconfig"
    )
    role_name: RoleName = Field(default="redpanda-connect-pods", description="the name of the service account's role")
    operator: Flag = Field(
        default=True, description="true when Redpanda's operator runs pipelines there; false: Deployments do"
    )
    license_secret: LicenseSecret | None = Field(
        default=None,
        description="a section with the Secret that holds the licence, for a Deployment; omitted: a trial of 30 days",
    )

    @model_validator(mode="after")
    def _licensed_once(self) -> "KubernetesRuntime":
        if self.operator and self.license_secret:
            raise ValueError("want no licenseSecret (the operator has its own licence, enterprise.licenseSecretRef)")
        return self


class OwnRuntime(Section):
    """A Redpanda Connect that somebody runs."""

    arn: Annotated[Text, passing(check_identity)] = Field(
        description="the ARN of the IAM role or user that it is, such as an instance's role"
    )
    attach_policy: Flag = Field(
        default=True,
        description="true when its permission to assume the connect role is put on it; false: it is only printed",
    )


class RuntimeSettings(Section):
    """Exactly one of four."""

    cloud: CloudRuntime | None = Field(default=None, description="a section for pipelines of Redpanda Cloud")
    ecs: EcsRuntime | None = Field(default=None, description="a section for services of ECS")
    kubernetes: KubernetesRuntime | None = Field(default=None, description="a section for pods of a cluster")
    own: OwnRuntime | None = Field(default=None, description="a section for a Redpanda Connect of your own")

    @model_validator(mode="after")
    def _one(self) -> "RuntimeSettings":
        if len(self.model_fields_set) != 1 or not any(vars(self).values()):
            raise ValueError(f"want {CHOICE}")
        return self

    @property
    def kind(self) -> str:
        """`cloud-key`, `cloud-role`, `ecs`, `kubernetes` or `own`."""
        if self.cloud:
            return "cloud-key" if self.cloud.credentials == "accessKey" else "cloud-role"
        (kind,) = self.model_fields_set
        return kind
