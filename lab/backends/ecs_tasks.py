"""A task of ECS: secrets read as its execution role, and a process that asks for the task role's credentials.

Amazon ECS Developer Guide, "Task execution IAM role", "Task IAM role". The lab reads of a task definition what a
process needs: the one container's environment, secrets and log group.
"""

import json
import secrets
import time
from typing import Any

from domain import arns, connect_image
from domain.iam_evaluation import Decision, may, may_assume
from domain.iam_principals import Principal
from domain.task_definition import CONFIG_VARIABLE
from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import LabError
from lab.backends.kept import kept
from lab.cloud.byoc import sdk_environment
from lab.cloud.container_credentials import SERVICE, source_of
from lab.cloud.kept_resources import StoppedTask, Task
from lab.connect.stand_in import Launch, StandIn
from lab.services.cloud_process import CloudProcess

EXITED = "Essential container in task exited"  # Amazon ECS Developer Guide, "Stopped tasks error codes"
NOT_STARTED = "ResourceInitializationError: unable to pull secrets or registry auth"


def start(provider: AwsProvider, service: str, cluster: str, definition: dict[str, Any], *, steady: bool) -> None:
    """Start the task of a service that has none; `steady` waits until it streams.

    Raises `LabError` where ECS would stop the task, and where it does not become steady; nothing runs then.
    """
    (container,) = definition["containerDefinitions"]
    task = Task(
        id=secrets.token_hex(16),
        account=provider.account_id,
        region=provider.region,
        cluster=cluster.rpartition("/")[2],
        service=service,
        role_arn=definition["taskRoleArn"],
    )
    forget_stopped(provider, service)
    try:
        _check_image(container["image"])
        _check_log_group(provider, container)
        secret_environment = _secrets(provider, definition["executionRoleArn"], container, task)
    except LabError as error:
        _keep_stopped(provider, task, str(error))
        raise
    environment = {entry["name"]: entry["value"] for entry in container.get("environment", [])}
    launch = Launch(
        config_yaml=environment[CONFIG_VARIABLE],
        identity={
            **sdk_environment(region=provider.region, endpoint_url=CloudProcess(provider.paths).nat_url),
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": CloudProcess(provider.paths).container_credentials_url(task.id),
        },
        secret_environment=secret_environment,
    )
    kept(provider).keep(task.id, task)
    process = StandIn(provider.paths, service)
    process.prepare(launch)
    process.start()
    if steady:
        try:
            process.await_running()
        except LabError as error:
            stop(provider, service)
            _keep_stopped(provider, task, EXITED)
            raise LabError(f"service {service}: deployment failed: tasks failed to start: {error}") from None


def stop(provider: AwsProvider, service: str) -> None:
    """End the service's task, if it has one: its credentials end with it."""
    StandIn(provider.paths, service).stop()
    records = kept(provider)
    for task in records.all(Task):
        if (task.account, task.service) == (provider.account_id, service):
            records.forget(Task, task.id)


def forget_stopped(provider: AwsProvider, service: str) -> None:
    """A task that could not start is told of until one is started again, or the service is gone."""
    records = kept(provider)
    for task in records.all(StoppedTask):
        if (task.account, task.service) == (provider.account_id, service):
            records.forget(StoppedTask, task.id)


def _keep_stopped(provider: AwsProvider, task: Task, reason: str) -> None:
    told = {name: getattr(task, name) for name in ("id", "account", "region", "cluster", "service")}
    kept(provider).keep(task.id, StoppedTask(**told, reason=reason, stopped_at=time.time()))


def _check_image(image: str) -> None:
    """The lab's registry has every whole version of Redpanda Connect (same page, CannotPullContainerError)."""
    try:
        connect_image.check_version(image.partition("@")[0].rpartition(":")[2])
    except ValueError:
        raise LabError(f"CannotPullContainerError: failed to resolve ref {image}: not found") from None


def _check_log_group(provider: AwsProvider, container: dict[str, Any]) -> None:
    name = container["logConfiguration"]["options"]["awslogs-group"]
    found = provider.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    if name not in [group["logGroupName"] for group in found]:
        raise LabError(f"ResourceInitializationError: failed to validate logger args: log group {name} does not exist")


def _secrets(provider: AwsProvider, role_arn: str, container: dict[str, Any], task: Task) -> dict[str, str]:
    """Each secret's current version, if the execution role may read it."""
    role = _execution_role(provider, role_arn, task)
    values = {}
    for entry in container.get("secrets", []):
        decision = may(role, "secretsmanager:GetSecretValue", entry["valueFrom"])
        _check_allowed(decision, f"secretsmanager:GetSecretValue on {entry['valueFrom']}")
        found = provider.client("secretsmanager").get_secret_value(SecretId=entry["valueFrom"])
        values[entry["name"]] = str(found["SecretString"])
    return values


def _execution_role(provider: AwsProvider, role_arn: str, task: Task) -> Principal:
    """The role with its policies, once its trust lets ECS be it for this task."""
    iam, name = provider.client("iam"), role_arn.rpartition("/")[2]
    account = arns.parse(role_arn).account
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    ecs = Principal(arn=SERVICE, account=account, kind="service")
    _check_allowed(may_assume(ecs, "sts:AssumeRole", role_arn, trust, source_of(task)), f"to be {role_arn}")
    policies = {
        policy: _document(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"])
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]
    }
    return Principal(arn=role_arn, account=account, kind="role", identity_policies=policies)


def _document(found: str | dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return document


def _check_allowed(decision: Decision, what: str) -> None:
    if not decision.allowed:
        raise LabError(f"{NOT_STARTED}: AccessDeniedException: not authorized {what} ({decision.reason})")
