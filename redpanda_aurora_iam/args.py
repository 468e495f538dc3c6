"""What the program alone turns into args: who reads which tables, and what is watched. No resource is made here."""

import pulumi

from components.cdc_alarms import CdcAlarmsArgs
from components.streamed_database import StreamedDatabase
from domain.access_keys import AccessKeyReference
from domain.alarm_thresholds import Thresholds
from domain.pipeline_needs import PipelineInDatabase
from domain.postgres_input import PostgresSource
from settings import PipelineSettings, Settings


def in_database(database: str, pipeline: PipelineSettings) -> PipelineInDatabase:
    """What a pipeline needs in the database of this name."""
    return PipelineInDatabase(
        database=database, user=pipeline.user, schema=pipeline.schema_, tables=pipeline.tables, slot=pipeline.slot
    )


def postgres_source(
    settings: Settings,
    pipeline: PipelineSettings,
    endpoint: pulumi.Output[str],
    connect_role_arn: pulumi.Output[str],
    access_key: AccessKeyReference | None,
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
            access_key=access_key,
        )
    )


def cdc_alarms(settings: Settings, cluster: StreamedDatabase) -> CdcAlarmsArgs:
    """The alarms on the cluster's writer, once there is one: no data yet would pass for replication that is off."""
    watched: pulumi.Output[str] = pulumi.Output.all(cluster.cluster_identifier, cluster.endpoint).apply(
        lambda known: str(known[0])
    )
    return CdcAlarmsArgs(
        cluster_identifier=watched,
        region=settings.database.region,
        is_cluster=settings.database.existing is None or settings.database.existing.is_cluster,
        limits=Thresholds(**settings.alarms.model_dump(exclude={"topic_arn"})),
        topic_arn=settings.alarms.topic_arn,
    )
