"""The database whose changes are streamed: a cluster that is made with its network, or one that is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pulumi
from pulumi_aws import Provider, rds

from assembly.cluster import cluster_args
from assembly.lookup import looked_up
from assembly.network import ingress_sources, network_args
from components.aurora_iam_cluster import AuroraIamCluster
from components.existing_database import ExistingDatabase, ExistingDatabaseArgs, FoundDatabase
from components.network import Network
from components.streamed_database import StreamedDatabase
from redpanda_aurora_iam.database_logins import LOGINS
from settings import ExistingDatabaseSettings, PipelineSettings, StreamedDatabaseSettings

OVER_THE_DATA_API = ("iam", "dataApi")
"""Values of `database.sql` that ask a new cluster for its Data API; iam only to make the administrator."""


@dataclass(frozen=True, kw_only=True)
class Database:
    """The database, and the group that lets the pipelines in."""

    streamed: StreamedDatabase
    security_group_id: pulumi.Output[str] | str | None
    """None: whoever looks after the network of a database that exists does not say which."""
    vpc_id: pulumi.Input[str] = ""
    """Of a network that is made here, or named in the stack file."""
    route_table_ids: Sequence[pulumi.Input[str]] = ()
    """Of a network that is made here."""


@dataclass(frozen=True, kw_only=True)
class _Looked:
    """A database that exists, before it is known to have what a pipeline asks for."""

    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    master_secret_arn: pulumi.Output[str]

    @classmethod
    def at(cls, found: pulumi.Output[FoundDatabase], existing: ExistingDatabaseSettings) -> "_Looked":
        return cls(
            arn=found.apply(lambda database: database.arn),
            endpoint=found.apply(lambda database: database.endpoint),
            master_secret_arn=found.apply(lambda database: database.secret(existing.secret_arn)),
        )


def chosen(
    database: StreamedDatabaseSettings,
    pipelines: Sequence[PipelineSettings],
    sources: Mapping[str, str],
    account: Provider,
    options: pulumi.ResourceOptions,
) -> Database:
    """What the stack file asks for; `sources` are the pipelines' networks, each with a word on whose it is."""
    if database.existing is None:
        network = Network("cdc", network_args(database, sources), options)
        args = cluster_args(database, network, len(pipelines))
        cluster = AuroraIamCluster("cdc", replace(args, data_api=database.sql in OVER_THE_DATA_API), options)
        return Database(
            streamed=cluster,
            security_group_id=network.security_group_id,
            vpc_id=network.vpc_id,
            route_table_ids=network.route_table_ids,
        )
    existing = database.existing
    found = _found(existing, pulumi.InvokeOutputOptions(provider=account))
    login = LOGINS.get(database.sql)
    attached = ExistingDatabase(
        "cdc",
        ExistingDatabaseArgs(
            found=found,
            identifier=existing.identifier,
            is_cluster=existing.is_cluster,
            slots=[pipeline.slot for pipeline in pipelines],
            users=[pipeline.user for pipeline in pipelines],
            login=login(database, _Looked.at(found, existing)) if login else None,
            profile=database.profile,
            region=database.region,
            port=database.port,
            sql=database.sql,
            secret_arn=existing.secret_arn,
            ingress_group_id=existing.ingress_security_group_id,
            ingress=ingress_sources(database, sources),
        ),
        options,
    )
    return Database(streamed=attached, security_group_id=existing.ingress_security_group_id)


def _found(existing: ExistingDatabaseSettings, opts: pulumi.InvokeOutputOptions) -> pulumi.Output[FoundDatabase]:
    """It exists, so a first preview has the answer too."""
    name, there = existing.identifier, "that is in database.accountId and database.region"
    if existing.is_cluster:
        cluster = rds.get_cluster_output(cluster_identifier=name, opts=opts)
        key = "database.existing.clusterIdentifier"
        return looked_up(key, name, f"a cluster {there}", cluster).apply(_of_cluster)
    instance = rds.get_instance_output(db_instance_identifier=name, opts=opts)
    key = "database.existing.instanceIdentifier"
    return looked_up(key, name, f"an instance {there}", instance).apply(_of_instance)


def _of_cluster(cluster: rds.GetClusterResult) -> FoundDatabase:
    return FoundDatabase(
        arn=cluster.arn,
        endpoint=cluster.endpoint,
        resource_id=cluster.cluster_resource_id,
        parameter_group_name=cluster.db_cluster_parameter_group_name,
        master_secret_arn=next((secret.secret_arn for secret in cluster.master_user_secrets), None),
    )


def _of_instance(instance: rds.GetInstanceResult) -> FoundDatabase:
    return FoundDatabase(
        arn=instance.db_instance_arn,
        endpoint=instance.address,
        resource_id=instance.resource_id,
        parameter_group_name=instance.db_parameter_groups[0],
        master_secret_arn=next((secret.secret_arn for secret in instance.master_user_secrets), None),
    )
