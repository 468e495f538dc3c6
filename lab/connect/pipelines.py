"""The pods of the lab: each pipeline's stand-in as a background process with the pod's environment and nothing else."""

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaStore
from lab.paths import REPOSITORY, LabPaths
from lab.private_files import write_private
from lab.services.processes import BackgroundProcess, last_line, without_aws_and_libpq

SECRET_SCOPE = "SCOPE_REDPANDA_CONNECT"  # noqa: S105  the name of a scope
START_TIMEOUT_S = 60.0
POLL_S = 0.05


class Pipelines:
    """Starts, finds and stops the pipelines of one lab."""

    def __init__(self, paths: LabPaths, pod_environment: Mapping[str, str], brokers: str | None) -> None:
        """`pod_environment` is what Kubernetes gives the pod; `brokers` is None where there is no broker."""
        self._paths = paths
        self._pod_environment = pod_environment
        self._brokers = brokers
        self._store = RedpandaStore(paths.redpanda)

    def start(self, pipeline_id: str) -> None:
        """Start the stand-in in the background; it goes on trying until its chain holds, as Redpanda Connect does."""
        running = self.process(pipeline_id)
        if running is not None and running.find() is not None:
            raise LabError(f"pipeline {pipeline_id}: it runs already, as process {running.pid}; stop it first")
        directory = self.prepare(pipeline_id)
        process = BackgroundProcess.launch(
            [sys.executable, "-m", "lab.connect", str(directory)],
            log=directory / "log",
            environment=self.environment(),
        )
        write_private(directory / "process.json", json.dumps(vars(process)))

    def stop(self, pipeline_id: str) -> None:
        """Stop it, as Redpanda Cloud would, and wait until it is gone."""
        stop_pipeline(self.directory(pipeline_id))

    def prepare(self, pipeline_id: str) -> Path:
        """Write what the stand-in reads: the configuration, the broker's address and the secrets it may see."""
        directory = self.directory(pipeline_id)
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        secrets = directory / "secrets.json"
        write_private(secrets, json.dumps(self._store.secret_values(SECRET_SCOPE)))
        write_private(directory / "pipeline.yaml", self._store.pipeline_yaml(pipeline_id).read_text())
        surroundings = {"variables": {"REDPANDA_BROKERS": self._brokers}, "secrets_file": str(secrets)}
        write_private(directory / "environment.json", json.dumps(surroundings))
        return directory

    def environment(self) -> dict[str, str]:
        """The pod's environment: its web identity, and where the lab keeps the real names' addresses."""
        return {
            **without_aws_and_libpq(),
            **self._pod_environment,
            "PGHOSTADDR": "127.0.0.1",
            "RPCN_LAB_BROKER_CA": str(self._paths.ca_bundle),
            "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
        }

    def directory(self, pipeline_id: str) -> Path:
        """Configuration, log, status and process of one pipeline."""
        return self._paths.pipelines / pipeline_id

    def process(self, pipeline_id: str) -> BackgroundProcess | None:
        """The process that was started last."""
        return pipeline_process(self.directory(pipeline_id))

    def status(self, pipeline_id: str) -> dict[str, Any]:
        """What the process says of itself."""
        return pipeline_status(self.directory(pipeline_id))

    def await_running(self, pipeline_id: str) -> None:
        """Return once changes are streamed; raises `LabError` with the pipeline's last words otherwise."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while (status := self.status(pipeline_id))["state"] != "running":
            if status["state"] == "stopped" or time.monotonic() > deadline:
                log = self.directory(pipeline_id) / "log"
                why = status["last_error"] or last_line(log)
                raise LabError(f"pipeline {pipeline_id}: it does not run: {why}; see {log}")
            time.sleep(POLL_S)


def pipelines_of(paths: LabPaths) -> Pipelines:
    """The pipelines of a lab with a Redpanda cluster; raises `LabError` where the program has none."""
    try:
        environment = json.loads(paths.pod_environment.read_text())
    except FileNotFoundError:
        raise LabError("redpanda: got no section in the stack file, want one; the lab has no cluster") from None
    return Pipelines(paths, environment, next(iter(RedpandaStore(paths.redpanda).cluster().seed_brokers), None))


def stop_pipeline(directory: Path) -> None:
    """Stop the process of a pipeline's directory, whatever else is left of its lab."""
    process = pipeline_process(directory)
    if process is not None:
        process.stop()


def pipeline_status(directory: Path) -> dict[str, Any]:
    """What a pipeline's process says of itself; `starting` while it has said nothing yet, `stopped` when it is gone."""
    process = pipeline_process(directory)
    try:
        said: dict[str, Any] = json.loads((directory / "status.json").read_text())
    except FileNotFoundError:
        said = {"pid": None, "state": "starting", "last_error": None}
    if process is None or process.find() is None:
        return {**said, "state": "stopped"}
    return said if said["pid"] == process.pid else {**said, "state": "starting"}


def pipeline_process(directory: Path) -> BackgroundProcess | None:
    """The process that was started last for a pipeline's directory."""
    try:
        return BackgroundProcess(**json.loads((directory / "process.json").read_text()))
    except FileNotFoundError:
        return None
