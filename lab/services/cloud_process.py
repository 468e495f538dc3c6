"""The process that holds both accounts, as other commands start, find and end it."""

import json
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from lab.backends.backend import LabError
from lab.lifecycle.stack_file import LabStack
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.processes import BackgroundProcess, last_line, without_aws_and_libpq

START_TIMEOUT_S = 30.0
POLL_S = 0.05


@dataclass(frozen=True)
class CloudProcess:
    """`python -m lab.cloud` of one lab."""

    paths: LabPaths

    def start(self, stack: LabStack) -> None:
        """Start it and wait until both accounts and the gate answer; raises `LabError` with its last words."""
        _check_free(stack.gate_port)
        settings = {"accounts": list(stack.accounts.values()), "gate_port": stack.gate_port}
        settings_file = self.paths.home / "cloud-settings.json"
        write_private(settings_file, json.dumps(settings))
        self.paths.cloud.unlink(missing_ok=True)
        command = [sys.executable, "-m", "lab.cloud", "--home", str(self.paths.home), "--settings", str(settings_file)]
        process = BackgroundProcess.launch(command, log=self._log, environment=without_aws_and_libpq())
        write_private(self._record, json.dumps(vars(process)))
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.paths.cloud.exists():
            if process.find() is None or time.monotonic() > deadline:
                raise LabError(f"cloud: it did not start: {last_line(self._log)}; see {self._log}")
            time.sleep(POLL_S)

    def is_running(self) -> bool:
        """Whether it answers, as far as can be seen from its process."""
        process = self._process()
        return self.paths.cloud.exists() and process is not None and process.find() is not None

    def stop(self) -> None:
        """End it."""
        process = self._process()
        if process is not None:
            process.stop()

    @property
    def endpoint_url(self) -> str:
        """Where the AWS APIs of all accounts are."""
        return str(json.loads(self.paths.cloud.read_text())["endpoint_url"])

    def instance_metadata_url(self, account_id: str, instance_profile: str) -> str:
        """AWS_EC2_METADATA_SERVICE_ENDPOINT of the instance that has this instance profile."""
        url = json.loads(self.paths.cloud.read_text())["instance_metadata_url"]
        return f"{url}/{account_id}/{instance_profile}/"

    def function_credentials_url(self, account_id: str, function_name: str) -> str:
        """What the process that plays Lambda asks for the function's credentials."""
        url = json.loads(self.paths.cloud.read_text())["function_credentials_url"]
        return f"{url}/{account_id}/{function_name}/credentials"

    @property
    def gate_port(self) -> int:
        """Where every endpoint of a database is reached."""
        return int(json.loads(self.paths.cloud.read_text())["gate_port"])

    @property
    def _record(self) -> Path:
        return self.paths.home / "cloud-process.json"

    @property
    def _log(self) -> Path:
        return self.paths.logs / "cloud.log"

    def _process(self) -> BackgroundProcess | None:
        try:
            return BackgroundProcess(**json.loads(self._record.read_text()))
        except FileNotFoundError:
            return None


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LabError(
                f"database.port: got {port}, want a free port on 127.0.0.1 ({error.strerror or error}); "
                "end what uses it, or change the port in Pulumi.lab.yaml"
            ) from None
