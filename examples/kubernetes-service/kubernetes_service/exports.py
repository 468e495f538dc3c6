"""`examples/kubernetes-service`: what it tells an operator and the doctor."""

from typing import Any

import pulumi

from assembly.chain import application_section, client_chain, client_trust, database_section
from components.aurora_iam_cluster import AuroraIamCluster
from components.network import Network
from components.service_account_role import ServiceAccountRole
from components.service_database_user import ServiceDatabaseUser
from kubernetes_service.settings import KubernetesServiceSettings


def pod_environment(
    settings: KubernetesServiceSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str] | None
) -> dict[str, Any]:
    """What the container is told of its database; `CA_BUNDLE`, a file in its image, it has to name itself."""
    database, trust = settings.database, settings.trust
    told = {
        "DATABASE_ENDPOINT": endpoint,
        "DATABASE_PORT": str(database.port),
        "DATABASE_NAME": database.name,
        "DATABASE_USER": settings.service.user,
        "DATABASE_REGION": database.region,
    }
    through = {"CONNECT_ROLE_ARN": connect_role_arn, "EXTERNAL_ID": trust.external_id} if trust else {}
    return told | through


def service_chain(
    settings: KubernetesServiceSettings,
    network: Network,
    cluster: AuroraIamCluster,
    service_role: ServiceAccountRole,
    database_user: ServiceDatabaseUser,
    connect_role_arn: pulumi.Output[str] | None,
) -> dict[str, Any]:
    """The `chain`: from the service account to the database, in one account without a role in between."""
    kubernetes, trust = settings.kubernetes, settings.trust
    return client_chain(
        application={
            "workload": "service-account",
            "role_arn": service_role.arn,
            "way": kubernetes.way,
            "oidc_issuer": kubernetes.oidc_issuer,
            "cluster_name": kubernetes.cluster_name,
            "namespace": kubernetes.namespace,
            "service_account": kubernetes.service_account,
            "schema": settings.service.schema_,
            "schema_owner": database_user.owner,
            "assume_policy_name": service_role.policy_name,
            **application_section(settings.application),
        },
        database=database_section(settings.database, network, cluster),
        trust=client_trust(trust, connect_role_arn) if trust and connect_role_arn else None,
        users=[{"user": database_user.user, "dbuser_arns": [cluster.dbuser_arn(settings.service.user)]}],
    )
