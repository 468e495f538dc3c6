"""The roles of GitHub's workflows in both accounts: settings, providers, components, exports."""

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

import settings as stack_settings
from assembly.account import aws_provider_args
from components.github_roles import GithubRoles
from preview_roles import args, exports
from preview_roles.settings import PreviewRolesSettings

settings = stack_settings.load_as(PreviewRolesSettings)

application_account = aws.Provider("application-account", **aws_provider_args(settings.application))
database_account = aws.Provider("database-account", **aws_provider_args(settings.database))

application_roles = GithubRoles(
    "application", args.application_workflow_roles(settings), ResourceOptions(provider=application_account)
)
database_roles = GithubRoles(
    "database", args.database_workflow_roles(settings), ResourceOptions(provider=database_account)
)

pulumi.export("chain", exports.workflow_chain(settings, application_roles, database_roles))
