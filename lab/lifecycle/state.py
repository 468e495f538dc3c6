"""What an apply left behind, for the commands that come after it."""

import json
from dataclasses import dataclass
from typing import Any

from lab.backends.backend import LabError
from lab.engine.applied_stack import AppliedStack
from lab.paths import LabPaths
from lab.private_files import write_private


@dataclass(frozen=True, kw_only=True)
class LabState:
    """One lab, applied."""

    applied: AppliedStack
    brokers: str | None
    """`host:port` of the broker, or None."""
    without_brokers: str | None
    """Why there is no broker, in the words to show; None where there is one."""
    seconds: dict[str, float]
    """How long each phase of `up` took."""

    @property
    def chain(self) -> dict[str, Any]:
        """The stack's `chain` output."""
        chain: dict[str, Any] = self.applied.outputs["chain"]
        return chain

    def save(self, paths: LabPaths) -> None:
        """Readable by its owner only: provider configurations hold secrets."""
        saved = {
            "applied": self.applied.to_json(),
            "brokers": self.brokers,
            "without_brokers": self.without_brokers,
            "seconds": self.seconds,
        }
        write_private(paths.state, json.dumps(saved, indent=2))

    @classmethod
    def load(cls, paths: LabPaths) -> "LabState":
        """Raises `LabError` when no lab was applied here."""
        try:
            saved = json.loads(paths.state.read_text())
        except FileNotFoundError:
            raise LabError("the lab is not up; run python -m lab up") from None
        return cls(
            applied=AppliedStack.from_json(saved["applied"]),
            brokers=saved["brokers"],
            without_brokers=saved["without_brokers"],
            seconds=saved["seconds"],
        )
