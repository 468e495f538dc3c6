"""`python -m lab`: the program applied to two emulated accounts on this machine."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from pulumi import RunError
from rich.console import Console
from rich.table import Table

from lab.backends.backend import LabError
from lab.connect.run_pipeline import run_in_foreground
from lab.engine.live_list import ResourceEvent
from lab.lifecycle import engine_operations, environment
from lab.lifecycle.down import down as take_down
from lab.lifecycle.health import gone, whole_lab
from lab.lifecycle.progress import Progress
from lab.lifecycle.services import answering, start_services
from lab.lifecycle.stack_file import LabStack, example
from lab.lifecycle.state import LabState
from lab.paths import REPOSITORY, LabPaths
from lab.prove.finding import Finding, Outcome

EXIT_FAILED = 1
EXIT_CANNOT = 3
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

app = typer.Typer(
    help="The program applied to two emulated AWS accounts on this machine, by Pulumi's engine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

STYLES = {Outcome.HOLDS: "green", Outcome.REFUSED: "green", Outcome.BROKEN: "bold red", Outcome.NOT_RUN: "yellow"}


ExampleName = Annotated[str | None, typer.Option("--example", help="Apply examples/NAME instead of the program.")]
RuntimeName = Annotated[str | None, typer.Option("--runtime", help="Where pipelines run, instead of the stack file's.")]
StackFile = Annotated[Path | None, typer.Option(help="The program's answers; by default its Pulumi.lab.yaml.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Look at everything first.")]
RunProgram = Annotated[bool, typer.Option("--run-program", help="Run the program too, for what providers need of it.")]


@app.command()
def up(
    example_name: ExampleName = None,
    stack_file: StackFile = None,
    runtime: RuntimeName = None,
    refresh: Refresh = False,
) -> None:
    """Start the services where none run, and apply the program by Pulumi's engine."""
    paths, progress = LabPaths.default(), _progress()
    with told():
        running = LabState.load(paths) if paths.state.exists() else None
        missing = gone(paths, running) if running else []
        if running is None or missing:
            if take_down(paths, lambda _: None):
                lost = ", ".join(missing) or "its state"
                out.print(f"removed what was left of an earlier lab ({lost} gone)", soft_wrap=True)
            directory = example(example_name) if example_name else REPOSITORY
            stack = LabStack.read(paths, directory, stack_file, runtime)
            try:
                running = start_services(paths, stack, progress.timed)
            except BaseException:
                take_down(paths, lambda _: None, keep_logs=True)
                raise
        else:
            directory = example(example_name) if example_name else running.directory
            kept = runtime or (None if stack_file else running.runtime)
            running = answering(paths, running, LabStack.read(paths, directory, stack_file, kept))
        running.save(paths)
        state = engine_operations.up(paths, running, progress, refresh=refresh)
        out.print(_endpoints(paths, state))
        out.print(", ".join(f"{name} {seconds:.1f} s" for name, seconds in progress.seconds.items()))


@app.command()
def preview(stack_file: StackFile = None, refresh: Refresh = False) -> None:
    """Tell what an up would do, by argument; nothing is made."""
    paths = LabPaths.default()
    with told():
        state = _whole(paths, stack_file)
        engine_operations.preview(paths, state, _progress(), refresh=refresh)


@app.command()
def refresh(run_program: RunProgram = False) -> None:
    """Look at every resource and write down what is there now."""
    paths = LabPaths.default()
    with told():
        engine_operations.refresh(paths, _whole(paths), _progress(), run_program=run_program)


@app.command()
def down() -> None:
    """End everything and leave nothing behind, whatever state the lab is in."""
    with told():
        if not take_down(LabPaths.default(), out.print):
            out.print("there is no lab")


@app.command()
def destroy(run_program: RunProgram = False) -> None:
    """Delete every resource of the stack; the services stay."""
    paths = LabPaths.default()
    with told():
        engine_operations.destroy(paths, _whole(paths), _progress(), run_program=run_program)


