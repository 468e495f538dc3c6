"""The one command that logs in from an EC2 instance: assume the role, sign a token, psql over verified TLS."""

import shlex
from dataclasses import dataclass

PROFILE = "aurora"
"""The AWS profile that the command writes on the instance."""


@dataclass(frozen=True, kw_only=True)
class DatabaseShell:
    """Where and through which role a shell logs in."""

    connect_role_arn: str
    external_id: str
    region: str
    """The database's."""
    endpoint: str
    port: int
    database: str
    ca_bundle: str
    """Path of the region's RDS certificate bundle on the instance."""


def login_command(shell: DatabaseShell, user: str) -> str:
    """What to type on the instance, which has the AWS CLI and psql; it may be repeated.

    The CLI assumes the role with what the instance's metadata gives (AWS CLI User Guide, "Use an IAM role in the AWS
    CLI", credential_source). A token that cannot be made ends the command before psql asks for a password.
    """
    profile = {
        "role_arn": shell.connect_role_arn,
        "external_id": shell.external_id,
        "credential_source": "Ec2InstanceMetadata",
        "region": shell.region,
    }
    configure = [["aws", "configure", "set", key, value, "--profile", PROFILE] for key, value in profile.items()]
    signed_for = ["--hostname", shell.endpoint, "--port", str(shell.port), "--username", user]
    token = ["aws", "rds", "generate-db-auth-token", "--profile", PROFILE, "--region", shell.region, *signed_for]
    conninfo = (
        f"host={shell.endpoint} port={shell.port} dbname={shell.database} user={user} "
        f"sslmode=verify-full sslrootcert={shell.ca_bundle}"
    )
    login = f'token="$({shlex.join(token)})" && PGPASSWORD="$token" {shlex.join(["psql", conninfo])}'
    return " && ".join([*map(shlex.join, configure), login])
