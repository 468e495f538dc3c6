"""Settings, and what components gave, as the args of the components: no resource is made here."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster, AuroraIamClusterArgs
from components.cdc_alarms import CdcAlarmsArgs
from components.cdc_database_user import CdcDatabaseUserArgs
from components.cdc_pipeline import CdcPipelineArgs
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from components.network import ExistingVpc, IngressSource, Network, NetworkArgs, NewVpc
from components.rpcn_assume_policy import RpcnAssumePolicyArgs
from components.sql_script import DatabaseLogin
from domain import arns
from domain.alarm_thresholds import Thresholds
from domain.cdc_source import CdcSource
from domain.postgres_input import PostgresSource
from settings import ApplicationSettings, DatabaseSettings, PipelineSettings, RedpandaSettings, Settings
from settings.aurora_mysql import AuroraMysqlSettings, MysqlPipelineSettings
from settings.preview_roles import WorkflowAccount

PipelineStack = Settings | AuroraMysqlSettings
"""Stacks that have pipelines."""


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


def redpanda_sources(settings: PipelineStack) -> dict[str, str]:
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
        purpose=f"{database.engine.title}: the networks that may connect",
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
        engine=database.engine,
        engine_version=database.engine_version,
        port=database.port,
        min_acu=database.min_acu,
        max_acu=database.max_acu,
        readers=database.readers,
        public=database.network.exposure == "public",
        deletion_protection=database.deletion_protection,
        backup_retention_days=database.backup_retention_days,
    )


def pipeline_role_arn(settings: PipelineStack) -> str:
    """The role Redpanda made for its pipelines: where the chain begins."""
    account = settings.redpanda
    return arns.role_arn(arns.partition_of(account.region), account.account_id, account.pipeline_role_name)


def connect_role(settings: PipelineStack, cluster: AuroraIamCluster) -> CrossAccountConnectRoleArgs:
    """One role for all pipelines: they share the pipeline role, so roles of their own would keep nobody apart."""
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=pipeline_role_arn(settings),
        dbuser_arns=[cluster.dbuser_arn(pipeline.user) for pipeline in settings.pipelines],
        scope_tag=settings.redpanda.scope_tag,
        trusted_principal=settings.trust.principal,
        external_id=settings.trust.external_id,
    )


def assume_policy(settings: PipelineStack, connect_role: CrossAccountConnectRole) -> RpcnAssumePolicyArgs:
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
    settings: PipelineStack,
    pipeline: PipelineSettings | MysqlPipelineSettings,
    cluster_api_url: pulumi.Input[str],
    source: pulumi.Output[CdcSource],
    starts_after: Sequence[pulumi.Resource],
) -> CdcPipelineArgs:
    """The pipeline itself; its user has the same name in Redpanda as in the database."""
    return CdcPipelineArgs(
        cluster_api_url=cluster_api_url,
        source=source,
        user=pipeline.user,
        topic=pipeline.topic,
        starts_after=starts_after,
        engine=settings.database.engine,
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
