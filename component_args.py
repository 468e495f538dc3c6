"""Settings, and what components gave, as the args of the components: no resource is made here."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster, AuroraIamClusterArgs
from components.cdc_alarms import CdcAlarmsArgs
from components.cdc_database_user import CdcDatabaseUserArgs
from components.cdc_pipeline import CdcPipelineArgs
from components.client_instance_role import ClientInstanceRoleArgs
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from components.github_roles import GithubRolesArgs, WorkflowRole
from components.network import ExistingVpc, IngressSource, Network, NetworkArgs, NewVpc
from components.rpcn_assume_policy import RpcnAssumePolicyArgs
from components.service_account_role import (
    DirectLogin,
    Irsa,
    PodIdentity,
    ServiceAccountRoleArgs,
    ThroughConnectRole,
)
from components.service_database_user import ServiceDatabaseUserArgs
from components.sql_script import DatabaseLogin
from domain import arns, github_trust, workflow_permissions
from domain.alarm_thresholds import Thresholds
from domain.connect_config import PostgresSource
from domain.workflow_scopes import ApplicationScope, DatabaseScope, StateScope
from settings import ApplicationSettings, DatabaseSettings, PipelineSettings, RedpandaSettings, Settings
from settings.ec2_client import Ec2ClientSettings
from settings.kubernetes_service import KubernetesServiceSettings
from settings.preview_roles import PreviewRolesSettings, WorkflowAccount
from settings.trust import ClientTrustSettings


def aws_provider(
    account: RedpandaSettings | DatabaseSettings | ApplicationSettings | WorkflowAccount,
) -> dict[str, Any]:
    """An aws provider that refuses every account but its own: swapped profiles stop at preview."""
    return {
        "profile": account.profile,
        "region": account.region,
        "allowed_account_ids": [account.account_id],
        "default_tags": {"tags": {"pulumi-project": pulumi.get_project(), "pulumi-stack": pulumi.get_stack()}},
    }


def redpanda_sources(settings: Settings) -> dict[str, str]:
    """The addresses that pipelines come from, and whose they are."""
    return dict.fromkeys(settings.redpanda.nat_cidrs, f"Redpanda cluster {settings.redpanda.cluster_id}")


def network(database: DatabaseSettings, sources: Mapping[str, str]) -> NetworkArgs:
    """The database's network, open to the administrators and to these CIDRs, each with a word on whose it is."""
    asked = database.network
    whose = dict.fromkeys(database.admin_cidrs, "administrators") | dict(sources)
    return NetworkArgs(
        vpc=ExistingVpc(vpc_id=asked.existing.vpc_id, subnet_ids=asked.existing.subnet_ids)
        if asked.existing
        else NewVpc(cidr=asked.vpc_cidr, availability_zones=asked.availability_zones),
        public=asked.exposure == "public",
        port=database.port,
        ingress=[IngressSource(cidr=cidr, description=description) for cidr, description in whose.items()],
    )


def aurora_cluster(database: DatabaseSettings, network: Network, pipelines: int = 0) -> AuroraIamClusterArgs:
    """The cluster, sized for this many pipelines."""
    return AuroraIamClusterArgs(
        subnet_ids=network.subnet_ids,
        security_group_id=network.security_group_id,
        database_name=database.name,
        master_username=database.master_username,
        pipelines=pipelines,
        engine_version=database.engine_version,
        port=database.port,
        min_acu=database.min_acu,
        max_acu=database.max_acu,
        readers=database.readers,
        public=database.network.exposure == "public",
        deletion_protection=database.deletion_protection,
        backup_retention_days=database.backup_retention_days,
    )


def pipeline_role_arn(settings: Settings) -> str:
    """The role Redpanda made for its pipelines: where the chain begins."""
    account = settings.redpanda
    return arns.role_arn(arns.partition_of(account.region), account.account_id, account.pipeline_role_name)


def connect_role(settings: Settings, cluster: AuroraIamCluster) -> CrossAccountConnectRoleArgs:
    """One role for all pipelines: they share the pipeline role, so roles of their own would keep nobody apart."""
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=pipeline_role_arn(settings),
        dbuser_arns=[cluster.dbuser_arn(pipeline.user) for pipeline in settings.pipelines],
        scope_tag=settings.redpanda.scope_tag,
        trusted_principal=settings.trust.principal,
        external_id=settings.trust.external_id,
    )


