"""`examples/ec2-client`: its settings as the args of components."""

from components.aurora_iam_cluster import AuroraIamCluster
from components.client_instance_role import ClientInstanceRoleArgs
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from domain import arns
from ec2_client.settings import Ec2ClientSettings


def client_connect_role(settings: Ec2ClientSettings, cluster: AuroraIamCluster) -> CrossAccountConnectRoleArgs:
    """The role that the instance assumes: it logs in as every user of the cluster and of the other databases."""
    database = settings.database
    elsewhere = [
        arns.dbuser_arn_at(
            arns.partition_of(database.region), database.region, database.account_id, other.resource_id, user
        )
        for other in settings.client.existing_databases
        for user in other.users
    ]
    return CrossAccountConnectRoleArgs(
        trusted_role_arn=arns.role_arn_in(
            settings.application.region, settings.application.account_id, settings.client.role_name
        ),
        dbuser_arns=[*(cluster.dbuser_arn(user) for user in settings.client.users), *elsewhere],
        external_id=settings.trust.external_id,
    )


def client_instance_role(settings: Ec2ClientSettings, connect_role: CrossAccountConnectRole) -> ClientInstanceRoleArgs:
    """The instance's own role."""
    return ClientInstanceRoleArgs(
        role_name=settings.client.role_name,
        connect_role_arns=[connect_role.arn],
        external_id=settings.trust.external_id,
    )
