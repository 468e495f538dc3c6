"""`examples/rds-proxy`: its settings as the args of components."""

from collections.abc import Mapping

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster
from components.connection_test import ConnectionTestArgs, EndpointUnderTest
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from components.iam_database_user import IamDatabaseUser
from components.network import Network, NetworkArgs, NewVpc
from components.password_database_user import PasswordDatabaseUser, PasswordDatabaseUserArgs
from components.password_rotation import PasswordRotationArgs
from components.rds_proxy_access import RdsProxyAccess, RdsProxyAccessArgs
from components.rds_proxy_login import LoginBySecret, LoginByToken
from components.shared_subnets import SharedSubnets, SharedSubnetsArgs
from components.user_secrets import UserSecrets
from components.vpc_flow_logs import VpcFlowLogsArgs
from domain import arns
from rds_proxy.settings import RdsProxySettings
from settings import DatabaseSettings


def application_network(settings: RdsProxySettings) -> NetworkArgs:
    """The application's VPC; its group is that of the clients, and lets nobody in."""
    client = settings.client
    return NetworkArgs(
        vpc=NewVpc(cidr=client.vpc_cidr, availability_zones=client.availability_zones),
        purpose="Clients of RDS Proxy",
    )


def shared_subnets(settings: RdsProxySettings, clients: Network) -> SharedSubnetsArgs:
    """The application's subnets, for the database's account."""
    return SharedSubnetsArgs(
        vpc_id=clients.vpc_id,
        vpc_arn=_own(clients.vpc_arn),
        subnet_ids=clients.subnet_ids,
        zones=settings.client.availability_zones,
        account_id=settings.database.account_id,
    )


def flow_logs(network: Network) -> VpcFlowLogsArgs:
    """Of a VPC that the program made."""
    return VpcFlowLogsArgs(vpc_id=network.vpc_id, vpc_arn=_own(network.vpc_arn))


def proxy_access(
    settings: RdsProxySettings,
    cluster: AuroraIamCluster,
    network: Network,
    clients: Network,
    shared: SharedSubnets,
    secrets: UserSecrets | None,
) -> RdsProxyAccessArgs:
    """The proxy, once the cluster has an instance; it logs in by token where there are no secrets."""
    users = settings.client.users
    with_instance: pulumi.Output[str] = pulumi.Output.all(cluster.cluster_identifier, cluster.endpoint).apply(
        lambda known: str(known[0])
    )
    return RdsProxyAccessArgs(
        cluster_identifier=with_instance,
        readers=settings.database.readers,
        database_port=settings.database.port,
        database_security_group_id=network.security_group_id,
        vpc_id=network.vpc_id,
        subnet_ids=network.subnet_ids,
        endpoint_vpc_id=shared.vpc_id,
        endpoint_subnet_ids=shared.subnet_ids,
        zone_ids=pulumi.Output.all(network.zone_ids or [], clients.zone_ids or []).apply(
            lambda known: [*known[0], *known[1]]
        ),
        client_security_group=pulumi.Output.concat(settings.application.account_id, "/", clients.security_group_id),
        login=LoginBySecret(secret_arns=[secrets.arns[user] for user in users])
        if secrets
        else LoginByToken(dbuser_arns=[cluster.dbuser_arn(user) for user in users]),
        target_roles=settings.proxy.target_roles,
    )


def connect_role(settings: RdsProxySettings, proxy: RdsProxyAccess) -> CrossAccountConnectRoleArgs:
    """The role that the function assumes: it logs in to the proxy, and not to the cluster behind it."""
    application = settings.application
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=arns.role_arn_in(application.region, application.account_id, settings.client.role_name),
        dbuser_arns=[proxy.dbuser_arn(user) for user in settings.client.users],
        external_id=settings.trust.external_id,
    )


def connection_test(
    settings: RdsProxySettings, clients: Network, proxy: RdsProxyAccess, connect_role: CrossAccountConnectRole
) -> ConnectionTestArgs:
    """The function that goes the whole way."""
    return ConnectionTestArgs(
        role_name=settings.client.role_name,
        connect_role_arn=connect_role.arn,
        external_id=settings.trust.external_id,
        endpoints=[
            EndpointUnderTest(target_role=target_role, host=endpoint.endpoint)
            for target_role, endpoint in proxy.endpoints.items()
        ],
        users=settings.client.users,
        database_name=settings.database.name,
        region=settings.application.region,
        vpc_id=clients.vpc_id,
        subnet_ids=clients.subnet_ids,
        security_group_id=clients.security_group_id,
        endpoint_security_group=pulumi.Output.concat(
            settings.database.account_id, "/", proxy.endpoint_security_group_id
        ),
        code=pulumi.FileArchive(settings.client.functions),
    )


def password_user(database: DatabaseSettings, user: str, secrets: UserSecrets) -> PasswordDatabaseUserArgs:
    """A user that the proxy logs in as with a password."""
    return PasswordDatabaseUserArgs(database=database.name, user=user, password=secrets.passwords[user])


def password_rotation(
    settings: RdsProxySettings,
    cluster: AuroraIamCluster,
    network: Network,
    secrets: UserSecrets,
    users: Mapping[str, IamDatabaseUser | PasswordDatabaseUser],
) -> PasswordRotationArgs:
    """New passwords for these users, once they are there."""
    database = settings.database
    return PasswordRotationArgs(
        secret_arns={
            name: pulumi.Output.all(secrets.arns[name], user.user).apply(lambda known: str(known[0]))
            for name, user in users.items()
        },
        database_host=cluster.endpoint,
        database_port=database.port,
        database_name=database.name,
        database_security_group_id=network.security_group_id,
        region=database.region,
        vpc_id=network.vpc_id,
        subnet_ids=network.subnet_ids,
        # The certificates of RDS's own authority, which the system of a function does not know.
        code=pulumi.AssetArchive(
            {
                ".": pulumi.FileArchive(settings.client.functions),
                "rds-ca.pem": pulumi.FileAsset(database.ca_bundle),
            }
        ),
    )


def _own(vpc_arn: pulumi.Output[str] | None) -> pulumi.Output[str]:
    if vpc_arn is None:
        raise ValueError("network: got a VPC that somebody else manages, want one that the program makes")
    return vpc_arn
