"""What a pipeline says of itself, for other processes to read."""

import json
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from lab.private_files import write_private


@dataclass(frozen=True, kw_only=True)
class Status:
    """The content of the status file, as JSON."""

    pid: int
    """Of the process that wrote it: tells this start from an earlier one."""
    state: Literal["starting", "running", "error", "stopped"] = "starting"
    """`starting` until replication has begun, a snapshot included; `error` while it waits to try again."""
    last_error: str | None = None
    """Stays when the pipeline runs again."""
    failures: int = 0
    """How often this process had to try again."""
    last_lsn: str | None = None
    """Acknowledged to the database: the broker has everything up to here."""
    records: int = 0
    """Sent and acknowledged by this process, dead letters included."""


class StatusFile:
    """Keeps the file up to date; a reader never sees half of it, nor a secret."""

    def __init__(self, file: Path, hidden: Collection[str]) -> None:
        """`hidden` are texts that never reach the file."""
        self._file = file
        self._hidden = hidden
        self.current = Status(pid=os.getpid())
        self._write()

    def running(self) -> None:
        """Replication has begun."""
        self._change(replace(self.current, state="running"))

    def acknowledged(self, records: int, lsn: str | None) -> None:
        """The broker has so many records more, and the database knows it up to `lsn`."""
        self._change(
            replace(self.current, records=self.current.records + records, last_lsn=lsn or self.current.last_lsn)
        )

    def failed(self, message: str) -> str:
        """The pipeline cannot go on now; returns the message as it may be shown."""
        for secret in self._hidden:
            message = message.replace(secret, "[hidden]")
        failures = self.current.failures + 1
        self._change(replace(self.current, state="error", last_error=message.strip(), failures=failures))
        return message.strip()

    def stopped(self) -> None:
        """The pipeline was told to end, and has."""
        self._change(replace(self.current, state="stopped"))

    def _change(self, status: Status) -> None:
        if status != self.current:
            self.current = status
            self._write()

    def _write(self) -> None:
        write_private(self._file, json.dumps(asdict(self.current), indent=2) + "\n")
