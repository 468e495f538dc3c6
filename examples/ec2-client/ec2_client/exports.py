"""`examples/ec2-client`: what it tells an operator and the doctor."""

from collections.abc import Sequence
from typing import Any

import pulumi

from assembly.chain import application_section, client_chain, client_trust, database_section
from components.aurora_iam_cluster import AuroraIamCluster
from components.client_instance_role import ClientInstanceRole
from components.cross_account_connect_role import CrossAccountConnectRole
from components.network import Network
from ec2_client.instance_shell import DatabaseShell, login_command
from ec2_client.settings import Ec2ClientSettings


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


def instance_chain(
    settings: Ec2ClientSettings,
    network: Network,
    cluster: AuroraIamCluster,
    connect_role: CrossAccountConnectRole,
    instance_role: ClientInstanceRole,
) -> dict[str, Any]:
    """The `chain`: from the instance to the database."""
    return client_chain(
        application={
            "workload": "ec2-instance",
            "role_arn": instance_role.role_arn,
            "instance_profile_name": instance_role.instance_profile_name,
            "assume_policy_name": instance_role.policy_name,
            **application_section(settings.application),
        },
        database=database_section(settings.database, network, cluster),
        trust=client_trust(settings.trust, connect_role.arn),
        users=[{"user": user, "dbuser_arns": [cluster.dbuser_arn(user)]} for user in settings.client.users],
    )
