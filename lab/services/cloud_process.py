"""The process that holds both accounts, as other commands start, find and end it."""

import json
import sys
from dataclasses import dataclass

from lab.backends.backend import LabError
from lab.lifecycle.stack_file import LabStack
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.ports import LOOPBACK, why_not_free
from lab.services.service_process import ServiceProcess


@dataclass(frozen=True)
class CloudProcess:
    """`python -m lab.cloud` of one lab."""

    paths: LabPaths

    def start(self, stack: LabStack) -> None:
        """Start it and wait until both accounts and the gate answer; raises `LabError` with its last words."""
        _check_free(stack.gate_port)
        settings = {
            "accounts": list(stack.accounts.values()),
            "gate_port": stack.gate_port,
            "nat_address": stack.nat_address,
        }
        settings_file = self.paths.home / "cloud-settings.json"
        write_private(settings_file, json.dumps(settings))
        command = [sys.executable, "-m", "lab.cloud", "--home", str(self.paths.home), "--settings", str(settings_file)]
        self._service.launch(command)
        self._service.wait()

    def is_running(self) -> bool:
        """Whether it answers, as far as can be seen from its process."""
        return self._service.is_running()

    def stop(self) -> None:
        """End it."""
        self._service.stop()

    @property
    def endpoint_url(self) -> str:
        """Where the AWS APIs of all accounts are."""
        return str(self._service.said()["endpoint_url"])

    @property
    def nat_url(self) -> str:
        """Where pipelines find the AWS APIs: what they ask comes from the NAT gateway's address."""
        return str(self._service.said()["nat_url"])

    def instance_metadata_url(self, account_id: str, instance_profile: str) -> str:
        """AWS_EC2_METADATA_SERVICE_ENDPOINT of the instance that has this instance profile."""
        return f"{self._service.said()['instance_metadata_url']}/{account_id}/{instance_profile}/"

    def function_credentials_url(self, account_id: str, function_name: str) -> str:
        """What the process that plays Lambda asks for the function's credentials."""
        return f"{self._service.said()['function_credentials_url']}/{account_id}/{function_name}/credentials"

    def container_credentials_url(self, task_id: str) -> str:
        """AWS_CONTAINER_CREDENTIALS_FULL_URI of a task."""
        return f"{self._service.said()['container_credentials_url']}/{task_id}/credentials"

    @property
    def pod_credentials_url(self) -> str:
        """AWS_CONTAINER_CREDENTIALS_FULL_URI of a pod whose service account has an association."""
        return f"{self._service.said()['pod_credentials_url']}/v1/credentials"

    @property
    def gate_port(self) -> int:
        """Where every endpoint of a database is reached."""
        return int(self._service.said()["gate_port"])

    @property
    def _service(self) -> ServiceProcess:
        return ServiceProcess(self.paths, "cloud", self.paths.cloud)


def _check_free(port: int) -> None:
    why = why_not_free(port)
    if why is not None:
        raise LabError(
            f"database.port: got {port}, want a free port on {LOOPBACK} ({why}); "
            "end what uses it, or change the port in Pulumi.lab.yaml"
        )
