"""Application account: the role that pipelines have as ECS tasks."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain import arns, ecs_documents
from domain.pipeline_identity import PipelineIdentity


@dataclass(frozen=True, kw_only=True)
class ConnectTaskRoleArgs:
    """Which role it is, and what it may assume."""

    identity: PipelineIdentity
    """Its ARN names the role that is made here."""
    region: str
    """Of the tasks."""
    connect_role_arns: Sequence[pulumi.Input[str]]
    """Roles of the database account that pipelines may assume."""


class ConnectTaskRole(pulumi.ComponentResource):
    """A role that ECS gives to tasks of this account and region, and whose only permission leads to the database."""

    arn: pulumi.Output[str]
    """The role's ARN, once it may do what it is for."""
    policy_name: pulumi.Output[str]
    """Name of the inline policy, for looking at it on the role."""

    def __init__(self, name: str, args: ConnectTaskRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ConnectTaskRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        trust = ecs_documents.task_trust(args.region, arns.parse(args.identity.arn).account)
        role = iam.Role(
            f"{name}-task-role",
            name=args.identity.name,
            description="Redpanda Connect as an ECS task, which logs in to a database of another account",
            assume_role_policy=pulumi.Output.json_dumps(trust),
            opts=child,
        )
        document = pulumi.Output.all(*args.connect_role_arns).apply(args.identity.permission)
        policy = iam.RolePolicy(
            f"{name}-task-assume", role=role.name, policy=pulumi.Output.json_dumps(document), opts=child
        )
        self.arn = pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
        self.policy_name = policy.name
        self.register_outputs({"arn": self.arn, "policy_name": self.policy_name})
