"""What shows a lab that is up: where everything is, and a pipeline at work."""

import json
from typing import Annotated

import typer

from lab.commands.printing import endpoints, out
from lab.commands.told import told
from lab.connect.run_pipeline import run_in_foreground
from lab.lifecycle import environment
from lab.lifecycle.state import LabState
from lab.paths import LabPaths


def run_pipeline(
    name: Annotated[str | None, typer.Argument(help="A pipeline of the stack; by default its first.")] = None,
) -> None:
    """Run a pipeline's stand-in in the foreground, in place of the one in the background, until Ctrl-C."""
    paths = LabPaths.default()
    with told():
        raise typer.Exit(run_in_foreground(paths, LabState.load(paths), name))


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
            out.print(endpoints(paths, state))
