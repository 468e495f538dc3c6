"""Application account: the permission to assume the connect role, for a role or a user that exists already."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain.pipeline_identity import PipelineIdentity


@dataclass(frozen=True, kw_only=True)
class OwnIdentityPolicyArgs:
    """Who gets the permission, and for which roles."""

    identity: PipelineIdentity
    """Somebody else's role or user; it must exist."""
    connect_role_arns: Sequence[pulumi.Input[str]]
    """Roles of the database account that pipelines may assume."""


class OwnIdentityPolicy(pulumi.ComponentResource):
    """One inline policy of our own on it; nothing else of it is touched."""

    policy_name: pulumi.Output[str]
    """Name of the inline policy, for looking at it."""

    def __init__(self, name: str, args: OwnIdentityPolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:OwnIdentityPolicy", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        document = pulumi.Output.json_dumps(pulumi.Output.all(*args.connect_role_arns).apply(args.identity.permission))
        owner = args.identity.name
        policy = (
            iam.UserPolicy(f"{name}-own-assume", user=owner, policy=document, opts=child)
            if args.identity.is_user
            else iam.RolePolicy(f"{name}-own-assume", role=owner, policy=document, opts=child)
        )
        self.policy_name = policy.name
        self.register_outputs({"policy_name": self.policy_name})
