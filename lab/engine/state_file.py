"""What the engine has written down of a stack: its resources, its exports, and whether it is at work."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lab.backends.backend import LabError


@dataclass(frozen=True)
class StateFile:
    """The one stack of a file backend (pulumi/pulumi pkg/backend/diy), read without it.

    Secrets stay encrypted.
    """

    backend: Path

    def resources(self) -> list[Mapping[str, Any]]:
        """`urn`, `type`, `id`, `inputs` and `outputs` of each, in the order they were made."""
        return list(self._latest.get("resources", []))

    def made(self) -> Iterator[Mapping[str, Any]]:
        """Resources of a cloud: no stack, component or provider."""
        return (r for r in self.resources() if r.get("custom") and not r["type"].startswith("pulumi:providers:"))

    def was_left_locked(self) -> bool:
        """Whether an engine was killed at its work; raises `LabError` while one still works."""
        for file in (self._root / "locks").rglob("*.json"):
            lock = json.loads(file.read_text())
            if _is_engine(lock["pid"]):
                raise LabError(f"the engine works on this stack, as process {lock['pid']}; wait until it is done")
            return True
        return False

    @property
    def pending(self) -> bool:
        """Whether an engine was killed while something was being made, so that nobody knows whether it was."""
        return bool(self._latest.get("pending_operations"))

    @property
    def _latest(self) -> dict[str, Any]:
        files = list((self._root / "stacks").glob("*/*.json"))
        return (json.loads(files[0].read_text())["checkpoint"].get("latest") or {}) if files else {}

    @property
    def _root(self) -> Path:
        return self.backend / ".pulumi"


def _is_engine(pid: int) -> bool:
    try:
        return psutil.Process(pid).name() == "pulumi"
    except psutil.NoSuchProcess:
        return False
