"""`examples/kubernetes-service`: its settings as the args of components."""

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster
from components.cross_account_connect_role import CrossAccountConnectRoleArgs
from components.service_account_role import (
    DirectLogin,
    Irsa,
    PodIdentity,
    ServiceAccountRoleArgs,
    ThroughConnectRole,
)
from components.service_database_user import ServiceDatabaseUserArgs
from domain import arns
from kubernetes_service.settings import KubernetesServiceSettings
from settings.trust import ClientTrustSettings


def service_account_role(
    settings: KubernetesServiceSettings, cluster: AuroraIamCluster, connect_role_arn: pulumi.Output[str] | None
) -> ServiceAccountRoleArgs:
    """The service's own role; without a connect role it logs in itself."""
    application, asked, trust = settings.application, settings.kubernetes, settings.trust
    return ServiceAccountRoleArgs(
        account_id=application.account_id,
        region=application.region,
        role_name=asked.role_name,
        namespace=asked.namespace,
        service_account=asked.service_account,
        way=Irsa(oidc_issuer=asked.oidc_issuer)
        if asked.oidc_issuer
        else PodIdentity(cluster_name=str(asked.cluster_name)),
        database=ThroughConnectRole(connect_role_arn=connect_role_arn, external_id=trust.external_id)
        if connect_role_arn and trust
        else DirectLogin(dbuser_arns=[cluster.dbuser_arn(settings.service.user)]),
    )


def service_connect_role(
    settings: KubernetesServiceSettings, trust: ClientTrustSettings, cluster: AuroraIamCluster
) -> CrossAccountConnectRoleArgs:
    """The role that the service account's role assumes; a Pod Identity's sessions bring their tags along."""
    application, asked = settings.application, settings.kubernetes
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=arns.role_arn_in(application.region, application.account_id, asked.role_name),
        dbuser_arns=[cluster.dbuser_arn(settings.service.user)],
        external_id=trust.external_id,
        session_tags=asked.way == "podIdentity",
    )


def service_database_user(settings: KubernetesServiceSettings) -> ServiceDatabaseUserArgs:
    """The service's database user, and the schema it works in."""
    service = settings.service
    return ServiceDatabaseUserArgs(
        database=settings.database.name, user=service.user, schema=service.schema_, owner=service.owner
    )
