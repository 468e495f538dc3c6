"""Background processes of the lab: started once, found again by other commands, ended for certain."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

STOP_TIMEOUT_S = 20.0
POLL_S = 0.02
CLOCK_STEP_S = 2.0  # start times are counted from the boot time, which moves when the clock is set


@dataclass(frozen=True, kw_only=True)
class BackgroundProcess:
    """A process that outlives the command which started it."""

    pid: int
    started: float
    """Start time, seconds since the epoch: tells it from a later process with the same pid."""

    @classmethod
    def launch(
        cls, command: Sequence[str], *, log: Path, environment: Mapping[str, str], directory: Path | None = None
    ) -> "BackgroundProcess":
        """Start a command in a session of its own, so that no Ctrl-C reaches it; its output goes to `log`.

        `directory` is where it runs, by default here.
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                cwd=directory,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(pid=process.pid, started=psutil.Process(process.pid).create_time())

    def find(self) -> psutil.Process | None:
        """The process, if it still runs."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < CLOCK_STEP_S
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None

    def stop(self) -> None:
        """Ask it to end, and make it when it does not; does nothing when it is gone."""
        process = self.find()
        if process is None:
            return
        process.terminate()
        if not self._ends_within(STOP_TIMEOUT_S):
            self.kill()

    def kill(self) -> None:
        """End it as a crash would."""
        process = self.find()
        if process is not None:
            process.kill()
            self._ends_within(STOP_TIMEOUT_S)

    def _ends_within(self, seconds: float) -> bool:
        # Asked again and again: it may be a child of another process, which is slow to bury it.
        deadline = time.monotonic() + seconds
        while self.find() is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(POLL_S)
        with suppress(ChildProcessError):  # a child only of the process that started it
            os.waitpid(self.pid, 0)
        return True


def last_line(log: Path) -> str:
    """What a process said last, for the line that tells of its end."""
    lines = log.read_text().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing"


def without_aws_and_libpq(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """An environment in which nothing of the operator's own AWS or PostgreSQL set-up can leak into the lab."""
    return {name: value for name, value in environment.items() if not name.startswith(("AWS_", "PG"))}
