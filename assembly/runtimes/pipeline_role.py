"""Redpanda's role for pipelines is looked at before anything is made: it exists, so a first preview may ask for it."""

import pulumi
import pulumi_aws as aws

from assembly.pipeline import PipelineStack
from domain import arns, pipeline_role
from domain.pipeline_identity import PipelineIdentity

KEY = "redpanda.pipelineRoleName"


def check(settings: PipelineStack, identity: PipelineIdentity, account: aws.Provider) -> None:
    """Raises `pulumi.RunError` for a role that is not there, that no pod may be, or that a boundary holds back."""
    in_account = pulumi.InvokeOptions(provider=account)
    try:
        role = aws.iam.get_role(name=identity.name, opts=in_account)
        boundary = role.permissions_boundary
        limit = aws.iam.get_policy(arn=boundary, opts=in_account).policy if boundary else None
    except Exception as error:  # noqa: BLE001  what a provider answers to an invoke has no type of its own
        raise pulumi.RunError(
            f"{KEY}: got {identity.name!r}, want a role of account {settings.redpanda.account_id} that can be read "
            f"({error}); {pipeline_role.VENDOR}"
        ) from None
    # The connect role is yet to be made; Pulumi puts seven digits behind its name.
    example = arns.role_arn_in(settings.database.region, settings.database.account_id, "cdc-role-0000000")
    problems = pipeline_role.problems(
        identity.arn, role.assume_role_policy, limit, example, settings.redpanda.scope_tag
    )
    told = [f"{KEY}: {problem}" for problem in problems]
    if told:
        raise pulumi.RunError("\n".join([*told, pipeline_role.VENDOR]))
