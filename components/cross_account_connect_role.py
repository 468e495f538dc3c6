"""Database account: the role that a role of another account assumes to log in."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_aws import iam

from domain import iam_documents
from domain.iam_documents import SCOPE_TAG_VALUE, TrustedPrincipal

EXTERNAL_ID_LENGTH = (2, 1224)  # STS API reference, AssumeRole, ExternalId


@dataclass(frozen=True, kw_only=True)
class CrossAccountConnectRoleArgs:
    """Who may assume the role, and as whom it may log in."""

    trusted_role_arn: str
    """ARN of the one role of the other account that may assume this one."""
    dbuser_arns: Sequence[pulumi.Input[str]]
    """`rds-db` ARNs it may log in as, one per database user (`AuroraIamCluster.dbuser_arn`)."""
    scope_tag: str | None = None
    """Key of the tag that Redpanda's side asks for before it lets a pipeline assume a role; omitted: no tag."""
    trusted_principal: TrustedPrincipal = "account"
    """`account`: the root of the other account, narrowed to the role's ARN. `role`: the role itself."""
    external_id: str | None = None
    """Identifier the caller must present; omitted: none is asked for."""
    session_tags: bool = False
    """Whether the trusted role's sessions carry transitive tags, as those of EKS Pod Identity do."""

    def __post_init__(self) -> None:
        shortest, longest = EXTERNAL_ID_LENGTH
        if self.external_id is not None and not shortest <= len(self.external_id) <= longest:
            raise ValueError(
                f"external_id: got {len(self.external_id)} characters, want {shortest} to {longest} (STS AssumeRole)"
            )
        if not self.dbuser_arns:
            raise ValueError("dbuser_arns: got none, want at least one (a role that may do nothing helps nobody)")


class CrossAccountConnectRole(pulumi.ComponentResource):
    """A role whose only permission is `rds-db:connect` as the named users.

    It has no session length of its own: a role assumed from a role lasts one hour at most, whatever is set.
    """

    arn: pulumi.Output[str]
    """Goes into the other account's assume policy and into the client's configuration."""

    def __init__(
        self, name: str, args: CrossAccountConnectRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("rpcn:index:CrossAccountConnectRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = iam.Role(
            f"{name}-role",
            description="A role of another account logs in to the database through this one",
            assume_role_policy=pulumi.Output.json_dumps(
                iam_documents.trust(
                    args.trusted_role_arn, args.trusted_principal, args.external_id, session_tags=args.session_tags
                )
            ),
            # Not a label: the pipeline role may assume only roles that carry it.
            tags={args.scope_tag: SCOPE_TAG_VALUE} if args.scope_tag else None,
            opts=child,
        )
        login = pulumi.Output.all(*args.dbuser_arns).apply(iam_documents.database_login)
        policy = iam.RolePolicy(
            f"{name}-database-login", role=role.name, policy=pulumi.Output.json_dumps(login), opts=child
        )
        # Whoever knows the ARN may rely on the permission being there.
        self.arn = pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
        self.register_outputs({"arn": self.arn})
