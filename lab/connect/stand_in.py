"""One process of the stand-in, wherever it runs: a directory holds all it was started with, and what it says."""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lab.backends.backend import LabError
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.processes import BackgroundProcess, last_line, without_aws_and_libpq

START_TIMEOUT_S = 60.0
FAILURES = 4
"""After so many nobody waits any longer: in the lab nothing comes to hold by itself."""
POLL_S = 0.05
PROCESS = "process.json"


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What a host gives a process."""

    config_yaml: str
    identity: Mapping[str, str]
    """Environment variables by which the AWS SDK finds who the process is, and where AWS is."""
    variables: Mapping[str, str | None] = field(default_factory=dict)
    """What Redpanda Cloud fills in besides secrets; null stands for a service that the lab does not run."""
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Of Redpanda Cloud, by name: `${secrets.NAME}`."""
    secret_environment: Mapping[str, str] = field(default_factory=dict)
    """Environment variables of the process whose values are secret: `${NAME}`."""


@dataclass(frozen=True)
class StandIn:
    """The process by the name of its directory."""

    paths: LabPaths
    name: str

    @property
    def directory(self) -> Path:
        """Configuration, environment, log, status and process."""
        return self.paths.pipelines / self.name

    def prepare(self, launch: Launch) -> None:
        """Write down what it starts with, readable by its owner alone."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        secrets = self.directory / "secrets.json"
        write_private(secrets, json.dumps(dict(launch.secrets)))
        write_private(self.directory / "pipeline.yaml", launch.config_yaml)
        surroundings = {
            "variables": dict(launch.variables),
            "secrets_file": str(secrets),
            "secret_variables": sorted(launch.secret_environment),
        }
        write_private(self.directory / "environment.json", json.dumps(surroundings))
        given = {**launch.identity, **launch.secret_environment}
        write_private(self._given, json.dumps(given))

    def start(self) -> None:
        """Start what was prepared, in the background; it goes on trying until its chain holds, as Connect does.

        Raises `LabError` where it runs already: a slot has one reader.
        """
        running = self.process
        if running is not None and running.find() is not None:
            raise LabError(f"pipeline {self.name}: it runs already, as process {running.pid}; stop it first")
        process = BackgroundProcess.launch(self.command, log=self.log, environment=self.environment())
        write_private(self.directory / PROCESS, json.dumps(vars(process)))

    def stop(self) -> None:
        """Stop it and wait until it is gone, so that nobody looks for it; does nothing where it does not run."""
        stop_pipeline(self.directory)
        (self.directory / PROCESS).unlink(missing_ok=True)

    def runs(self, launch: Launch) -> bool:
        """Whether it runs, and was started with exactly this."""
        running = self.process
        if running is None or running.find() is None:
            return False
        given = {**launch.identity, **launch.secret_environment}
        same_text = (self.directory / "pipeline.yaml").read_text() == launch.config_yaml
        return same_text and json.loads(self._given.read_text()) == given

    def environment(self) -> dict[str, str]:
        """What its host gives it, and where the lab keeps the real names' addresses; nothing of the operator's."""
        given: dict[str, str] = json.loads(self._given.read_text())
        return {
            **without_aws_and_libpq(),
            **given,
            "PGHOSTADDR": "127.0.0.1",
            "RPCN_LAB_BROKER_CA": str(self.paths.ca_bundle),
        }

    def await_running(self) -> None:
        """Return once changes are streamed; raises `LabError` with its last words where it stops or keeps failing."""
        deadline, failures = time.monotonic() + START_TIMEOUT_S, self.status()["failures"] + FAILURES
        while (status := self.status())["state"] != "running":
            if status["state"] == "stopped" or status["failures"] >= failures or time.monotonic() > deadline:
                why = status["last_error"] or last_line(self.log)
                raise LabError(f"pipeline {self.name}: it does not run: {why}; see {self.log}")
            time.sleep(POLL_S)

    def status(self) -> dict[str, Any]:
        """What the process says of itself."""
        return pipeline_status(self.directory)

    @property
    def process(self) -> BackgroundProcess | None:
        """The one that was started last."""
        return pipeline_process(self.directory)

    @property
    def command(self) -> list[str]:
        """What is run."""
        return [sys.executable, "-m", "lab.connect", str(self.directory)]

    @property
    def log(self) -> Path:
        """All it prints."""
        return self.directory / "log"

    @property
    def _given(self) -> Path:
        return self.directory / "process-environment.json"


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
        said = {"pid": None, "state": "starting", "last_error": None, "failures": 0}
    if process is None or process.find() is None:
        return {**said, "state": "stopped"}
    return said if said["pid"] == process.pid else {**said, "state": "starting", "failures": 0}


def pipeline_process(directory: Path) -> BackgroundProcess | None:
    """The process that was started last for a pipeline's directory."""
    try:
        return BackgroundProcess(**json.loads((directory / PROCESS).read_text()))
    except FileNotFoundError:
        return None
