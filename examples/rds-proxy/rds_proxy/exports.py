"""`examples/rds-proxy`: what it tells an operator and the doctor."""

from typing import Any

from assembly.chain import application_section, client_chain, client_trust, database_section
from components.aurora_iam_cluster import AuroraIamCluster
from components.connection_test import ConnectionTest
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from components.rds_proxy_access import RdsProxyAccess
from rds_proxy.settings import RdsProxySettings


def proxy_chain(
    settings: RdsProxySettings,
    network: Network,
    cluster: AuroraIamCluster,
    proxy: RdsProxyAccess,
    connect_role: CrossAccountConnectRole,
    test: ConnectionTest,
) -> dict[str, Any]:
    """The `chain`: from the function through the proxy to the database."""
    return client_chain(
        application={
            "workload": "lambda",
            "role_arn": test.role_arn,
            "function_name": test.function_name,
            "assume_policy_name": test.assume_policy_name,
            **application_section(settings.application),
        },
        database=database_section(settings.database, network, cluster),
        trust=client_trust(settings.trust, connect_role.arn),
        users=[{"user": user, "dbuser_arns": [proxy.dbuser_arn(user)]} for user in settings.client.users],
        proxy={
            "name": proxy.proxy_name,
            "resource_id": proxy.resource_id,
            "auth": settings.proxy.auth,
            "endpoints": [
                {
                    "name": endpoint.db_proxy_endpoint_name,
                    "endpoint": endpoint.endpoint,
                    "target_role": target_role,
                }
                for target_role, endpoint in proxy.endpoints.items()
            ],
        },
    )