@app.command()
def prove(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Walk the links with the workload's own credentials, then try what must be refused.

    Exit code 0: nothing went the other way; 1: something did.
    """
    # Imported late, here and below: a preview has no use for what dials databases and brokers.
    from lab.prove.programs import proofs_of
    from lab.prove.surroundings import Surroundings

    paths = LabPaths.default()
    with told():
        surroundings = Surroundings(paths, whole_lab(paths))
        findings = []
        walk_links, try_refusals = proofs_of(surroundings.state.chain)
        for title, finds in (("links", walk_links(surroundings)), ("refusals", try_refusals(surroundings))):
            if not as_json:
                out.print(f"[bold]{title}[/bold]")
            for finding in finds:
                findings.append(finding)
                if not as_json:
                    _tell_finding(finding)
        if as_json:
            print(json.dumps([vars(finding) for finding in findings], indent=2))
        else:
            _tell_sum(findings)
    if any(finding.went_wrong for finding in findings):
        raise typer.Exit(EXIT_FAILED)


@app.command("run-pipeline")
def run_pipeline(
    name: Annotated[str | None, typer.Argument(help="A pipeline of the stack; by default its first.")] = None,
) -> None:
    """Run a pipeline's stand-in in the foreground, in place of the one in the background, until Ctrl-C."""
    paths = LabPaths.default()
    with told():
        raise typer.Exit(run_in_foreground(paths, LabState.load(paths), name))


@app.command("env")
def show_environment(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    as_shell: Annotated[bool, typer.Option("--shell", help="Lines for eval in a shell.")] = False,
) -> None:
    """Tell other programs where everything is: `eval "$(python -m lab env --shell)"`."""
    paths = LabPaths.default()
    with told():
        state = LabState.load(paths)
        if as_shell:
            print(environment.shell_exports(paths, state))
        elif as_json:
            print(json.dumps(environment.describe(paths, state), indent=2))
        else:
            out.print(_endpoints(paths, state))


@app.command("break")
def break_chain(
    cause_id: Annotated[str, typer.Argument(metavar="ID", help="A cause as the doctor names it, such as R5.")],
) -> None:
    """Bring the lab into the state of a cause, for the doctor to find."""
    from lab.faults import catalogue as faults
    from lab.faults.fault import FaultContext

    paths = LabPaths.default()
    with told():
        state = LabState.load(paths)
        fault = faults.fault(cause_id, state.outputs.get("chain", {}).get("runtime", {}).get("kind"))
        fault.breaks(FaultContext(paths, state))
        out.print(f"{fault.id}: {fault.title}; `python -m lab mend` undoes it", soft_wrap=True)


@app.command()
def mend() -> None:
    """Undo every fault that `break` brought."""
    from lab.faults import catalogue as faults
    from lab.faults.fault import FaultContext

    paths = LabPaths.default()
    with told():
        mended = faults.mend_all(FaultContext(paths, LabState.load(paths)))
        out.print(f"mended {', '.join(mended)}" if mended else "nothing was broken")


@contextmanager
def told() -> Iterator[None]:
    """One clear line for what went wrong, and an exit code; never a traceback for what is not a fault of the lab."""
    try:
        yield
    except (LabError, RunError) as error:
        err.print("[bold red]error[/bold red]", end=" ")
        err.print(str(error), markup=False, soft_wrap=True)
        raise typer.Exit(EXIT_CANNOT) from None
    except KeyboardInterrupt:
        err.print("interrupted")
        raise typer.Exit(EXIT_INTERRUPTED) from None


def _whole(paths: LabPaths, stack_file: Path | None = None) -> LabState:
    """The lab that is up, with the answers its stack file has now."""
    state = whole_lab(paths)
    return answering(paths, state, LabStack.read(paths, state.directory, stack_file)) if stack_file else state


def _progress() -> Progress:
    return Progress(phase=lambda name: out.print(f"[bold]{name}[/bold]"), resource=_tell_resource)


def _tell_resource(event: ResourceEvent) -> None:
    took = "" if event.seconds is None else f"{event.seconds:5.2f} s"
    changed = f"  {', '.join(event.changed)}" if event.changed else ""
    line = f"{event.action:<16} {took}  {event.provider or '-':<18} {event.name:<36} {event.type}{changed}"
    out.print(f"  {line}", soft_wrap=True, markup=False)


def _tell_finding(finding: Finding) -> None:
    style = STYLES[finding.outcome]
    out.print(f"  [{style}]{finding.outcome:<8}[/{style}] {finding.subject:<42} ", end="")
    out.print(finding.detail, markup=False, soft_wrap=True)


def _tell_sum(findings: list[Finding]) -> None:
    counts = {outcome: sum(finding.outcome is outcome for finding in findings) for outcome in Outcome}
    out.print(", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count))


def _endpoints(paths: LabPaths, state: LabState) -> Table:
    told_of = environment.describe(paths, state)
    table = Table(title="the lab", show_header=False)
    table.add_column()
    table.add_column(overflow="fold")  # an endpoint cut short is of no use
    for name, account in told_of["accounts"].items():
        table.add_row(f"{name} account", f"{account['account_id']}, profile {account['profile']}")
    table.add_row("AWS APIs", told_of["aws"]["endpoint_url"])
    if database := told_of.get("database"):
        table.add_row("Aurora", f"{database['endpoint']}:{database['port']} at {database['address']}")
    if redpanda := told_of.get("redpanda"):
        table.add_row("brokers", redpanda["brokers"] or f"not run: {redpanda['not_run']}")
    for name, pipeline in told_of["pipelines"].items():
        table.add_row(f"pipeline {name}", f"{pipeline['state']}, {pipeline['directory']}")
    return table


if __name__ == "__main__":
    sys.exit(app())
