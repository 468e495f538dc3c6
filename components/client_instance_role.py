"""Application account: the role of an EC2 instance that logs in to a database of another account."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain import iam_documents


@dataclass(frozen=True, kw_only=True)
class ClientInstanceRoleArgs:
    """What the role is called, and which roles it may assume."""

    role_name: str
    """Part of the role's ARN, which the other account trusts: both sides have to know it beforehand."""
    connect_role_arns: Sequence[pulumi.Input[str]]
    """Roles of the database's account that the instance may assume."""
    external_id: str
    """Identifier that the instance presents; the trust of those roles asks for it."""


class ClientInstanceRole(pulumi.ComponentResource):
    """An instance profile whose role may assume exactly the named roles, with the ExternalId, and nothing else.

    It makes no instance: attach the profile to one that runs (`aws ec2 associate-iam-instance-profile`).
    """

    role_arn: pulumi.Output[str]
    """Of the role, once it may assume."""
    instance_profile_name: pulumi.Output[str]
    """What is attached to an instance."""

    def __init__(self, name: str, args: ClientInstanceRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:ClientInstanceRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            name=args.role_name,
            description="An EC2 instance that logs in to a database of another account",
            assume_role_policy=pulumi.Output.json_dumps(iam_documents.service_trust("ec2.amazonaws.com")),
            opts=child,
        )
        document = pulumi.Output.all(*args.connect_role_arns).apply(
            lambda role_arns: iam_documents.assume_with_external_id(role_arns, args.external_id)
        )
        policy = iam.RolePolicy(f"{name}-assume", role=role.name, policy=pulumi.Output.json_dumps(document), opts=child)
        profile = iam.InstanceProfile(f"{name}-profile", name=args.role_name, role=role.name, opts=child)
        self.role_arn = pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
        self.instance_profile_name = profile.name
        self.register_outputs({"role_arn": self.role_arn, "instance_profile_name": self.instance_profile_name})
