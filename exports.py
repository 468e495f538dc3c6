"""What the stack tells an operator and the doctor: ids, ARNs, endpoints and names, never a secret."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
import pulumi_redpanda as redpanda

from component_args import pipeline_role_arn
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_alarms import CdcAlarms
from components.cdc_database_user import CdcDatabaseUser
from components.cdc_pipeline import CdcPipeline
from components.cross_account_connect_role import CrossAccountConnectRole
from components.github_roles import GithubRoles
from components.network import Network
from components.rpcn_assume_policy import RpcnAssumePolicy
from domain.instance_shell import DatabaseShell, login_command
from settings import ApplicationSettings, DatabaseSettings, Settings
from settings.ec2_client import Ec2ClientSettings
from settings.kubernetes_service import KubernetesServiceSettings
from settings.preview_roles import PreviewRolesSettings, WorkflowAccount


def outputs(
    settings: Settings,
    redpanda_cluster: pulumi.Output[redpanda.GetClusterResult],
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    assume_policy: RpcnAssumePolicy,
    alarms: CdcAlarms,
    *,
    users: Mapping[str, CdcDatabaseUser],
    pipelines: Mapping[str, CdcPipeline],
) -> dict[str, Any]:
    """The stack's outputs by name; `chain` is everything needed to walk the seven links."""
    chain = {
        "kind": "aurora-postgresql-cdc",
        "redpanda": {
            "account_id": settings.redpanda.account_id,
            "profile": settings.redpanda.profile,
            "region": settings.redpanda.region,
            "cluster_id": settings.redpanda.cluster_id,
            "cluster_api_url": redpanda_cluster.cluster_api_url,
            "nat_cidrs": settings.redpanda.nat_cidrs,
            "pipeline_role_arn": pipeline_role_arn(settings),
            "assume_policy_name": assume_policy.policy_name,
            "scope_tag": settings.redpanda.scope_tag,
        },
        "database": database_section(settings.database, network, cluster),
        "trust": {
            "principal": settings.trust.principal,
            "external_id": settings.trust.external_id,
            "connect_role_arn": connect_role.arn,
        },
        "pipelines": [
            {
                "name": pipeline.name,
                "id": pipelines[pipeline.name].pipeline_id,
                "user": pipeline.user,
                "dbuser_arn": cluster.dbuser_arn(pipeline.user),
                "schema": pipeline.schema_,
                "tables": pipeline.tables,
                "key_columns": pipeline.key_columns,
                "slot": pipeline.slot,
                "publication": users[pipeline.name].publication,
                "snapshot": pipeline.snapshot,
                "topic": pipeline.topic,
                "dead_letter_topic": pipelines[pipeline.name].dead_letter_topic,
                "password_version": pipelines[pipeline.name].password_version,
            }
            for pipeline in settings.pipelines
        ],
        "alarms": [{"name": name, "cause": cause} for name, cause in alarms.causes],
    }
    return {
        "endpoint": cluster.endpoint,
        "connect_role_arn": connect_role.arn,
        "alarm_topic_arn": alarms.topic_arn,
        "topics": {name: pipeline.topic for name, pipeline in pipelines.items()},
        "pipeline_ids": {name: pipeline.pipeline_id for name, pipeline in pipelines.items()},
        "chain": chain,
    }


def database_section(database: DatabaseSettings, network: Network, cluster: AuroraIamCluster) -> dict[str, Any]:
    """The chain's `database`: where it is, and who looks after it."""
    return {
        "account_id": database.account_id,
        "profile": database.profile,
        "region": database.region,
        "cluster_identifier": cluster.cluster_identifier,
        "resource_id": cluster.resource_id,
        "parameter_group_name": cluster.parameter_group_name,
        "endpoint": cluster.endpoint,
        "port": database.port,
        "name": database.name,
        "master_username": database.master_username,
        "master_secret_arn": cluster.master_secret_arn,
        "exposure": database.network.exposure,
        "security_group_id": network.security_group_id,
        "ca_bundle": database.ca_bundle,
    }


def application_section(application: ApplicationSettings) -> dict[str, Any]:
    """The chain's `application`, but for its workload: the account and where it connects from."""
    return {
        "account_id": application.account_id,
        "profile": application.profile,
        "region": application.region,
        "source_cidrs": application.source_cidrs,
    }


def client_chain(
    *,
    application: Mapping[str, Any],
    database: Mapping[str, Any],
    trust: Mapping[str, Any] | None,
    users: Sequence[Mapping[str, Any]],
    proxy: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The `chain` of a client that logs in to the database; `trust` is None where its own role does."""
    return {
        "kind": "aurora-postgresql-client",
        "application": dict(application),
        "database": dict(database),
        "trust": trust,
        "users": list(users),
        "proxy": proxy,
    }


def login_commands(
    settings: Ec2ClientSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str]
) -> pulumi.Output[dict[str, str]]:
    """What to type on the instance, by user."""

    def commands(known: Sequence[str]) -> dict[str, str]:
        shell = DatabaseShell(
            endpoint=known[0],
            connect_role_arn=known[1],
            external_id=settings.trust.external_id,
            region=settings.database.region,
            port=settings.database.port,
            database=settings.database.name,
            ca_bundle=settings.client.ca_bundle,
        )
        return {user: login_command(shell, user) for user in settings.client.users}

    return pulumi.Output.all(endpoint, connect_role_arn).apply(commands)


def workflow_chain(
    settings: PreviewRolesSettings, application_roles: GithubRoles, database_roles: GithubRoles
) -> dict[str, Any]:
    """The `chain` of GitHub's workflows: from a run's token to a role in each account."""
    return {
        "kind": "github-workflows",
        "github": settings.github.model_dump(include={"repository", "environment", "issuer"}),
        "application": {
            "workload": "github-workflow",
            **_workflow_account(settings.application, application_roles),
        },
        "database": {
            "component": settings.database.component,
            **_workflow_account(settings.database, database_roles),
        },
    }


def _workflow_account(account: WorkflowAccount, roles: GithubRoles) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "profile": account.profile,
        "region": account.region,
        "preview_role_arn": roles.preview_role_arn,
        "deploy_role_arn": roles.deploy_role_arn,
    }


def pod_environment(
    settings: KubernetesServiceSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str] | None
) -> dict[str, Any]:
    """What the container is told of its database; `CA_BUNDLE`, a file in its image, it has to name itself."""
    database, trust = settings.database, settings.trust
    told = {
        "DATABASE_ENDPOINT": endpoint,
        "DATABASE_PORT": str(database.port),
        "DATABASE_NAME": database.name,
        "DATABASE_USER": settings.service.user,
        "DATABASE_REGION": database.region,
    }
    through = {"CONNECT_ROLE_ARN": connect_role_arn, "EXTERNAL_ID": trust.external_id} if trust else {}
    return told | through
