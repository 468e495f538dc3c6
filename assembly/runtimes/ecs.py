"""Pipelines as services of ECS, as their task role."""

from collections.abc import Sequence

import pulumi

from assembly.pipeline import Pipeline
from assembly.runtimes.runtime import Permission, Runtime, Stream
from assembly.runtimes.task_place import task_place
from components.connect_task_role import ConnectTaskRole, ConnectTaskRoleArgs
from components.cross_account_connect_role import CrossAccountConnectRole
from components.ecs_connect_cluster import EcsConnectCluster, EcsConnectClusterArgs
from components.ecs_connect_service import EcsConnectService, EcsConnectServiceArgs
from domain.cdc_source import CdcSource
from domain.pipeline_identity import PipelineIdentity
from settings.runtime import EcsRuntime


class Ecs(Runtime):
    """One cluster and one task role for all pipelines, a service for each."""

    @property
    def _settings(self) -> EcsRuntime:
        assert self.settings.runtime.ecs
        return self.settings.runtime.ecs

    @property
    def identity(self) -> PipelineIdentity:
        """The task role."""
        return self.role(self._settings.role_name)

    def permit(self, connect_role: CrossAccountConnectRole) -> Permission:
        """The task role with its one policy, and where tasks run."""
        role_args = ConnectTaskRoleArgs(
            identity=self.identity, region=self.settings.redpanda.region, connect_role_arns=[connect_role.arn]
        )
        self._role = ConnectTaskRole("cdc", role_args, self.in_application_account)
        self._place = task_place(self._settings, self.settings.redpanda.nat_cidrs, self.in_application_account)
        where = EcsConnectClusterArgs(vpc_id=self._place.vpc_id, database_port=self.settings.database.port)
        self._where = EcsConnectCluster("cdc", where, self.in_application_account)
        told = {
            "cluster_name": self._where.cluster_name,
            "security_group_id": self._where.security_group_id,
            "image": self._settings.image,
        }
        return Permission(policy_name=self._role.policy_name, resources=[self._role], told=told)

    def stream(
        self, pipeline: Pipeline, source: pulumi.Output[CdcSource], starts_after: Sequence[pulumi.Resource]
    ) -> Stream:
        """A service with one task."""
        target, runtime, account = self.target(pipeline), self._settings, self.settings.redpanda
        args = EcsConnectServiceArgs(
            **self.hosted_args(pipeline, target, source, starts_after),
            image=runtime.image,
            cluster_arn=self._where.cluster_arn,
            account_id=account.account_id,
            region=account.region,
            subnet_ids=self._place.subnet_ids,
            security_group_id=self._where.security_group_id,
            public_address=runtime.public_address,
            task_role_arn=self._role.arn,
            license_secret_arn=runtime.license_secret_arn,
        )
        service = EcsConnectService(pipeline.name, args, self.in_application_account)
        host = {
            "service_name": service.service_name,
            "log_group_name": service.log_group_name,
            "password_secret_arn": service.password_secret_arn,
        }
        return Stream(topic=pipeline.topic, password_version=target.password_version, host=host)


CHOICE = Ecs