def assume_policy(settings: Settings, connect_role: CrossAccountConnectRole) -> RpcnAssumePolicyArgs:
    """The pipeline role's permission to assume the connect role."""
    return RpcnAssumePolicyArgs(
        pipeline_role_name=settings.redpanda.pipeline_role_name,
        connect_role_arns=[connect_role.arn],
        scope_tag=settings.redpanda.scope_tag,
    )


def master_login(
    database: DatabaseSettings, cluster: AuroraIamCluster, secret_string: pulumi.Output[str]
) -> DatabaseLogin:
    """The master's login, from the managed secret's `{"username": ..., "password": ...}`."""
    password: pulumi.Output[str] = secret_string.apply(lambda text: str(json.loads(text)["password"]))
    return DatabaseLogin(
        host=cluster.endpoint,
        port=database.port,
        database=database.name,
        user=database.master_username,
        password=pulumi.Output.secret(password),
        ca_bundle=database.ca_bundle,
    )


def postgresql_provider(login: DatabaseLogin) -> dict[str, Any]:
    """A postgresql provider that logs in as the master."""
    return {
        "host": login.host,
        "port": login.port,
        "database": login.database,
        "username": login.user,
        "password": login.password,
        "superuser": False,  # nobody is on Aurora
        "sslmode": "verify-full",
        "sslrootcert": login.ca_bundle,
    }


def database_user(pipeline: PipelineSettings, login: DatabaseLogin) -> CdcDatabaseUserArgs:
    """The user a pipeline logs in as."""
    return CdcDatabaseUserArgs(
        login=login, user=pipeline.user, schema=pipeline.schema_, tables=pipeline.tables, slot=pipeline.slot
    )


def postgres_source(
    settings: Settings, pipeline: PipelineSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str]
) -> pulumi.Output[PostgresSource]:
    """What a pipeline reads, once the database and the role exist."""
    return pulumi.Output.all(endpoint, connect_role_arn).apply(
        lambda known: PostgresSource(
            endpoint=known[0],
            port=settings.database.port,
            database=settings.database.name,
            region=settings.database.region,
            user=pipeline.user,
            connect_role_arn=known[1],
            external_id=settings.trust.external_id,
            ca_bundle_pem=settings.database.ca_bundle_pem,
            schema=pipeline.schema_,
            tables=pipeline.tables,
            slot=pipeline.slot,
            snapshot=pipeline.snapshot,
            key_columns=pipeline.key_columns,
        )
    )


def cdc_pipeline(
    settings: Settings,
    pipeline: PipelineSettings,
    cluster_api_url: pulumi.Input[str],
    source: pulumi.Output[PostgresSource],
    starts_after: Sequence[pulumi.Resource],
) -> CdcPipelineArgs:
    """The pipeline itself; its user has the same name in Redpanda as in the database."""
    return CdcPipelineArgs(
        cluster_api_url=cluster_api_url,
        source=source,
        user=pipeline.user,
        topic=pipeline.topic,
        starts_after=starts_after,
        partitions=pipeline.partitions,
        replication_factor=pipeline.replication_factor,
        cpu=pipeline.cpu,
        memory=pipeline.memory,
        allow_deletion=settings.redpanda.allow_deletion,
    )


def cdc_alarms(settings: Settings, cluster: AuroraIamCluster) -> CdcAlarmsArgs:
    """The alarms on the cluster's writer, once there is one: no data yet would pass for replication that is off."""
    watched: pulumi.Output[str] = pulumi.Output.all(cluster.cluster_identifier, cluster.endpoint).apply(
        lambda known: str(known[0])
    )
    return CdcAlarmsArgs(
        cluster_identifier=watched,
        region=settings.database.region,
        limits=Thresholds(**settings.alarms.model_dump(exclude={"topic_arn"})),
        topic_arn=settings.alarms.topic_arn,
    )


def client_connect_role(settings: Ec2ClientSettings, cluster: AuroraIamCluster) -> CrossAccountConnectRoleArgs:
    """The role that the instance assumes: it logs in as every user of the cluster and of the other databases."""
    database = settings.database
    elsewhere = [
        arns.dbuser_arn_at(
            arns.partition_of(database.region), database.region, database.account_id, other.resource_id, user
        )
        for other in settings.client.existing_databases
        for user in other.users
    ]
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=arns.role_arn(
            arns.partition_of(settings.application.region), settings.application.account_id, settings.client.role_name
        ),
        dbuser_arns=[*(cluster.dbuser_arn(user) for user in settings.client.users), *elsewhere],
        external_id=settings.trust.external_id,
    )


