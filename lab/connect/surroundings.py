"""What a pipeline's process was given, read back from its directory: configuration, variables and secrets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lab.connect.section import Section


class Surroundings(Section):
    """`environment.json`: what the host gives a pipeline, but for what is secret."""

    variables: dict[str, str | None]
    """Contextual variables such as REDPANDA_BROKERS, which is null where the lab has no broker."""
    secrets_file: Annotated[str, Field(min_length=1)]
    """A JSON object of Redpanda Cloud's secrets by name."""
    secret_variables: list[str] = Field(default_factory=list)
    """Environment variables of this process whose values are secret, as self-hosted processes have them."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """Everything that fills in the configuration."""

    config_yaml: str
    environment: Mapping[str, str | None]
    secrets: Mapping[str, str]
    hidden: tuple[str, ...]
    """Values of `environment` that are secret."""

    @classmethod
    def read(cls, directory: Path, process: Mapping[str, str]) -> "Given":
        """Of a process with this environment; raises `ValidationError`, or `OSError`, for a directory of none."""
        around = Surroundings.model_validate_json((directory / "environment.json").read_text())
        of_process = {name: process[name] for name in around.secret_variables}
        return cls(
            config_yaml=(directory / "pipeline.yaml").read_text(),
            environment={**around.variables, **of_process},
            secrets=json.loads(Path(around.secrets_file).read_text()),
            hidden=tuple(of_process.values()),
        )
