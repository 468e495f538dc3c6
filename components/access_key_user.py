"""Application account: an IAM user whose access key lets pipelines of Redpanda Cloud assume the connect role."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain import secret_versions
from domain.pipeline_identity import PipelineIdentity


@dataclass(frozen=True, kw_only=True)
class AccessKeyUserArgs:
    """Who it is, what it may assume, and which of its keys is in use."""

    identity: PipelineIdentity
    """Its ARN names the user that is made here; the addresses it may come from are required."""
    connect_role_arns: Sequence[pulumi.Input[str]]
    """Roles of the database account that pipelines may assume."""
    generation: int = 1
    """Number of the key: another one is another key, made before the old one is deleted."""

    def __post_init__(self) -> None:
        if not self.identity.is_user:
            raise ValueError(f"identity: got {self.identity.arn}, want the ARN of a user (a role has no access key)")
        if not self.identity.source_cidrs:
            raise ValueError("identity: got no addresses, want those of the cluster's NAT (a key works from anywhere)")


class AccessKeyUser(pulumi.ComponentResource):
    """A user with one right, of use from the named addresses alone, and one access key.

    Rotation: with the next generation the new key is made at once, whoever depends on it is told of it, and the old key
    is deleted last, when the update has done everything else: it has left the program. A user may have two keys, so one
    generation has to be finished before the next (IAM User Guide, "IAM and AWS STS quotas"). The key's secret half is
    in Pulumi's state, encrypted.
    """

    key_id: pulumi.Output[str]
    """Half of the key that is no secret, once the user may assume."""
    key_secret: pulumi.Output[str]
    """The other half; secret in Pulumi's sense."""
    key_version: pulumi.Output[int]
    """Changes with the key and tells nothing of it."""
    policy_name: pulumi.Output[str]
    """Name of the inline policy, for looking at it on the user."""

    def __init__(self, name: str, args: AccessKeyUserArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:AccessKeyUser", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        # Its name is part of what the other account trusts. IAM would rename the user and its keys with it, and the
        # old key, asked for under the old name, would be taken for deleted (terraform-provider-aws
        # internal/service/iam/access_key.go, resourceAccessKeyDelete).
        anew = pulumi.ResourceOptions(parent=self, replace_on_changes=["name"])
        user = iam.User(f"{name}-user", name=args.identity.name, opts=anew)
        document = pulumi.Output.all(*args.connect_role_arns).apply(args.identity.permission)
        policy = iam.UserPolicy(
            f"{name}-user-assume", user=user.name, policy=pulumi.Output.json_dumps(document), opts=child
        )
        key = iam.AccessKey(
            f"{name}-key-{args.generation}",
            user=user.name,
            opts=child,
        )
        # Whoever knows the key may rely on the permission being there.
        self.key_id = pulumi.Output.all(key.id, policy.id).apply(lambda known: str(known[0]))
        self.key_secret = pulumi.Output.secret(key.secret)
        self.key_version = pulumi.Output.unsecret(key.secret.apply(secret_versions.secret_version))
        self.policy_name = policy.name
        self.register_outputs({"policy_name": self.policy_name})
