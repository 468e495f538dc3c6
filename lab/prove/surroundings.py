"""What stands around the workload while the chain is proven: the lab's own view, which the workload does not have."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from domain import iam_documents
from lab.backends.aws_provider import AwsProvider
from lab.cloud.issuer import Issuer
from lab.cloud.operator import operator
from lab.connect.config import PipelineConfig, parse_config
from lab.connect.running import stand_in_of
from lab.connect.stand_in import StandIn
from lab.connect.surroundings import Given
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.prove.workload import Workload
from lab.services.brokers import broker_of
from lab.services.cloud_process import CloudProcess


@dataclass(frozen=True)
class Surroundings:
    """One applied lab."""

    paths: LabPaths
    state: LabState

    @cached_property
    def workload(self) -> Workload:
        """The client's side; a pipeline is behind a NAT gateway."""
        cloud = CloudProcess(self.paths)
        endpoint_url = cloud.nat_url if "redpanda" in self.state.chain else cloud.endpoint_url
        return Workload(chain=self.state.chain, endpoint_url=endpoint_url, ca_bundle=self.paths.ca_bundle)

    @property
    def process(self) -> StandIn:
        """The pipeline's process."""
        return stand_in_of(self.paths, self.pipeline)

    @property
    def pipeline_config(self) -> PipelineConfig:
        """The pipeline's configuration, filled in as its process has it."""
        given = Given.read(self.process.directory, self.process.environment())
        return parse_config(given.config_yaml, given.environment, given.secrets)

    @property
    def pipeline(self) -> Mapping[str, Any]:
        """The pipeline that is proven: the stack's first."""
        pipeline: Mapping[str, Any] = self.state.chain["pipelines"][0]
        return pipeline

    @property
    def pod_token(self) -> str:
        """The token in the pod."""
        return self.paths.web_identity_token.read_text()

    @property
    def issuer(self) -> Issuer:
        """Signs tokens of other pods."""
        return Issuer(self.paths.issuer)

    @property
    def master_login(self) -> tuple[str, str]:
        """User and password out of the cluster's managed secret: stands for the application that writes."""
        secret = (
            self.operator("database")
            .client("secretsmanager")
            .get_secret_value(SecretId=self.state.chain["database"]["master_secret_arn"])
        )
        login = json.loads(secret["SecretString"])
        return login["username"], login["password"]

    @property
    def pipeline_password(self) -> str:
        """The Redpanda user's password, as the pipeline gets it."""
        return self.pipeline_config.output.topic.sasl[0].password

    def instance_metadata_url(self, instance_profile: str) -> str:
        """Where an instance of the pipeline's account asks for the credentials of its profile's role."""
        account = self.state.chain["redpanda"]["account_id"]
        return CloudProcess(self.paths).instance_metadata_url(account, instance_profile)

    def kafka_admin_config(self) -> dict[str, Any]:
        """The broker's admin, who may read every topic."""
        return broker_of(self.paths).client_config()

    @contextmanager
    def without_scope_tag(self) -> Iterator[None]:
        """While the connect role has lost the tag that pipelines ask for."""
        iam = self.operator("database").client("iam")
        role = self.state.chain["trust"]["connect_role_arn"].rpartition("/")[2]
        tag = self.state.chain["redpanda"]["scope_tag"]
        iam.untag_role(RoleName=role, TagKeys=[tag])
        try:
            yield
        finally:
            iam.tag_role(RoleName=role, Tags=[{"Key": tag, "Value": iam_documents.SCOPE_TAG_VALUE}])

    def operator(self, section: str) -> AwsProvider:
        """The operator of a section's account, such as `database`, for setting up what is to be refused."""
        return operator(self.paths, self.state.chain[section]["profile"], self.state.chain[section]["region"])
