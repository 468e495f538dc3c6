"""A Kubernetes service account that logs in to Aurora: settings, providers, components, exports."""

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
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.service_account_role import ServiceAccountRole
from components.service_database_user import ServiceDatabaseUser
from kubernetes_service import args, exports
from kubernetes_service.settings import KubernetesServiceSettings

settings = stack_settings.load_as(KubernetesServiceSettings)
application, database, trust = settings.application, settings.database, settings.trust

application_account = aws.Provider("application-account", **aws_provider_args(application))
database_account = aws.Provider("database-account", **aws_provider_args(database))
in_database_account = ResourceOptions(providers=[database_account, pulumi_random.Provider("random")])

sources = dict.fromkeys(application.source_cidrs, "pods of the Kubernetes cluster")
network = Network("service", network_args(database, sources), in_database_account)
cluster = AuroraIamCluster("service", cluster_args(database, network), in_database_account)
connect_role = trust and CrossAccountConnectRole(
    "service", args.service_connect_role(settings, trust, cluster), in_database_account
)
connect_role_arn = connect_role.arn if connect_role else None
service_role = ServiceAccountRole(
    "pod",
    args.service_account_role(settings, cluster, connect_role_arn),
    ResourceOptions(provider=application_account),
)

as_master = database_master(database, cluster, database_account)
database_user = ServiceDatabaseUser(
    settings.service.user,
    args.service_database_user(settings),
    ResourceOptions(provider=as_master),
)

pulumi.export("service_account", service_role.manifest)
pulumi.export("pod_environment", exports.pod_environment(settings, cluster.endpoint, connect_role_arn))
pulumi.export("schema_owner", database_user.owner)
pulumi.export("chain", exports.service_chain(settings, network, cluster, service_role, database_user, connect_role_arn))
