"""The process that holds the provider servers, as other commands start, find and end it."""

import sys
from dataclasses import dataclass
from pathlib import Path

from lab.paths import LabPaths
from lab.services.service_process import ServiceProcess


@dataclass(frozen=True)
class ProviderProcess:
    """`python -m lab.engine.providers` of one lab: it outlives every operation of the engine, and its death."""

    paths: LabPaths

    def launch(self, program: Path) -> None:
        """Start it where the program is, since an archive's path is relative to that; `wait` tells when it answers."""
        command = [sys.executable, "-m", "lab.engine.providers", "--home", str(self.paths.home)]
        self._service.launch(command, directory=program.parent)

    def wait(self) -> None:
        """Until every package answers; raises `LabError` with its last words when they never do."""
        self._service.wait()

    def is_running(self) -> bool:
        """Whether it answers, as far as can be seen from its process."""
        return self._service.is_running()

    def stop(self) -> None:
        """End it."""
        self._service.stop()

    @property
    def ports(self) -> dict[str, int]:
        """Package to port, as the engine is told."""
        return self._service.said()

    @property
    def _service(self) -> ServiceProcess:
        return ServiceProcess(self.paths, "providers", self.paths.providers)
