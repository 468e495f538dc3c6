"""`examples/ec2-client`: its settings as args, and what it tells an operator."""

from collections.abc import Sequence

import pulumi

from components.aurora_iam_cluster import AuroraIamCluster
from components.client_instance_role import ClientInstanceRoleArgs
from components.cross_account_connect_role import CrossAccountConnectRole, CrossAccountConnectRoleArgs
from domain import arns
from domain.instance_shell import DatabaseShell, login_command
from settings.ec2_client import Ec2ClientSettings


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
        trusted_role_arn=arns.role_arn(
            arns.partition_of(settings.application.region), settings.application.account_id, settings.client.role_name
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


def login_commands(
    settings: Ec2ClientSettings, endpoint: pulumi.Output[str], connect_role_arn: pulumi.Output[str]
) -> dict[str, pulumi.Output[str]]:
    """What to type on the instance, by the name of its output: a command for each user of each database.

    Each is an output of its own: `pulumi stack output` prints a text as it is, and quotes what a mapping holds.
    """
    database, client = settings.database, settings.client

    def command(user: str, endpoint: pulumi.Input[str], port: int, name: str) -> pulumi.Output[str]:
        def typed(known: Sequence[str]) -> str:
            shell = DatabaseShell(
                endpoint=known[0],
                connect_role_arn=known[1],
                external_id=settings.trust.external_id,
                region=database.region,
                port=port,
                database=name,
                ca_bundle=client.ca_bundle,
            )
            return login_command(shell, user)

        return pulumi.Output.all(endpoint, connect_role_arn).apply(typed)

    commands = {f"login_as_{user}": command(user, endpoint, database.port, database.name) for user in client.users}
    elsewhere = {
        f"login_as_{user}_at_{other.resource_id}": command(user, other.endpoint, other.port, other.name)
        for other in client.existing_databases
        for user in other.users
    }
    return commands | elsewhere
