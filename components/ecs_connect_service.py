"""Application account: a pipeline as a service of ECS on Fargate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import cloudwatch, ecs, iam

from components.hosted_pipeline import HostedPipelineArgs
from components.password_secret import PasswordSecret, PasswordSecretArgs
from domain import ecs_documents, fargate_sizes, task_definition
from domain.connect_image import LICENSE_VARIABLE
from domain.task_definition import ConnectContainer

LOG_RETENTION_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class EcsConnectServiceArgs(HostedPipelineArgs):
    """The pipeline, and where it runs."""

    cluster_arn: pulumi.Input[str]
    account_id: str
    region: str
    subnet_ids: pulumi.Input[Sequence[str]]
    """With a way to AWS, to the image's registry, to the brokers and to the database."""
    security_group_id: pulumi.Input[str]
    public_address: bool = False
    """Whether the task gets an address of its own: public subnets without NAT need one, and it changes."""
    task_role_arn: pulumi.Input[str]
    license_secret_arn: str | None = None
    """A secret of AWS Secrets Manager that holds the licence; omitted: a trial of 30 days."""


class EcsConnectService(pulumi.ComponentResource):
    """One task, never two: the old one has ended before the new one begins, for its slot has one reader.

    A deployment that does not become ready is taken back, and fails the `up`.
    """

    service_name: pulumi.Output[str]
    """For `aws ecs describe-services`."""
    log_group_name: pulumi.Output[str]
    password_secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EcsConnectServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("rpcn:index:EcsConnectService", name, None, opts)
        self._prefix, self._args = name, args
        self._child = pulumi.ResourceOptions(parent=self)
        password = PasswordSecret(name, PasswordSecretArgs(user=args.target.user, password=args.password), self._child)
        logs = cloudwatch.LogGroup(f"{name}-log", retention_in_days=LOG_RETENTION_DAYS, opts=self._child)
        task = self._task(password.arn, logs)
        service = ecs.Service(
            f"{name}-service",
            cluster=args.cluster_arn,
            task_definition=task.arn,
            launch_type="FARGATE",
            desired_count=1,
            deployment_minimum_healthy_percent=0,
            deployment_maximum_percent=100,
            # Rebalancing starts a second task in another zone before it ends the first.
            availability_zone_rebalancing="DISABLED",
            deployment_circuit_breaker=ecs.ServiceDeploymentCircuitBreakerArgs(enable=True, rollback=True),
            network_configuration=ecs.ServiceNetworkConfigurationArgs(
                subnets=args.subnet_ids,
                security_groups=[args.security_group_id],
                assign_public_ip=args.public_address,
            ),
            wait_for_steady_state=True,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*args.starts_after]),
        )
        self.service_name, self.log_group_name = service.name, logs.name
        self.password_secret_arn = password.arn
        self.register_outputs({"service_name": self.service_name})

    def _task(self, password_arn: pulumi.Output[str], logs: cloudwatch.LogGroup) -> ecs.TaskDefinition:
        name, args = self._prefix, self._args
        secrets: dict[str, pulumi.Input[str]] = {args.target.password_secret: password_arn}
        if args.license_secret_arn:
            secrets[LICENSE_VARIABLE] = args.license_secret_arn
        cpu, memory = fargate_sizes.size_for(args.cpu, args.memory)
        known = pulumi.Output.all(config_yaml=args.config_yaml(), secrets=secrets, log_group=logs.name)
        return ecs.TaskDefinition(
            f"{name}-task",
            family=f"rpcn-{name}",
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(cpu),
            memory=str(memory),
            task_role_arn=args.task_role_arn,
            execution_role_arn=self._execution_role(logs.arn, secrets),
            container_definitions=pulumi.Output.json_dumps(known.apply(self._containers)),
            opts=self._child,
        )

    def _containers(self, known: dict[str, Any]) -> list[dict[str, Any]]:
        container = ConnectContainer(
            image=self._args.image,
            config_yaml=known["config_yaml"],
            secret_arns=known["secrets"],
            log_group=known["log_group"],
            region=self._args.region,
        )
        return task_definition.container_definitions(container)

    def _execution_role(
        self, log_group_arn: pulumi.Output[str], secrets: dict[str, pulumi.Input[str]]
    ) -> pulumi.Output[str]:
        name = self._prefix
        role = iam.Role(
            f"{name}-execution-role",
            description=f"ECS starts the pipeline {name} with it",
            assume_role_policy=pulumi.Output.json_dumps(
                ecs_documents.task_trust(self._args.region, self._args.account_id)
            ),
            opts=self._child,
        )
        document = pulumi.Output.all(log_group_arn, *secrets.values()).apply(
            lambda known: ecs_documents.start_task(known[0], known[1:])
        )
        policy = iam.RolePolicy(
            f"{name}-start", role=role.name, policy=pulumi.Output.json_dumps(document), opts=self._child
        )
        return pulumi.Output.all(role.arn, policy.id).apply(lambda known: str(known[0]))
