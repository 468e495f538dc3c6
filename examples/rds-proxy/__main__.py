"""A client of one account that logs in to Aurora in another through RDS Proxy: settings, components, exports."""

import pulumi
import pulumi_aws as aws
import pulumi_random
from pulumi import ResourceOptions

import settings as stack_settings
from assembly.account import aws_provider_args
from assembly.cluster import cluster_args
from assembly.database_master import database_master
from assembly.network import network_args
from components.aurora_iam_cluster import AuroraIamCluster
from components.connection_test import ConnectionTest
from components.cross_account_connect_role import CrossAccountConnectRole
from components.iam_database_user import IamDatabaseUser, IamDatabaseUserArgs
from components.network import Network
from components.password_database_user import PasswordDatabaseUser
from components.password_rotation import PasswordRotation
from components.rds_proxy_access import RdsProxyAccess
from components.shared_subnets import SharedSubnets
from components.user_secrets import UserSecrets, UserSecretsArgs
from components.vpc_flow_logs import VpcFlowLogs
from rds_proxy import args, exports
from rds_proxy.settings import RdsProxySettings

settings = stack_settings.load_as(RdsProxySettings)
database, client = settings.database, settings.client

application_account = aws.Provider("application-account", **aws_provider_args(settings.application))
database_account = aws.Provider("database-account", **aws_provider_args(database))
in_application_account = ResourceOptions(provider=application_account)
in_database_account = ResourceOptions(providers=[database_account, pulumi_random.Provider("random")])

clients = Network("clients", args.application_network(settings), in_application_account)
shared = SharedSubnets("shared", args.shared_subnets(settings, clients), in_application_account)
network = Network("database", network_args(database, {}), in_database_account)
VpcFlowLogs("clients", args.flow_logs(clients), in_application_account)
if network.vpc_arn:
    VpcFlowLogs("database", args.flow_logs(network), in_database_account)

cluster = AuroraIamCluster("database", cluster_args(database, network), in_database_account)
by_secret = settings.proxy.auth == "secret"
secrets = UserSecrets("proxy", UserSecretsArgs(users=client.users), in_database_account) if by_secret else None
proxy = RdsProxyAccess(
    "proxy",
    args.proxy_access(settings, cluster, network, clients, shared, secrets),
    in_database_account,
)
connect_role = CrossAccountConnectRole("client", args.connect_role(settings, proxy), in_database_account)
test = ConnectionTest("test", args.connection_test(settings, clients, proxy, connect_role), in_application_account)

as_master = database_master(database, cluster, database_account)
users: dict[str, IamDatabaseUser | PasswordDatabaseUser] = {}
for user in client.users:
    # One after the other: grants of two users at a time fail each other.
    after = ResourceOptions(provider=as_master, depends_on=[*list(users.values())[-1:]])
    if secrets:
        users[user] = PasswordDatabaseUser(user, args.password_user(database, user, secrets), after)
    else:
        users[user] = IamDatabaseUser(user, IamDatabaseUserArgs(database=database.name, user=user), after)
if secrets:
    PasswordRotation(
        "rotation", args.password_rotation(settings, cluster, network, secrets, users), in_database_account
    )

pulumi.export("function_name", test.function_name)
pulumi.export("chain", exports.proxy_chain(settings, network, cluster, proxy, connect_role, test))