def client_instance_role(settings: Ec2ClientSettings, connect_role: CrossAccountConnectRole) -> ClientInstanceRoleArgs:
    """The instance's own role."""
    return ClientInstanceRoleArgs(
        role_name=settings.client.role_name,
        connect_role_arns=[connect_role.arn],
        external_id=settings.trust.external_id,
    )


def application_workflow_roles(settings: PreviewRolesSettings) -> GithubRolesArgs:
    """The workflows' roles in the application's account."""
    application = settings.application
    scope = ApplicationScope(
        account_id=application.account_id,
        region=application.region,
        policy_roles=[application.pipeline_role_name] if application.pipeline_role_name else [],
        own_roles=application.client_role_names,
    )
    reads, writes = workflow_permissions.application_reads(scope), workflow_permissions.application_writes(scope)
    return _workflow_roles(settings, application, reads, writes)


def database_workflow_roles(settings: PreviewRolesSettings) -> GithubRolesArgs:
    """The workflows' roles in the database's account."""
    database = settings.database
    scope = DatabaseScope(
        account_id=database.account_id,
        region=database.region,
        project=database.project,
        component=database.component,
        master_secret_arns=database.master_secret_arns,
        state=StateScope(bucket=database.state.bucket, kms_key_arn=database.state.kms_key_arn)
        if database.state
        else None,
    )
    reads, writes = workflow_permissions.database_reads(scope), workflow_permissions.database_writes(scope)
    return _workflow_roles(settings, database, reads, writes)


def _workflow_roles(
    settings: PreviewRolesSettings, account: WorkflowAccount, reads: Mapping[str, Any], writes: Mapping[str, Any]
) -> GithubRolesArgs:
    github = settings.github
    return GithubRolesArgs(
        issuer=github.issuer,
        preview=WorkflowRole(
            name=github.preview_role_name,
            subject=github_trust.pull_request_subject(github.repository),
            permissions=reads,
        ),
        deploy=WorkflowRole(
            name=github.deploy_role_name,
            subject=github_trust.environment_subject(github.repository, github.environment),
            permissions=writes,
        ),
        existing_provider_arn=github_trust.provider_arn(
            arns.partition_of(account.region), account.account_id, github.issuer
        )
        if account.provider_exists
        else None,
    )


def service_account_role(
    settings: KubernetesServiceSettings, cluster: AuroraIamCluster, connect_role_arn: pulumi.Output[str] | None
) -> ServiceAccountRoleArgs:
    """The service's own role; without a connect role it logs in itself."""
    application, asked, trust = settings.application, settings.kubernetes, settings.trust
    return ServiceAccountRoleArgs(
        account_id=application.account_id,
        region=application.region,
        role_name=asked.role_name,
        namespace=asked.namespace,
        service_account=asked.service_account,
        way=Irsa(oidc_issuer=asked.oidc_issuer)
        if asked.oidc_issuer
        else PodIdentity(cluster_name=str(asked.cluster_name)),
        database=ThroughConnectRole(connect_role_arn=connect_role_arn, external_id=trust.external_id)
        if connect_role_arn and trust
        else DirectLogin(dbuser_arns=[cluster.dbuser_arn(settings.service.user)]),
    )


def service_connect_role(
    settings: KubernetesServiceSettings, trust: ClientTrustSettings, cluster: AuroraIamCluster
) -> CrossAccountConnectRoleArgs:
    """The role that the service account's role assumes; a Pod Identity's sessions bring their tags along."""
    application, asked = settings.application, settings.kubernetes
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=arns.role_arn(arns.partition_of(application.region), application.account_id, asked.role_name),
        dbuser_arns=[cluster.dbuser_arn(settings.service.user)],
        external_id=trust.external_id,
        session_tags=asked.way == "podIdentity",
    )


def service_database_user(settings: KubernetesServiceSettings) -> ServiceDatabaseUserArgs:
    """The service's database user, and the schema it works in."""
    service = settings.service
    return ServiceDatabaseUserArgs(
        database=settings.database.name, user=service.user, schema=service.schema_, owner=service.owner
    )
