"""A process of the lab's that serves until it is told to stop, as other commands start, find and end it."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.backends.backend import LabError
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.services.processes import BackgroundProcess, last_line, without_aws_and_libpq

START_TIMEOUT_S = 30.0
NO_FORK_HANDLERS = {"GRPC_ENABLE_FORK_SUPPORT": "0"}
"""A process that serves gRPC and starts programs: gRPC's handlers would run, and fail, in the child of each fork."""
POLL_S = 0.05


@dataclass(frozen=True)
class ServiceProcess:
    """One process, by its name; once it answers it says where, in a file of its own."""

    paths: LabPaths
    name: str
    says: Path
    """What it writes once it answers, as JSON."""

    def launch(self, command: Sequence[str], directory: Path | None = None) -> None:
        """Start it, in this directory; `wait` tells when it answers."""
        self.says.unlink(missing_ok=True)
        environment = {**without_aws_and_libpq(), **NO_FORK_HANDLERS}
        process = BackgroundProcess.launch(command, log=self.log, environment=environment, directory=directory)
        write_private(self._record, json.dumps(vars(process)))

    def wait(self) -> None:
        """Until it answers; raises `LabError` with its last words when it never does."""
        process, deadline = self._process(), time.monotonic() + START_TIMEOUT_S
        while not self.says.exists():
            if process is None or process.find() is None or time.monotonic() > deadline:
                raise LabError(f"{self.name}: it did not start: {last_line(self.log)}; see {self.log}")
            time.sleep(POLL_S)

    def is_running(self) -> bool:
        """Whether it answers, as far as can be seen from its process."""
        process = self._process()
        return self.says.exists() and process is not None and process.find() is not None

    def stop(self) -> None:
        """End it."""
        process = self._process()
        if process is not None:
            process.stop()

    def said(self) -> dict[str, Any]:
        """Where it answers."""
        told: dict[str, Any] = json.loads(self.says.read_text())
        return told

    @property
    def log(self) -> Path:
        """All it prints."""
        return self.paths.logs / f"{self.name}.log"

    @property
    def _record(self) -> Path:
        return self.paths.home / f"{self.name}-process.json"

    def _process(self) -> BackgroundProcess | None:
        try:
            return BackgroundProcess(**json.loads(self._record.read_text()))
        except FileNotFoundError:
            return None
