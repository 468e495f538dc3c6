"""A Kubernetes service account that logs in to Aurora: settings, providers, components, exports."""

import pulumi
import pulumi_aws as aws
import pulumi_postgresql as postgresql
import pulumi_random
from pulumi import InvokeOptions, ResourceOptions

import settings as stack_settings
from assembly.account import aws_provider_args
from assembly.chain import application_section, client_chain, database_section
from assembly.cluster import cluster_args
from assembly.master_login import master_login, postgresql_provider_args
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

master_secret = aws.secretsmanager.get_secret_version_output(
    secret_id=cluster.master_secret_arn, opts=InvokeOptions(provider=database_account)
)
login = master_login(database, cluster)
database_master = postgresql.Provider("database-master", **postgresql_provider_args(login, master_secret.secret_string))
database_user = ServiceDatabaseUser(
    settings.service.user,
    args.service_database_user(settings),
    ResourceOptions(provider=database_master),
)

pulumi.export("service_account", service_role.manifest)
pulumi.export("pod_environment", exports.pod_environment(settings, cluster.endpoint, connect_role_arn))
pulumi.export("schema_owner", database_user.owner)
pulumi.export(
    "chain",
    client_chain(
        application={
            "workload": "service-account",
            "role_arn": service_role.arn,
            "way": settings.kubernetes.way,
            "oidc_issuer": settings.kubernetes.oidc_issuer,
            "cluster_name": settings.kubernetes.cluster_name,
            "namespace": settings.kubernetes.namespace,
            "service_account": settings.kubernetes.service_account,
            "schema": settings.service.schema_,
            "schema_owner": database_user.owner,
            "assume_policy_name": service_role.policy_name,
            **application_section(application),
        },
        database=database_section(database, network, cluster),
        trust=trust
        and {"principal": "account", "external_id": trust.external_id, "connect_role_arn": connect_role_arn},
        users=[{"user": database_user.user, "dbuser_arns": [cluster.dbuser_arn(settings.service.user)]}],
    ),
)
