"""Redpanda account: an IAM user's access key as secrets that pipelines read."""

from dataclasses import dataclass

import pulumi
import pulumi_redpanda as redpanda

from components import protection
from components.cdc_pipeline import SECRET_SCOPE
from domain import access_keys


@dataclass(frozen=True, kw_only=True)
class AccessKeySecretsArgs:
    """The key, and where its secrets are kept."""

    cluster_api_url: pulumi.Input[str]
    """Data plane of the Redpanda cluster (`get_cluster`)."""
    key_id: pulumi.Input[str]
    key_secret: pulumi.Input[str]
    key_version: pulumi.Input[float]
    """Both halves are sent again when it changes."""
    allow_deletion: bool = False


class AccessKeySecrets(pulumi.ComponentResource):
    """Two secrets for all pipelines of the stack. They outlive a rotation: only what they hold changes."""

    def __init__(self, name: str, args: AccessKeySecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:AccessKeySecrets", name, None, opts)
        halves = {
            "id": (access_keys.KEY_ID, args.key_id),
            "secret": (access_keys.KEY_SECRET, args.key_secret),
        }
        for job, (secret, value) in halves.items():
            redpanda.Secret(
                f"{name}-key-{job}",
                cluster_api_url=args.cluster_api_url,
                name=secret,
                secret_data=value,
                secret_data_version=args.key_version,
                scopes=[SECRET_SCOPE],
                allow_deletion=args.allow_deletion,
                opts=protection.options(self, args.allow_deletion),
            )
        self.register_outputs({})
