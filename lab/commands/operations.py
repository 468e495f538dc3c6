"""What applies the program and takes the lab down: the operations of Pulumi's engine."""

from pathlib import Path
from typing import Annotated

import typer

from lab.commands.printing import endpoints, out, progress
from lab.commands.told import told
from lab.lifecycle import engine_operations
from lab.lifecycle.down import down as take_down
from lab.lifecycle.health import gone, whole_lab
from lab.lifecycle.services import answering, start_services
from lab.lifecycle.stack_file import LabStack, example
from lab.lifecycle.state import LabState
from lab.paths import REPOSITORY, LabPaths

ExampleName = Annotated[str | None, typer.Option("--example", help="Apply examples/NAME instead of the program.")]
RuntimeName = Annotated[str | None, typer.Option("--runtime", help="Where pipelines run, instead of the stack file's.")]
StackFile = Annotated[Path | None, typer.Option(help="The program's answers; by default its Pulumi.lab.yaml.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Look at everything first.")]
RunProgram = Annotated[bool, typer.Option("--run-program", help="Run the program too, for what providers need of it.")]


def up(
    example_name: ExampleName = None,
    stack_file: StackFile = None,
    runtime: RuntimeName = None,
    refresh: Refresh = False,
) -> None:
    """Start the services where none run, and apply the program by Pulumi's engine."""
    paths, shown = LabPaths.default(), progress()
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
                running = start_services(paths, stack, shown.timed)
            except BaseException:
                take_down(paths, lambda _: None, keep_logs=True)
                raise
        else:
            directory = example(example_name) if example_name else running.directory
            kept = runtime or (None if stack_file else running.runtime)
            running = answering(paths, running, LabStack.read(paths, directory, stack_file, kept))
        running.save(paths)
        state = engine_operations.up(paths, running, shown, refresh=refresh)
        out.print(endpoints(paths, state))
        out.print(", ".join(f"{name} {seconds:.1f} s" for name, seconds in shown.seconds.items()))


def preview(stack_file: StackFile = None, refresh: Refresh = False) -> None:
    """Tell what an up would do, by argument; nothing is made."""
    paths = LabPaths.default()
    with told():
        state = _whole(paths, stack_file)
        engine_operations.preview(paths, state, progress(), refresh=refresh)


def refresh(run_program: RunProgram = False) -> None:
    """Look at every resource and write down what is there now."""
    paths = LabPaths.default()
    with told():
        engine_operations.refresh(paths, _whole(paths), progress(), run_program=run_program)


def down() -> None:
    """End everything and leave nothing behind, whatever state the lab is in."""
    with told():
        if not take_down(LabPaths.default(), out.print):
            out.print("there is no lab")


def destroy(run_program: RunProgram = False) -> None:
    """Delete every resource of the stack; the services stay."""
    paths = LabPaths.default()
    with told():
        engine_operations.destroy(paths, _whole(paths), progress(), run_program=run_program)


def _whole(paths: LabPaths, stack_file: Path | None = None) -> LabState:
    """The lab that is up, with the answers its stack file has now."""
    state = whole_lab(paths)
    return answering(paths, state, LabStack.read(paths, state.directory, stack_file)) if stack_file else state
