"""The lab's answers to the program's questions: Pulumi.lab.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lab.backends.backend import LabError
from lab.paths import REPOSITORY, LabPaths


@dataclass(frozen=True, kw_only=True)
class LabStack:
    """A stack file, read as plain data; the program checks it."""

    project: str
    config: dict[str, Any]
    """Full keys (`redpanda-aurora-iam:database`) to structured values."""

    @classmethod
    def read(cls, paths: LabPaths, file: Path) -> "LabStack":
        """The stack file, with the certificate bundle of this lab; raises `LabError` for a file that is none."""
        project = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text())["name"]
        try:
            config = yaml.safe_load(file.read_text())["config"]
            config[f"{project}:database"]["caBundle"] = str(paths.ca_bundle)
        except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
            raise LabError(f"{file.name}: got no stack file, want one with a database section ({error})") from None
        return cls(project=project, config=config)

    def section(self, name: str) -> Any:
        """A section as typed: `redpanda`, `database`, ..."""
        return self.config[f"{self.project}:{name}"]

    @property
    def gate_port(self) -> int:
        """The database's port, where the gate listens."""
        return int(self.section("database").get("port", 5432))
