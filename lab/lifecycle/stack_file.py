"""The lab's answers to a program's questions: Pulumi.lab.yaml beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from lab.backends.backend import LabError
from lab.paths import REPOSITORY, LabPaths

EXAMPLES = REPOSITORY / "examples"
RUNTIMES = REPOSITORY / "lab" / "runtimes.yaml"
CLOUD_RUNTIMES = {"accessKey": "cloud-key", "pipelineRole": "cloud-role"}
IN_HOME = ".lab/"
"""How a stack file writes a file of the lab, wherever the lab keeps its files."""


@dataclass(frozen=True, kw_only=True)
class LabStack:
    """A program and its stack file, read as plain data; the program checks it."""

    program: Path
    """`__main__.py`, in the directory of its `Pulumi.yaml`."""
    project: str
    config: dict[str, Any]
    """Full keys (`redpanda-aurora-iam:database`) to structured values."""

    @classmethod
    def read(
        cls, paths: LabPaths, directory: Path = REPOSITORY, file: Path | None = None, runtime: str | None = None
    ) -> "LabStack":
        """The program in that directory, with another stack file or runtime than its own or not.

        Raises `LabError` for a stack file that is none, and for a runtime that the lab has not or the program has none.
        """
        project = yaml.safe_load((directory / "Pulumi.yaml").read_text())["name"]
        file = file or directory / "Pulumi.lab.yaml"
        try:
            config = _in_home(yaml.safe_load(file.read_text())["config"], paths)
            stack = cls(program=directory / "__main__.py", project=project, config=config)
            if not stack.accounts:
                raise KeyError("no section names an account")
        except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
            raise LabError(f"{file.name}: got no stack file, want one whose sections name accounts ({error})") from None
        return stack.on(runtime) if runtime else stack

    def on(self, runtime: str) -> "LabStack":
        """The same stack file with the lab's answers for this runtime."""
        answers = yaml.safe_load(RUNTIMES.read_text())
        if runtime not in answers:
            raise LabError(f"--runtime: got {runtime!r}, want one of {', '.join(answers)}")
        if self.runtime is None:
            raise LabError(f"--runtime: got {runtime!r}, want none ({self.project} has no pipelines)")
        return replace(self, config={**self.config, f"{self.project}:runtime": answers[runtime]})

    @property
    def runtime(self) -> str | None:
        """Where the program's pipelines run, as `--runtime` has it; None: it has none."""
        section = self.config.get(f"{self.project}:runtime")
        if section is None:
            return None
        (kind,) = section
        return CLOUD_RUNTIMES[section["cloud"]["credentials"]] if kind == "cloud" else str(kind)

    def section(self, name: str) -> Any:
        """A section as typed: `redpanda`, `database`, ..."""
        return self.config[f"{self.project}:{name}"]

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """Every section that names an AWS account: its `account_id`, `profile` and `region`, by section."""
        sections = {key.partition(":")[2]: value for key, value in self.config.items()}
        return {
            name: {"account_id": str(typed["accountId"]), "profile": typed["profile"], "region": typed["region"]}
            for name, typed in sections.items()
            if isinstance(typed, Mapping) and {"accountId", "profile", "region"} <= typed.keys()
        }

    @property
    def has_redpanda(self) -> bool:
        """Whether the program streams into a Redpanda cluster."""
        return "redpanda" in self.accounts

    @property
    def nat_address(self) -> str | None:
        """The address that the program's pipelines come from; None: it has none."""
        if not self.has_redpanda:
            return None
        return str(self.section("redpanda")["natCidrs"][0]).partition("/")[0]

    @property
    def has_workflows(self) -> bool:
        """Whether the program lets GitHub's workflows in by the tokens of an issuer."""
        return "issuer" in self.config.get(f"{self.project}:github", {})

    @property
    def has_service_account(self) -> bool:
        """Whether the program lets a Kubernetes service account in by the tokens of its cluster's issuer."""
        return "oidcIssuer" in self.config.get(f"{self.project}:kubernetes", {})

    @property
    def has_existing_database(self) -> bool:
        """Whether the program attaches to a database that it does not make."""
        return "existing" in self.config.get(f"{self.project}:database", {})

    def answering(self, section: str, **answers: Any) -> "LabStack":
        """The same stack file with other answers in a section, by their key as typed."""
        key = f"{self.project}:{section}"
        return replace(self, config={**self.config, key: {**self.config[key], **answers}})

    def of_host(self, **answers: Any) -> "LabStack":
        """The same with other answers for the host that the runtime names."""
        section = self.section("runtime")
        (kind,) = section
        return self.answering("runtime", **{kind: {**(section[kind] or {}), **answers}})

    @property
    def gate_port(self) -> int:
        """The database's port, where the gate listens; 0, any free one, for a program that makes no database."""
        database = self.config.get(f"{self.project}:database", {})
        return int(database.get("port", 5432)) if "name" in database else 0


def example(name: str) -> Path:
    """The directory of an example's program; raises `LabError` with the names there are."""
    known = sorted(file.parent.name for file in EXAMPLES.glob("*/Pulumi.lab.yaml"))
    if name not in known:
        raise LabError(f"--example: got {name!r}, want one of {', '.join(known)}")
    return EXAMPLES / name


def _in_home(value: Any, paths: LabPaths) -> Any:
    """`.lab/certificates/ca.pem`, anywhere in the configuration, as the path of this lab's file."""
    if isinstance(value, Mapping):
        return {key: _in_home(inner, paths) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_home(inner, paths) for inner in value]
    if isinstance(value, str) and value.startswith(IN_HOME):
        return str(paths.home / value.removeprefix(IN_HOME))
    return value
