"""An EC2 instance of one account that logs in to Aurora in another: settings, providers, components, exports."""

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
from components.client_instance_role import ClientInstanceRole
from components.cross_account_connect_role import CrossAccountConnectRole
from components.iam_database_user import IamDatabaseUser, IamDatabaseUserArgs
from components.network import Network
from ec2_client import args, exports
from ec2_client.settings import Ec2ClientSettings

settings = stack_settings.load_as(Ec2ClientSettings)
application, database, client = settings.application, settings.database, settings.client

application_account = aws.Provider("application-account", **aws_provider_args(application))
database_account = aws.Provider("database-account", **aws_provider_args(database))
in_database_account = ResourceOptions(providers=[database_account, pulumi_random.Provider("random")])

network = Network(
    "client",
    network_args(database, dict.fromkeys(application.source_cidrs, "EC2 clients")),
    in_database_account,
)
cluster = AuroraIamCluster("client", cluster_args(database, network), in_database_account)
connect_role = CrossAccountConnectRole("client", args.client_connect_role(settings, cluster), in_database_account)
instance_role = ClientInstanceRole(
    "instance",
    args.client_instance_role(settings, connect_role),
    ResourceOptions(provider=application_account),
)

as_master = database_master(database, cluster, database_account)
users: list[IamDatabaseUser] = []
for user in client.users:
    users.append(
        IamDatabaseUser(
            user,
            IamDatabaseUserArgs(database=database.name, user=user),
            # One after the other: grants of two users at a time fail each other.
            ResourceOptions(provider=as_master, depends_on=[*users[-1:]]),
        )
    )

pulumi.export("instance_profile_name", instance_role.instance_profile_name)
for output, command in exports.login_commands(settings, cluster.endpoint, connect_role.arn).items():
    pulumi.export(output, command)
pulumi.export("chain", exports.instance_chain(settings, network, cluster, connect_role, instance_role))
