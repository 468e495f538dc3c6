"""A stack of the lab under the real engine: its state in a directory, its program run in this process."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psutil
import yaml
from pulumi import automation
from pulumi.automation import events

from lab.backends.backend import LabError
from lab.engine.program import run_program
from lab.engine.pulumi_cli import pulumi_cli
from lab.engine.refusals import refusals
from lab.engine.state_file import StateFile, is_secret
from lab.private_files import write_private

STACK = "lab"
PASSPHRASE = "lab"  # noqa: S105 - the lab's secrets are its own, and the file that holds them is readable by its owner
LOOPBACK = "127.0.0.1"
FOREIGN = ("AWS_", "PG", "PULUMI_")
"""The operator's own set-up, which must not reach what the engine starts."""

OnEvent = Callable[[events.EngineEvent], None]


@dataclass(frozen=True, kw_only=True)
class EngineStack:
    """One program, one stack file, one state."""

    directory: Path
    """Where the engine keeps project, stack file and state."""
    program: Path
    """`__main__.py`, in the directory of its `Pulumi.yaml`."""
    config: Mapping[str, Any]
    """Full keys (`redpanda-aurora-iam:database`) to structured values."""
    providers: Mapping[str, int]
    """Package to port of its server."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """More variables for what the engine starts."""

    def up(self, on_event: OnEvent, **options: Any) -> dict[str, Any]:
        """Make it so; the exports. Raises `LabError` with what a service, the program or a policy refused.

        Also for an export that is secret: it is made, but must not be shown.
        """
        self._operate(on_event, lambda stack: stack.up, options)
        exports = self.state.exports()
        for name, value in exports.items():
            if is_secret(value):
                raise LabError(f"export {name!r}: got a secret, want a value that may be shown; do not export it")
        return exports

    def preview(self, on_event: OnEvent, **options: Any) -> None:
        """Tell what an up would do."""
        self._operate(on_event, lambda stack: stack.preview, options)

    def refresh(self, on_event: OnEvent, **options: Any) -> None:
        """Look at everything and write down what is."""
        self._operate(on_event, lambda stack: stack.refresh, options)

    def destroy(self, on_event: OnEvent, **options: Any) -> None:
        """Take everything away; the stack stays, empty."""
        self._operate(on_event, lambda stack: stack.destroy, options)

    @property
    def state(self) -> StateFile:
        """What the engine has written down of it."""
        return StateFile(self.directory / "backend")

    def variables(self) -> dict[str, str]:
        """What a CLI of one's own needs to work on this stack, too."""
        return {
            "PULUMI_BACKEND_URL": f"file://{self.directory}/backend",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{port}" for package, port in self.providers.items()),
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(self.directory / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            # libpq connects to this address and still checks the certificate against the name it was given.
            "PGHOSTADDR": LOOPBACK,
            **self.environment,
        }

    def _operate(
        self, on_event: OnEvent, operation: Callable[[automation.Stack], Callable[..., Any]], options: Mapping[str, Any]
    ) -> None:
        messages: list[str] = []
        unheard: list[BaseException] = []

        def told(event: events.EngineEvent) -> None:
            messages.extend(refusals(event))
            try:
                if not unheard:
                    on_event(event)
            except Exception as failure:  # noqa: BLE001 - the engine waits for ever for a listener that failed
                unheard.append(failure)

        def operate() -> None:
            stack = self._stack()
            self._recover(stack)
            operation(stack)(on_event=told, suppress_outputs=True, suppress_progress=True, **options)

        with _without_foreign_variables():
            self.write_project()
            try:
                _to_its_end(operate)
            except automation.CommandError as error:
                raise LabError("\n".join(messages) or str(error)) from None
        if unheard:
            raise unheard[0]

    def _recover(self, stack: automation.Stack) -> None:
        """After an engine was killed: let go of its lock, and of what it was making when it died."""
        if self.state.was_left_locked():
            stack.cancel()
        if self.state.pending:
            stack.refresh(clear_pending_creates=True, suppress_outputs=True)

    def _stack(self) -> automation.Stack:
        workspace = _Workspace(
            work_dir=str(self.directory),
            program=self._run,
            env_vars=self.variables(),
            pulumi_command=_command(),
        )
        return (automation.Stack.select if self.state.exists else automation.Stack.create)(STACK, workspace)

    @property
    def _project(self) -> dict[str, Any]:
        project: dict[str, Any] = yaml.safe_load((self.program.parent / "Pulumi.yaml").read_text())
        return project

    def write_project(self) -> None:
        """Put the program's project and the lab's answers where the engine keeps the key of the state's secrets."""
        (self.directory / "backend").mkdir(parents=True, exist_ok=True, mode=0o700)
        project = {**self._project, "main": str(self.program.parent)}
        (self.directory / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        file = self.directory / f"Pulumi.{STACK}.yaml"
        kept = yaml.safe_load(file.read_text()) if file.exists() else {}
        write_private(file, yaml.safe_dump({**kept, "config": dict(self.config)}))

    def _run(self) -> None:
        with contextlib.chdir(self.program.parent):
            run_program(self.program.parent)


class _Workspace(automation.LocalWorkspace):
    """Without the questions of which each starts the CLI, a fifth of a second long."""

    def select_stack(self, stack_name: str) -> None:
        """Every command names its stack."""

    def stack_outputs(self, stack_name: str) -> automation.OutputMap:  # noqa: ARG002 - its caller's name for it
        """The state file has them."""
        return {}


@cache
def _command() -> automation.PulumiCommand:
    """Looked for once in a process: the CLI is asked for its version twice, a quarter of a second each time."""
    return automation.PulumiCommand(root=str(pulumi_cli().parent.parent))


@contextlib.contextmanager
def _without_foreign_variables() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(FOREIGN)}
    try:
        yield
    finally:
        os.environ.update(kept)


def _to_its_end(operate: Callable[[], None]) -> None:
    """Wait for the engine, also after an interrupt: it ends what it has begun, and writes that down."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        working = pool.submit(operate)
        try:
            working.result()
        except KeyboardInterrupt:
            if not sys.stdin.isatty():  # a terminal has told the engine too, and told twice it lets everything go
                for child in psutil.Process().children():
                    if child.name() == "pulumi":
                        child.send_signal(signal.SIGINT)
            wait([working])
            raise
