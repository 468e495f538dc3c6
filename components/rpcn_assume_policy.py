"""Redpanda account: the pipeline role's permission to assume the connect roles."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain import iam_documents


@dataclass(frozen=True, kw_only=True)
class RpcnAssumePolicyArgs:
    """Which role gets the permission, and for which roles."""

    pipeline_role_name: str
    """Name of the role Redpanda made for its pipelines; it must exist."""
    connect_role_arns: Sequence[pulumi.Input[str]]
    """Roles of the database account that pipelines may assume."""
    scope_tag: str
    """The roles must carry this tag with the value `true`."""


class RpcnAssumePolicy(pulumi.ComponentResource):
    """One inline policy of our own on Redpanda's pipeline role.

    It touches nothing else on that role: Redpanda reverts changes to its own policies, and it deletes the role only
    after this policy is gone.
    """

    policy_name: pulumi.Output[str]
    """Name of the inline policy, for looking at it on the role."""

    def __init__(self, name: str, args: RpcnAssumePolicyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:RpcnAssumePolicy", name, None, opts)
        document = pulumi.Output.all(*args.connect_role_arns).apply(
            lambda role_arns: iam_documents.assume(role_arns, args.scope_tag)
        )
        policy = iam.RolePolicy(
            f"{name}-assume",
            role=args.pipeline_role_name,
            policy=pulumi.Output.json_dumps(document),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.policy_name = policy.name
        self.register_outputs({"policy_name": self.policy_name})
