"""Database account: a password and a secret for each database user that a proxy logs in as."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random
from pulumi_aws import secretsmanager

PASSWORD_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class UserSecretsArgs:
    """Whose secrets."""

    users: Sequence[str]


class UserSecrets(pulumi.ComponentResource):
    """Secrets as RDS Proxy reads them: `{"username": ..., "password": ...}`.

    The passwords made here are the first ones only: whoever rotates a secret gives it later ones, and nothing here
    undoes that.
    """

    arns: dict[str, pulumi.Output[str]]
    """By user, once the secret holds a password."""
    passwords: dict[str, pulumi.Output[str]]
    """By user: the first password, secret in Pulumi's sense."""

    def __init__(self, name: str, args: UserSecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:UserSecrets", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.arns, self.passwords = {}, {}
        for user in args.users:
            password = pulumi_random.RandomPassword(
                f"{name}-{user}-password", length=PASSWORD_LENGTH, special=False, opts=child
            )
            secret = secretsmanager.Secret(
                f"{name}-{user}-secret", description=f"RDS Proxy logs in as {user} with it", opts=child
            )
            version = secretsmanager.SecretVersion(
                f"{name}-{user}-first",
                secret_id=secret.id,
                secret_string=pulumi.Output.json_dumps({"username": user, "password": password.result}),
                # A version without a label is thrown away after the second rotation, and would be made anew by the
                # next refresh, with a password that is long gone; the second label keeps it.
                version_stages=["AWSCURRENT", "FIRST"],
                # It goes with its secret. The provider would take its labels away one by one, and AWS refuses that of
                # a label which a rotation has moved on since the last refresh.
                opts=pulumi.ResourceOptions(
                    parent=self, ignore_changes=["secretString", "versionStages"], retain_on_delete=True
                ),
            )
            self.arns[user] = pulumi.Output.all(secret.arn, version.id).apply(lambda known: str(known[0]))
            self.passwords[user] = pulumi.Output.secret(password.result)
        self.register_outputs({"arns": self.arns})
