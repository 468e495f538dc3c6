"""What the engine has written down of a stack: its resources, its exports, and whether it is at work."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lab.backends.backend import LabError

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How a value that is no plain JSON says what it is, and what it says when it is secret.

pulumi/pulumi sdk/go/common/resource/sig, `Key` and `Secret`.
"""


@dataclass(frozen=True)
class StateFile:
    """The one stack of a file backend (pulumi/pulumi pkg/backend/diy), read without it.

    Secrets stay encrypted.
    """

    backend: Path

    @property
    def exists(self) -> bool:
        """Whether the stack was ever made."""
        return bool(self._files)

    def exports(self) -> dict[str, Any]:
        """What the program exported when it was last applied."""
        stacks = [resource for resource in self.resources() if resource["type"] == "pulumi:pulumi:Stack"]
        return dict(stacks[0].get("outputs", {})) if stacks else {}

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
        files = self._files
        return (json.loads(files[0].read_text())["checkpoint"].get("latest") or {}) if files else {}

    @property
    def _files(self) -> list[Path]:
        return list((self._root / "stacks").glob("*/*.json"))

    @property
    def _root(self) -> Path:
        return self.backend / ".pulumi"


def is_secret(value: Any) -> bool:
    """Whether a value of the state is secret, or holds one that is."""
    if isinstance(value, dict):
        return value.get(SIGNATURE) == SECRET or any(is_secret(part) for part in value.values())
    return isinstance(value, list) and any(is_secret(part) for part in value)


def _is_engine(pid: int) -> bool:
    try:
        return psutil.Process(pid).name() == "pulumi"
    except psutil.NoSuchProcess:
        return False
