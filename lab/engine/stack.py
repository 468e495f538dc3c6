"""A stack of the lab under the real engine: its state in a directory, its program run in this process."""

import contextlib
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi import automation
from pulumi.automation import events

from lab.backends.backend import LabError
from lab.engine.pulumi_cli import pulumi_cli
from lab.private_files import write_private

STACK = "lab"
PASSPHRASE = "lab"  # noqa: S105 - the lab's secrets are its own, and the file that holds them is readable by its owner
LOOPBACK = "127.0.0.1"

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

    def up(self, on_event: OnEvent, **options: Any) -> None:
        """Make it so; raises `LabError` with what a service, a program or a policy refused."""
        with self._operation(on_event) as (stack, told):
            stack.up(on_event=told, suppress_outputs=True, suppress_progress=True, **options)

    def preview(self, on_event: OnEvent, **options: Any) -> dict[str, int]:
        """How many resources would have what done to them: `{"create": 3, "same": 1}`."""
        with self._operation(on_event) as (stack, told):
            summary = stack.preview(on_event=told, suppress_outputs=True, suppress_progress=True, **options)
        return {str(getattr(kind, "value", kind)): count for kind, count in summary.change_summary.items()}

    def refresh(self, on_event: OnEvent, **options: Any) -> None:
        """Look at everything and write down what is."""
        with self._operation(on_event) as (stack, told):
            stack.refresh(on_event=told, suppress_outputs=True, suppress_progress=True, **options)

    def destroy(self, on_event: OnEvent, **options: Any) -> None:
        """Take everything away; the stack stays, empty."""
        with self._operation(on_event) as (stack, told):
            stack.destroy(on_event=told, suppress_outputs=True, suppress_progress=True, **options)

    def outputs(self) -> dict[str, Any]:
        """The stack's exports, secrets in clear."""
        self._write_project()
        return {name: output.value for name, output in self._stack().outputs().items()}

    @contextlib.contextmanager
    def _operation(self, on_event: OnEvent) -> Iterator[tuple[automation.Stack, OnEvent]]:
        self._write_project()
        messages: list[str] = []

        def told(event: events.EngineEvent) -> None:
            if event.diagnostic_event is not None and event.diagnostic_event.severity == "error":
                messages.append(event.diagnostic_event.message)
            on_event(event)

        try:
            yield self._stack(), told
        except automation.CommandError as error:
            raise LabError("\n".join(messages) or str(error)) from None

    def _stack(self) -> automation.Stack:
        cli = pulumi_cli()
        workspace = automation.LocalWorkspace(
            work_dir=str(self.directory),
            program=self._run,
            pulumi_home=str(self.directory / "home"),
            env_vars=self.variables(),
            pulumi_command=automation.PulumiCommand(root=str(cli.parent.parent)),
        )
        return automation.Stack.create_or_select(STACK, workspace)

    def variables(self) -> dict[str, str]:
        """What a CLI needs to work on this stack."""
        return {
            "PULUMI_BACKEND_URL": self.backend_url,
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_PROVIDERS": ",".join(f"{package}:{port}" for package, port in self.providers.items()),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            # libpq connects to this address and still checks the certificate against the name it was given.
            "PGHOSTADDR": LOOPBACK,
            **self.environment,
        }

    @property
    def backend_url(self) -> str:
        """The directory of the state, as the engine is told."""
        return f"file://{self.directory}/backend"

    def _write_project(self) -> None:
        (self.directory / "backend").mkdir(parents=True, exist_ok=True)
        project = yaml.safe_load((self.program.parent / "Pulumi.yaml").read_text())
        (self.directory / "Pulumi.yaml").write_text(yaml.safe_dump(project))
        file = self.directory / f"Pulumi.{STACK}.yaml"
        kept = yaml.safe_load(file.read_text()) if file.exists() else {}
        write_private(file, yaml.safe_dump({**kept, "config": dict(self.config)}))

    def _run(self) -> None:
        with contextlib.chdir(self.program.parent):
            # The directory and not the file: it is where the program imports from, as under Pulumi's language host.
            runpy.run_path(str(self.program.parent), run_name="__main__")
