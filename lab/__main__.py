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
from lab.engine.applied_stack import ResourceEvent
from lab.faults import catalogue as faults
from lab.faults.fault import FaultContext
from lab.lifecycle import environment
from lab.lifecycle.down import down as take_down
from lab.lifecycle.health import gone, whole_lab
from lab.lifecycle.stack_file import LabStack, example
from lab.lifecycle.state import LabState
from lab.lifecycle.up import Progress
from lab.lifecycle.up import destroy as destroy_stack
from lab.lifecycle.up import up as bring_up
from lab.paths import REPOSITORY, LabPaths
from lab.prove.finding import Finding, Outcome
from lab.prove.programs import proofs_of
from lab.prove.surroundings import Surroundings

EXIT_FAILED = 1
EXIT_CANNOT = 3
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

app = typer.Typer(
    help="The program applied to two emulated AWS accounts on this machine: not a Pulumi engine (no diff, no state).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

STYLES = {Outcome.HOLDS: "green", Outcome.REFUSED: "green", Outcome.BROKEN: "bold red", Outcome.NOT_RUN: "yellow"}


@app.command()
def up(
    example_name: Annotated[
        str | None, typer.Option("--example", help="Apply examples/NAME instead of the program.")
    ] = None,
    stack_file: Annotated[
        Path | None, typer.Option(help="The program's answers; by default its Pulumi.lab.yaml.")
    ] = None,
) -> None:
    """Start the services and apply the program; on a running lab, say so."""
    paths = LabPaths.default()
    with told():
        directory = example(example_name) if example_name else REPOSITORY
        missing = gone(paths, LabState.load(paths)) if paths.state.exists() else ["its state"]
        if not missing:
            out.print("the lab is running already; `python -m lab down` ends it")
            return
        if take_down(paths, lambda _: None):
            out.print(f"removed what was left of an earlier lab ({', '.join(missing)} gone)", soft_wrap=True)
        progress = Progress(phase=lambda name: out.print(f"[bold]{name}[/bold]"), resource=_tell_resource)
        try:
            state = bring_up(paths, LabStack.read(paths, directory, stack_file), progress)
        except BaseException:
            take_down(paths, lambda _: None, keep_logs=True)
            raise
        out.print(_endpoints(paths, state))
        out.print(", ".join(f"{name} {seconds:.1f} s" for name, seconds in progress.seconds.items()))


@app.command()
def down() -> None:
    """End everything and leave nothing behind, whatever state the lab is in."""
    with told():
        if not take_down(LabPaths.default(), out.print):
            out.print("there is no lab")


@app.command()
def destroy() -> None:
    """Delete every resource of the stack, last made first, as `pulumi destroy` would; the services stay."""
    paths = LabPaths.default()
    with told():
        destroy_stack(paths, whole_lab(paths), _tell_resource)


@app.command()
def prove(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Walk the links with the workload's own credentials, then try what must be refused.

    Exit code 0: nothing went the other way; 1: something did.
    """
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
    paths = LabPaths.default()
    with told():
        fault = faults.fault(cause_id)
        fault.breaks(FaultContext(paths, LabState.load(paths)))
        out.print(f"{fault.id}: {fault.title}; `python -m lab mend` undoes it", soft_wrap=True)


@app.command()
def mend() -> None:
    """Undo every fault that `break` brought."""
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
        err.print(f"[bold red]error[/bold red] {error}", markup=True, soft_wrap=True)
        raise typer.Exit(EXIT_CANNOT) from None
    except KeyboardInterrupt:
        err.print("interrupted")
        raise typer.Exit(EXIT_INTERRUPTED) from None


def _tell_resource(event: ResourceEvent) -> None:
    resource = event.resource
    line = f"{resource.account or '-':<12}  {resource.name:<36} {resource.type}"
    out.print(f"  {event.action} {event.seconds:5.2f} s  {line}", soft_wrap=True)


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
