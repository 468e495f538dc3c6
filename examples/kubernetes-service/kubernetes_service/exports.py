"""`examples/kubernetes-service`: what it tells an operator and the doctor."""

from typing import Any

import pulumi

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
