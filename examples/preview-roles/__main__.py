"""The roles of GitHub's workflows in both accounts: settings, providers, components, exports."""

import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
from pulumi import ResourceOptions

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # components, domain and settings are the repository's

import component_args
import exports
import settings as stack_settings
from components.github_roles import GithubRoles
from settings.preview_roles import PreviewRolesSettings

settings = stack_settings.load_as(PreviewRolesSettings)

application_account = aws.Provider("application-account", **component_args.aws_provider(settings.application))
database_account = aws.Provider("database-account", **component_args.aws_provider(settings.database))

application_roles = GithubRoles(
    "application", component_args.application_workflow_roles(settings), ResourceOptions(provider=application_account)
)
database_roles = GithubRoles(
    "database", component_args.database_workflow_roles(settings), ResourceOptions(provider=database_account)
)

pulumi.export("chain", exports.workflow_chain(settings, application_roles, database_roles))
