"""The stack file of `examples/preview-roles`."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from domain import github_trust
from domain.administrator import ADMINISTRATOR
from settings.existing_database import DatabaseIdentifier
from settings.fields import (
    AccountId,
    Flag,
    Identifier,
    PipelineName,
    Profile,
    Region,
    RoleName,
    RouteTableId,
    Text,
    VpcId,
    matching,
)
from settings.section import Section
from settings.stack import Stack

COMPONENT = re.compile(r"[a-z][a-z0-9-]{0,29}")
PROJECT = re.compile(r"[a-zA-Z0-9_.-]{1,100}")  # pulumi/pulumi sdk/go/common/tokens, project names
MASTER_SECRET = re.compile(
    r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:rds!(?:cluster|db)-[\w/-]+", re.ASCII
)
RESOURCE_ID = re.compile(r"(?:cluster|db)-[A-Z0-9]+", re.ASCII)  # RDS API reference, DbClusterResourceId, DbiResourceId
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # S3 User Guide, "Bucket naming rules"
KMS_KEY = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-z-]+", re.ASCII)
EKS_CLUSTER = re.compile(r"[0-9A-Za-z][A-Za-z0-9_-]{0,99}", re.ASCII)  # Amazon EKS API reference, CreateCluster
GROUP = re.compile(r"sg-[0-9a-f]+")
SECRET_ARN = re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[\w/+=.@!-]+", re.ASCII)
ISSUER = re.compile(r"https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*")


class WorkflowAccount(Section):
    """An account that workflows preview and deploy in."""

    account_id: AccountId = Field(description="the id of the AWS account, 12 digits")
    profile: Profile = Field(description="the AWS profile that reaches this account")
    region: Region = Field(description="the AWS region that the program works in")
    provider_exists: Flag = Field(
        default=False, description="true when the account has an OIDC provider for the issuer already"
    )


class WorkflowApplication(WorkflowAccount):
    """Section `application`: the account the pipelines or clients run in."""

    pipeline_role_name: RoleName | None = Field(
        default=None, description="the name of Redpanda's pipeline role, which gets an inline policy"
    )
    client_role_names: list[RoleName] = Field(
        default=[], description="a list of the names of the clients' roles that the program makes"
    )
    key_user_name: RoleName | None = Field(
        default=None, description="the name of the IAM user that the program makes; for cloud with accessKey"
    )
    task_role_name: RoleName | None = Field(
        default=None, description="the name of the task role that the program makes; for ecs"
    )
    task_network: Flag = Field(
        default=False, description="true when the program makes a VPC for the tasks; for ecs with network"
    )
    pod_role_name: RoleName | None = Field(
        default=None, description="the name of the service account's role that the program makes; for kubernetes"
    )
    eks_cluster_name: Annotated[Text, matching(EKS_CLUSTER, "the name of an EKS cluster")] | None = Field(
        default=None, description="the name of the EKS cluster; for kubernetes with podIdentity"
    )
    pipeline_names: list[PipelineName] = Field(
        default=[], description="a list of the names of the stack's pipelines; for ecs and own"
    )

    @property
    def key_of_role(self) -> dict[str, str]:
        """Every role that a deployment may write to, and the key that names it."""
        named: dict[str | None, str] = {
            self.pipeline_role_name: "pipelineRoleName",
            self.task_role_name: "taskRoleName",
            self.pod_role_name: "podRoleName",
            **dict.fromkeys(self.client_role_names, "clientRoleNames"),
        }
        return {name: key for name, key in named.items() if name}


class StateSettings(Section):
    """Section `database.state`: a bucket for Pulumi's state instead of Pulumi Cloud."""

    bucket: Annotated[Text, matching(BUCKET, "the name of an S3 bucket")] = Field(
        description="the name of the S3 bucket with the stacks' state"
    )
    kms_key_arn: Annotated[Text, matching(KMS_KEY, "the ARN of a KMS key, not of an alias")] = Field(
        description="the ARN of the KMS key that encrypts the stacks' secrets"
    )


class WorkflowExisting(Section):
    """Section `database.existing`: the database of a stack that makes none."""

    identifier: DatabaseIdentifier = Field(description="the identifier of the cluster or the instance")
    ingress_security_group_id: Annotated[Text, matching(GROUP, "the id of a security group")] | None = Field(
        default=None, description="the id of the security group that gets a rule for each source; omitted: none does"
    )
    secret_arn: Annotated[Text, matching(SECRET_ARN, "the ARN of a secret")] | None = Field(
        default=None, description="the ARN of the administrator's secret, for sql master and dataApi"
    )


