"""The pods of Redpanda Cloud in the lab: each pipeline's stand-in with the pod's environment and nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaStore
from lab.connect.stand_in import Launch, StandIn
from lab.paths import LabPaths
from lab.services.processes import BackgroundProcess

SECRET_SCOPE = "SCOPE_REDPANDA_CONNECT"  # noqa: S105  the name of a scope


class Pipelines:
    """Starts, finds and stops the pipelines of one lab."""

    def __init__(self, paths: LabPaths, pod_environment: Mapping[str, str], brokers: str | None) -> None:
        """`pod_environment` is what Kubernetes gives the pod; `brokers` is None where there is no broker."""
        self._paths = paths
        self._pod_environment = pod_environment
        self._brokers = brokers
        self._store = RedpandaStore(paths.redpanda)

    def start(self, pipeline_id: str) -> None:
        """Start the stand-in in the background, as the cluster has the pipeline now."""
        self.prepare(pipeline_id)
        self._of(pipeline_id).start()

    def stop(self, pipeline_id: str) -> None:
        """Stop it, as Redpanda Cloud would, and wait until it is gone."""
        self._of(pipeline_id).stop()

    def prepare(self, pipeline_id: str) -> Path:
        """Write what the stand-in reads: the configuration, the broker's address and the secrets it may see."""
        pod = self._of(pipeline_id)
        launch = Launch(
            config_yaml=self._store.pipeline_yaml(pipeline_id).read_text(),
            identity=self._pod_environment,
            variables={"REDPANDA_BROKERS": self._brokers},
            secrets=self._store.secret_values(SECRET_SCOPE),
        )
        pod.prepare(launch)
        return pod.directory

    def directory(self, pipeline_id: str) -> Path:
        """Configuration, log, status and process of one pipeline."""
        return self._of(pipeline_id).directory

    def process(self, pipeline_id: str) -> BackgroundProcess | None:
        """The process that was started last."""
        return self._of(pipeline_id).process

    def status(self, pipeline_id: str) -> dict[str, Any]:
        """What the process says of itself."""
        return self._of(pipeline_id).status()

    def await_running(self, pipeline_id: str) -> None:
        """Return once changes are streamed; raises `LabError` with the pipeline's last words otherwise."""
        self._of(pipeline_id).await_running()

    def _of(self, pipeline_id: str) -> StandIn:
        return StandIn(self._paths, pipeline_id)


def pipelines_of(paths: LabPaths) -> Pipelines:
    """The pipelines of a lab with a Redpanda cluster; raises `LabError` where the program has none."""
    try:
        environment = json.loads(paths.pod_environment.read_text())
    except FileNotFoundError:
        raise LabError("redpanda: got no section in the stack file, want one; the lab has no cluster") from None
    return Pipelines(paths, environment, next(iter(RedpandaStore(paths.redpanda).cluster().seed_brokers), None))
