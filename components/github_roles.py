"""Either account: the roles of GitHub's workflows, one that reads for previews and one that deploys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import iam

from domain import github_trust


@dataclass(frozen=True, kw_only=True)
class WorkflowRole:
    """One role, for one kind of run."""

    name: str
    """Part of the role's ARN, which the workflow names."""
    subject: str
    """The claim of the runs that may assume it (`github_trust`)."""
    permissions: Mapping[str, Any]
    """Its only policy."""


@dataclass(frozen=True, kw_only=True)
class GithubRolesArgs:
    """Whose tokens are trusted in this account, and what with."""

    issuer: str
    """URL of the tokens' issuer, `github_trust.ISSUER` for github.com."""
    preview: WorkflowRole
    deploy: WorkflowRole
    existing_provider_arn: str | None = None
    """The account's OIDC provider for this issuer, of which there can be only one; omitted: it is made."""

    def __post_init__(self) -> None:
        if self.preview.name == self.deploy.name:
            raise ValueError(f"name: got {self.deploy.name!r} for both roles, want a different one each")
        if self.preview.subject == self.deploy.subject:
            raise ValueError(
                f"subject: got {self.deploy.subject!r} for both roles, want a different one each (else a pull request "
                "deploys)"
            )


class GithubRoles(pulumi.ComponentResource):
    """Two roles that only tokens of the named runs may assume, each with one policy.

    It makes no workflow and no GitHub environment: whom the environment asks for approval is set in the repository.
    """

    preview_role_arn: pulumi.Output[str]
    """What a pull request assumes, once it may read."""
    deploy_role_arn: pulumi.Output[str]
    """What an approved run assumes, once it may deploy."""

    def __init__(self, name: str, args: GithubRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:GithubRoles", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        if args.existing_provider_arn is None:
            # No thumbprint: for GitHub AWS trusts its own library of certificate authorities.
            provider = iam.OpenIdConnectProvider(
                f"{name}-github",
                url=args.issuer,
                client_id_lists=[github_trust.AUDIENCE],
                opts=self._child,
            )
            provider_arn = provider.arn
        else:
            provider_arn = pulumi.Output.from_input(args.existing_provider_arn)
        self.preview_role_arn = self._role(f"{name}-preview", args.preview, provider_arn, "Previews of pull requests")
        self.deploy_role_arn = self._role(f"{name}-deploy", args.deploy, provider_arn, "Approved deployments")
        self.register_outputs({"preview_role_arn": self.preview_role_arn, "deploy_role_arn": self.deploy_role_arn})

    def _role(
        self, name: str, wanted: WorkflowRole, provider_arn: pulumi.Output[str], description: str
    ) -> pulumi.Output[str]:
        trust = provider_arn.apply(lambda arn: github_trust.trust(arn, wanted.subject))
        role = iam.Role(
            f"{name}-role",
            name=wanted.name,
            description=description,
            assume_role_policy=pulumi.Output.json_dumps(trust),
            opts=self._child,
        )
        policy = iam.RolePolicy(
            f"{name}-permissions",
            role=role.name,
            policy=pulumi.Output.json_dumps(wanted.permissions),
            opts=self._child,
        )
        return pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
