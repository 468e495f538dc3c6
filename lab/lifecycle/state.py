"""What an up leaves behind, for the commands that come after it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from lab.backends.backend import LabError
from lab.paths import LabPaths
from lab.private_files import write_private


@dataclass(frozen=True, kw_only=True)
class LabState:
    """One lab, whose services run; its resources are in the engine's own state."""

    program: str
    """`__main__.py` of the program it applies."""
    config: dict[str, Any]
    """Its answers: the stack file, and what the lab made before the program runs."""
    runtime: str | None
    """Where its pipelines run, as `--runtime` has it; None for a program without any."""
    brokers: str | None
    """`host:port` of the broker, or None."""
    without_brokers: str | None
    """Why there is no broker, in the words to show; None where there is one."""
    seconds: dict[str, float]
    """How long each phase of `up` took."""
    outputs: dict[str, Any] = field(default_factory=dict)
    """The stack's exports; empty while nothing is made."""

    @property
    def chain(self) -> dict[str, Any]:
        """The stack's `chain` output; raises `LabError` while the program is not applied."""
        if "chain" not in self.outputs:
            raise LabError("the lab has no resources; run python -m lab up")
        chain: dict[str, Any] = self.outputs["chain"]
        return chain

    @property
    def directory(self) -> Path:
        """Where the program is."""
        return Path(self.program).parent

    def save(self, paths: LabPaths) -> None:
        """Readable by its owner only."""
        write_private(paths.state, json.dumps(asdict(self), indent=2))

    @classmethod
    def load(cls, paths: LabPaths) -> "LabState":
        """Raises `LabError` when there is no lab here."""
        try:
            return cls(**json.loads(paths.state.read_text()))
        except FileNotFoundError:
            raise LabError("the lab is not up; run python -m lab up") from None
