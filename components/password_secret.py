"""Application account: the password of a pipeline's Redpanda user, for whoever starts the pipeline there."""

from dataclasses import dataclass

import pulumi
from pulumi_aws import secretsmanager


@dataclass(frozen=True, kw_only=True)
class PasswordSecretArgs:
    """What is kept."""

    user: str
    """Whose password it is."""
    password: pulumi.Input[str]
    """Secret in Pulumi's sense."""


class PasswordSecret(pulumi.ComponentResource):
    """A secret of AWS Secrets Manager that holds the password and nothing around it, as environment variables want."""

    arn: pulumi.Output[str]
    """Of the secret, once its current version is this password."""

    def __init__(self, name: str, args: PasswordSecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:PasswordSecret", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        secret = secretsmanager.Secret(
            f"{name}-password-secret", description=f"Password of the Redpanda user {args.user}", opts=child
        )
        version = secretsmanager.SecretVersion(
            f"{name}-password-current",
            secret_id=secret.id,
            secret_string=pulumi.Output.secret(args.password),
            opts=child,
        )
        self.arn = pulumi.Output.all(secret.arn, version.id).apply(lambda known: str(known[0]))
        self.register_outputs({"arn": self.arn})
