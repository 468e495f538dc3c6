"""`examples/preview-roles`: its settings as the args of components."""

from collections.abc import Mapping
from typing import Any

from components.github_roles import GithubRolesArgs, WorkflowRole
from domain import arns, github_trust
from preview_roles.permissions import workflow
from preview_roles.permissions.existing_scopes import ExistingScope
from preview_roles.permissions.peering_scopes import AcceptScope, RequestScope
from preview_roles.permissions.runtime_scopes import RuntimeScope
from preview_roles.permissions.workflow_scopes import ApplicationScope, DatabaseScope, StateScope
from preview_roles.settings import PreviewRolesSettings, WorkflowAccount


def application_workflow_roles(settings: PreviewRolesSettings) -> GithubRolesArgs:
    """The workflows' roles in the application's account."""
    application = settings.application
    scope = ApplicationScope(
        account_id=application.account_id,
        region=application.region,
        policy_roles=[application.pipeline_role_name] if application.pipeline_role_name else [],
        own_roles=application.client_role_names,
        runtime=RuntimeScope(
            key_user=application.key_user_name,
            task_role=application.task_role_name,
            task_network=application.task_network,
            pod_role=application.pod_role_name,
            eks_cluster=application.eks_cluster_name,
            pipelines=application.pipeline_names,
        ),
        peering=RequestScope(vpc_id=settings.peering.vpc_id, route_table_ids=settings.peering.route_table_ids)
        if settings.peering
        else None,
        project=settings.database.project,
        component=settings.database.component,
    )
    reads, writes = workflow.application_reads(scope), workflow.application_writes(scope)
    return _workflow_roles(settings, application, reads, writes)


def database_workflow_roles(settings: PreviewRolesSettings) -> GithubRolesArgs:
    """The workflows' roles in the database's account."""
    database = settings.database
    scope = DatabaseScope(
        account_id=database.account_id,
        region=database.region,
        project=database.project,
        component=database.component,
        sql=database.sql,
        administrator=database.administrator,
        master_secret_arns=database.master_secret_arns,
        resource_ids=database.resource_ids,
        pipeline_users=database.pipeline_users,
        existing=ExistingScope(
            identifier=database.existing.identifier,
            ingress_group_id=database.existing.ingress_security_group_id,
            secret_arn=database.existing.secret_arn,
        )
        if database.existing
        else None,
        peering=_accepted(settings),
        state=StateScope(bucket=database.state.bucket, kms_key_arn=database.state.kms_key_arn)
        if database.state
        else None,
    )
    reads, writes = workflow.database_reads(scope), workflow.database_writes(scope)
    return _workflow_roles(settings, database, reads, writes)


def _accepted(settings: PreviewRolesSettings) -> AcceptScope | None:
    if settings.peering is None:
        return None
    application, side = settings.application, settings.peering.database
    partition, place = arns.partition_of(application.region), f"{application.region}:{application.account_id}"
    return AcceptScope(
        requester_vpc_arn=f"arn:{partition}:ec2:{place}:vpc/{settings.peering.vpc_id}",
        vpc_id=side.vpc_id if side else None,
        route_table_ids=side.route_table_ids if side else (),
    )


def _workflow_roles(
    settings: PreviewRolesSettings, account: WorkflowAccount, reads: Mapping[str, Any], writes: Mapping[str, Any]
) -> GithubRolesArgs:
    github = settings.github
    return GithubRolesArgs(
        issuer=github.issuer,
        preview=WorkflowRole(
            name=github.preview_role_name,
            subject=github_trust.pull_request_subject(github.repository),
            permissions=reads,
        ),
        deploy=WorkflowRole(
            name=github.deploy_role_name,
            subject=github_trust.environment_subject(github.repository, github.environment),
            permissions=writes,
        ),
        existing_provider_arn=github_trust.provider_arn(
            arns.partition_of(account.region), account.account_id, github.issuer
        )
        if account.provider_exists
        else None,
    )
