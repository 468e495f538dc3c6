"""`examples/preview-roles`: what it tells an operator and the doctor."""

from typing import Any

from components.github_roles import GithubRoles
from preview_roles.settings import PreviewRolesSettings, WorkflowAccount


def workflow_chain(
    settings: PreviewRolesSettings, application_roles: GithubRoles, database_roles: GithubRoles
) -> dict[str, Any]:
    """The `chain` of GitHub's workflows: from a run's token to a role in each account."""
    return {
        "kind": "github-workflows",
        "github": settings.github.model_dump(include={"repository", "environment", "issuer"}),
        "application": {
            "workload": "github-workflow",
            **_workflow_account(settings.application, application_roles),
        },
        "database": {
            "component": settings.database.component,
            **_workflow_account(settings.database, database_roles),
        },
    }


def _workflow_account(account: WorkflowAccount, roles: GithubRoles) -> dict[str, Any]:
    return {
        "account_id": account.account_id,
        "profile": account.profile,
        "region": account.region,
        "preview_role_arn": roles.preview_role_arn,
        "deploy_role_arn": roles.deploy_role_arn,
    }
