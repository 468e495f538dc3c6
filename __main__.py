"""The stack: settings, one provider per account, components, exports."""

import pulumi
import pulumi_aws as aws
import pulumi_random
import pulumi_redpanda as redpanda
from pulumi import ResourceOptions

import settings as stack_settings
from assembly import runtimes
from assembly.account import aws_provider_args
from assembly.lookup import redpanda_cluster
from assembly.pipeline import connect_role_args, pipeline_sources
from assembly.runtimes.runtime import Accounts, Stream
from components import protection
from components.cdc_alarms import CdcAlarms
from components.cross_account_connect_role import CrossAccountConnectRole
from components.sql_runners import DatabaseUser
from redpanda_aurora_iam import args, databases, exports, sql
from redpanda_aurora_iam.peering import peering_sources, private_way

settings = stack_settings.load()

redpanda_account = aws.Provider("redpanda-account", **aws_provider_args(settings.redpanda))
database_account = aws.Provider("database-account", **aws_provider_args(settings.database))
redpanda_cloud = redpanda.Provider("redpanda-cloud")  # credentials: REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET
random = pulumi_random.Provider("random")
accounts = Accounts(redpanda_account=redpanda_account, redpanda_cloud=redpanda_cloud, random=random)
runtime = runtimes.chosen(settings, accounts, redpanda_cluster(settings.redpanda.cluster_id, redpanda_cloud))

in_database_account = ResourceOptions(providers=[database_account, random])
sources = pipeline_sources(settings) | peering_sources(settings)
database = databases.chosen(settings.database, settings.pipelines, sources, database_account, in_database_account)
cluster = database.streamed
connect_role = CrossAccountConnectRole(
    "cdc", connect_role_args(settings, runtime.identity, cluster), in_database_account
)
permission = runtime.permit(connect_role)
alarms = CdcAlarms("cdc", args.cdc_alarms(settings, cluster), in_database_account)

way = private_way(settings, database, redpanda_account, database_account)
runner = sql.runner(settings.database, cluster, database_account)

kept = protection.protect(settings.redpanda.allow_deletion)
users: dict[str, DatabaseUser] = {}
streams: dict[str, Stream] = {}
for pipeline in settings.pipelines:
    before: list[pulumi.Resource] = [*list(users.values())[-1:]]  # two at a time in one database fail each other
    if pipeline.bootstrap_sql_text:
        before += runner.bootstrap(pipeline.name, pipeline.bootstrap_sql_text, after=before)
    needed = args.in_database(settings.database.name, pipeline)
    users[pipeline.name] = runner.user(pipeline.name, needed, after=before, protect=kept)
    streams[pipeline.name] = runtime.stream(
        pipeline,
        args.postgres_source(settings, pipeline, cluster.endpoint, connect_role.arn, runtime.access_key),
        starts_after=[*permission.resources, *way.resources, connect_role, users[pipeline.name]],
    )

outputs = exports.outputs(
    settings, runtime, permission, database, connect_role, alarms, users=users, streams=streams, peering=way.told
)
for name, value in (outputs | (way.outputs or {})).items():
    pulumi.export(name, value)
