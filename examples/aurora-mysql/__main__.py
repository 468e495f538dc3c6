"""Changes of Aurora MySQL in one account, streamed into Redpanda in another."""

import pulumi
import pulumi_aws as aws
import pulumi_mysql as mysql
import pulumi_random
import pulumi_redpanda as redpanda
from pulumi import InvokeOptions, ResourceOptions

import settings as stack_settings
from assembly import runtimes
from assembly.account import aws_provider_args
from assembly.cluster import cluster_args
from assembly.lookup import redpanda_cluster
from assembly.master_login import master_login
from assembly.network import network_args
from assembly.pipeline import connect_role_args, pipeline_sources
from assembly.runtimes.runtime import Accounts
from aurora_mysql import args, exports
from aurora_mysql.settings import AuroraMysqlSettings
from components.aurora_iam_cluster import AuroraIamCluster
from components.cross_account_connect_role import CrossAccountConnectRole
from components.mysql_cdc_user import MysqlCdcUser
from components.network import Network

settings = stack_settings.load_as(AuroraMysqlSettings)
database, pipeline = settings.database, settings.pipeline

redpanda_account = aws.Provider("redpanda-account", **aws_provider_args(settings.redpanda))
database_account = aws.Provider("database-account", **aws_provider_args(database))
redpanda_cloud = redpanda.Provider("redpanda-cloud")  # credentials: REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET
random = pulumi_random.Provider("random")
accounts = Accounts(redpanda_account=redpanda_account, redpanda_cloud=redpanda_cloud, random=random)
runtime = runtimes.chosen(settings, accounts, redpanda_cluster(settings.redpanda.cluster_id, redpanda_cloud))

in_database_account = ResourceOptions(providers=[database_account, random])
network = Network("cdc", network_args(database, pipeline_sources(settings)), in_database_account)
cluster = AuroraIamCluster("cdc", cluster_args(database, network, pipelines=1), in_database_account)
connect_role = CrossAccountConnectRole(
    "cdc", connect_role_args(settings, runtime.identity, cluster), in_database_account
)
permission = runtime.permit(connect_role)

master_secret = aws.secretsmanager.get_secret_version_output(
    secret_id=cluster.master_secret_arn, opts=InvokeOptions(provider=database_account)
)
login = master_login(database, cluster)
database_master = mysql.Provider("database-master", **args.mysql_provider(login, master_secret.secret_string))

user = MysqlCdcUser(pipeline.name, args.mysql_database_user(settings), ResourceOptions(provider=database_master))
stream = runtime.stream(
    pipeline,
    args.mysql_source(settings, cluster.endpoint, connect_role.arn, runtime.access_key),
    starts_after=[*permission.resources, connect_role, user],
)

chain = exports.mysql_chain(settings, runtime, permission, network, cluster, connect_role, stream)
pulumi.export("binlog_retention_command", exports.binlog_retention_command(database, cluster.endpoint))
pulumi.export("chain", chain)
pulumi.export("connect_role_arn", connect_role.arn)
pulumi.export("endpoint", cluster.endpoint)
pulumi.export("pipeline_id", stream.pipeline_id)
pulumi.export("topic", stream.topic)
for name, value in stream.outputs.items():
    pulumi.export(name, value)
