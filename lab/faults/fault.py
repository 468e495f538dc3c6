"""What a fault is: one state of the lab that breaks a link, and the way back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from lab.backends.aws_provider import AwsProvider
from lab.backends.backend import LabError
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.private_files import write_private
from lab.prove.surroundings import Surroundings

Breaks = Literal["login", "stream", "snapshot", "nothing yet"]
"""`login`: the master's, by password. `stream`: a pipeline that starts anew streams. `snapshot`: one without a slot.
`nothing yet`: a risk, or what the lab has no way to refuse, such as a security group; that the doctor names it is all
that is proven."""


@dataclass(frozen=True)
class FaultContext:
    """One applied lab, and what its faults have to remember: another process may have to mend it."""

    paths: LabPaths
    state: LabState

    @cached_property
    def surroundings(self) -> Surroundings:
        """The lab's own view: the pipeline, the master's login, the broker's admin."""
        return Surroundings(self.paths, self.state)

    @property
    def chain(self) -> dict[str, Any]:
        """The stack's `chain` output."""
        return self.state.chain

    @cached_property
    def redpanda(self) -> AwsProvider:
        """The operator of the Redpanda account: `context.redpanda.client("iam")`."""
        return self.surroundings.operator("redpanda")

    @cached_property
    def database(self) -> AwsProvider:
        """The operator of the database account."""
        return self.surroundings.operator("database")

    @property
    def master_login(self) -> tuple[str, str]:
        """User and password of the cluster's master."""
        return self.surroundings.master_login

    @property
    def broken(self) -> list[str]:
        """Ids of the faults that are in place."""
        return sorted(file.stem for file in self._directory.glob("[!.]*.json"))

    def remember(self, fault_id: str, previous: Any) -> None:
        """Save what the fault is about to change, as JSON; raises `LabError` when the fault is in place already."""
        file = self._file(fault_id)
        if file.exists():
            raise LabError(f"{fault_id}: got a lab with this fault, want one without; mend it first")
        self._directory.mkdir(mode=0o700, exist_ok=True)
        write_private(file, json.dumps(previous))

    @contextmanager
    def recalled(self, fault_id: str) -> Iterator[Any]:
        """What was saved; forgotten once the body went through. Raises `LabError` when the fault is not in place."""
        file = self._file(fault_id)
        if not file.exists():
            raise LabError(f"{fault_id}: got a lab without this fault, want one with it; there is nothing to mend")
        yield json.loads(file.read_text())
        file.unlink()

    @property
    def _directory(self) -> Path:
        return self.paths.home / "faults"

    def _file(self, fault_id: str) -> Path:
        return self._directory / f"{fault_id}.json"


@dataclass(frozen=True)
class Fault:
    """One cause, injected and undone."""

    id: str
    """As in the list of causes, such as `R5`."""
    title: str
    """What is wrong, in a few words."""
    breaks: Callable[[FaultContext], None]
    """Brings the lab into this state; remembers what it changes first."""
    mends: Callable[[FaultContext], None]
    """Undoes it, in whichever process."""
    what: Breaks = "stream"
    """What an attempt must show to be broken while the fault is in place, and whole once it is mended."""
    runtime: str | None = None
    """Where the pipelines have to run for it, as `lab up --runtime` has it; None: a fault of the root lab."""
    attempt: Callable[[FaultContext], str | None] | None = None
    """How `what` is tried on that runtime: why a pipeline that starts anew does not stream; None: as everywhere."""
