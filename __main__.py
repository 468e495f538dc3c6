"""The stack: settings, one provider per account, components, exports."""

import pulumi
import pulumi_aws as aws
import pulumi_postgresql as postgresql
import pulumi_random
import pulumi_redpanda as redpanda
from pulumi import InvokeOptions, ResourceOptions

import component_args
import exports
import settings as stack_settings
from assembly import runtimes
from assembly.account import aws_provider_args
from assembly.cluster import cluster_args
from assembly.master_login import master_login, postgresql_provider_args
from assembly.network import network_args
from assembly.pipeline import connect_role_args, pipeline_sources
from assembly.runtimes.runtime import Accounts, Stream
from components.aurora_iam_cluster import AuroraIamCluster
from components.cdc_alarms import CdcAlarms
from components.cdc_database_user import CdcDatabaseUser
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.sql_script import SqlScript

settings = stack_settings.load()

redpanda_account = aws.Provider("redpanda-account", **aws_provider_args(settings.redpanda))
database_account = aws.Provider("database-account", **aws_provider_args(settings.database))
redpanda_cloud = redpanda.Provider("redpanda-cloud")  # credentials: REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET
random = pulumi_random.Provider("random")
redpanda_cluster = redpanda.get_cluster_output(
    id=settings.redpanda.cluster_id, opts=InvokeOptions(provider=redpanda_cloud)
)
accounts = Accounts(redpanda_account=redpanda_account, redpanda_cloud=redpanda_cloud, random=random)
runtime = runtimes.chosen(settings, accounts, redpanda_cluster)

in_database_account = ResourceOptions(providers=[database_account, random])
network = Network("cdc", network_args(settings.database, pipeline_sources(settings)), in_database_account)
cluster = AuroraIamCluster(
    "cdc", cluster_args(settings.database, network, len(settings.pipelines)), in_database_account
)
connect_role = CrossAccountConnectRole(
    "cdc", connect_role_args(settings, runtime.identity, cluster), in_database_account
)
permission = runtime.permit(connect_role)
alarms = CdcAlarms("cdc", component_args.cdc_alarms(settings, cluster), in_database_account)

master_secret = aws.secretsmanager.get_secret_version_output(
    secret_id=cluster.master_secret_arn, opts=InvokeOptions(provider=database_account)
)
login = master_login(settings.database, cluster)
database_master = postgresql.Provider("database-master", **postgresql_provider_args(login, master_secret.secret_string))

users: dict[str, CdcDatabaseUser] = {}
streams: dict[str, Stream] = {}
for pipeline in settings.pipelines:
    before: list[pulumi.Resource] = [*list(users.values())[-1:]]  # grants of two users at a time fail each other
    if pipeline.bootstrap_sql_text:
        before.append(SqlScript(f"{pipeline.name}-bootstrap", login, create_sql=pipeline.bootstrap_sql_text))
    users[pipeline.name] = CdcDatabaseUser(
        pipeline.name,
        component_args.database_user(pipeline, login),
        ResourceOptions(provider=database_master, depends_on=before),
    )
    streams[pipeline.name] = runtime.stream(
        pipeline,
        component_args.postgres_source(settings, pipeline, cluster.endpoint, connect_role.arn, runtime.access_key),
        starts_after=[*permission.resources, connect_role, users[pipeline.name]],
    )

outputs = exports.outputs(
    settings, runtime, permission, network, cluster, connect_role, alarms, users=users, streams=streams
)
for name, value in outputs.items():
    pulumi.export(name, value)