class WorkflowDatabase(WorkflowAccount):
    """Section `database`: the account of the database."""

    project: Annotated[Text, matching(PROJECT, "the name in Pulumi.yaml")] = Field(
        default="redpanda-aurora-iam", description="the name of the Pulumi project that is deployed"
    )
    component: Annotated[Text, matching(COMPONENT, "what its resources' names begin with")] = Field(
        default="cdc", description="what the project calls its components in this account"
    )
    sql: Literal["iam", "dataApi", "master", "script"] = Field(
        default="iam", description="iam, dataApi, master or script, as `database.sql` of the stack that is deployed"
    )
    administrator: Identifier = Field(
        default=ADMINISTRATOR, description="the name of the role that runs the SQL by login token; for sql iam"
    )
    master_secret_arns: list[Annotated[Text, matching(MASTER_SECRET, "a secret that RDS manages")]] = Field(
        default=[],
        description="a list of the master secrets that previews read, output `chain.database.master_secret_arn` of the "
        "deployed stack; for sql master",
    )
    resource_ids: list[Annotated[Text, matching(RESOURCE_ID, "the resource id of a cluster or an instance")]] = Field(
        default=[],
        description="a list of the resource ids of the databases that a deployment logs in to, output "
        "`chain.database.resource_id` of the deployed stack; for sql iam and script",
    )
    pipeline_users: list[Identifier] = Field(
        default=[],
        description="a list of the pipelines' database users, as whom a deployment looks whether its script was run; "
        "for sql script",
    )
    existing: WorkflowExisting | None = Field(
        default=None, description="a section with the database that exists already; omitted: a cluster is made"
    )
    state: StateSettings | None = Field(
        default=None, description="a section with the bucket of the stacks' state; omitted: Pulumi Cloud has it"
    )


class WorkflowPeeringSide(Section):
    """Section `peering.database`: the VPC of a database whose network is not made by the stack."""

    vpc_id: VpcId = Field(description="the id of the VPC")
    route_table_ids: list[RouteTableId] = Field(
        min_length=1, description="a list of the route tables that get a route to the other side"
    )


class WorkflowPeering(WorkflowPeeringSide):
    """Section `peering`: the pipelines' VPC of a stack with a private way, as in its stack file."""

    database: WorkflowPeeringSide | None = Field(
        default=None, description="a section with the database's VPC, where its network exists already"
    )


class GithubSettings(Section):
    """Section `github`: whose workflows."""

    repository: Annotated[Text, matching(github_trust.REPOSITORY, "owner/name, or owner@id/name@id")] = Field(
        description="the repository as its tokens' claim sub has it: owner/name, or owner@id/name@id"
    )
    environment: Annotated[Text, matching(github_trust.ENVIRONMENT, "a GitHub environment")] = Field(
        default="production", description="the GitHub environment whose approval lets a run deploy"
    )
    issuer: Annotated[Text, matching(ISSUER, "the URL in the tokens' claim iss")] = Field(
        default=github_trust.ISSUER, description="the URL of the issuer of the workflows' tokens"
    )
    preview_role_name: RoleName = Field(
        default="github-preview", description="the name of the role that reads, in both accounts"
    )
    deploy_role_name: RoleName = Field(
        default="github-deploy", description="the name of the role that deploys, in both accounts"
    )


class PreviewRolesSettings(Stack):
    """Everything `examples/preview-roles` needs to know from outside."""

    application: WorkflowApplication = Field(description="a section with the account of the pipelines or clients")
    database: WorkflowDatabase = Field(description="a section with the account of the database")
    github: GithubSettings = Field(description="a section with the repository and its environment")
    peering: WorkflowPeering | None = Field(
        default=None, description="a section with the stack's private way; omitted: it has none"
    )

    def across_sections(self) -> Iterator[str]:
        """What two sections only get wrong together, each problem as a whole line."""
        application, github = self.application, self.github
        if application.account_id == self.database.account_id:
            yield (
                f"database.accountId: got {self.database.account_id!r}, want another account than "
                "application.accountId (the roles of both would have the same names)"
            )
        if github.preview_role_name == github.deploy_role_name:
            yield f"github.deployRoleName: got {github.deploy_role_name!r}, want another name than previewRoleName"
        if not application.key_of_role and application.key_user_name is None:
            yield (
                "application.clientRoleNames: got none, want at least one where there is no pipelineRoleName, "
                "keyUserName, taskRoleName or podRoleName"
            )
        if application.task_role_name and not application.pipeline_names:
            yield "application.pipelineNames: got none, want those of the stack (with taskRoleName, services have them)"
        if application.task_network and not application.task_role_name:
            yield "application.taskNetwork: got true, want it left out (without taskRoleName there are no tasks)"
        if application.eks_cluster_name and not application.pod_role_name:
            yield "application.podRoleName: got none, want the role that pods of eksClusterName are associated with"
        if self.database.master_secret_arns and self.database.sql != "master":
            yield (
                f"database.masterSecretArns: got {len(self.database.master_secret_arns)}, want none with sql: "
                f"{self.database.sql} (only a preview with sql: master reads a secret); remove it"
            )
        own = {github.preview_role_name, github.deploy_role_name}
        for name, key in application.key_of_role.items():
            if name in own:
                yield f"application.{key}: got {name!r}, want no role of the workflows (it could widen itself)"
        for name in sorted(name for name in own if name.startswith(f"{self.database.component}-role-")):
            yield (
                f"database.component: got {self.database.component!r}, want another name than that of role {name!r} "
                "(a deployment could widen its own role)"
            )
