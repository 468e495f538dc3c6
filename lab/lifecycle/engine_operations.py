"""The engine's operations on the stack of a lab whose services run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.connect.running import stand_in_of
from lab.engine.live_list import LiveList
from lab.engine.stack import EngineStack
from lab.lifecycle.own_host import OWN, start_own_pipelines, stop_own_pipelines
from lab.lifecycle.progress import Progress
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.services.provider_process import ProviderProcess


def engine_stack(paths: LabPaths, state: LabState) -> EngineStack:
    """The stack of a lab that is up, as the engine has it."""
    return EngineStack(
        directory=paths.stack,
        program=Path(state.program),
        config=state.config,
        providers=ProviderProcess(paths).ports,
        environment={
            # What a dynamic resource's methods find: a real account must be out of reach.
            "AWS_CONFIG_FILE": str(paths.aws_config),
            "AWS_SHARED_CREDENTIALS_FILE": str(paths.aws_credentials),
        },
    )


def up(paths: LabPaths, state: LabState, progress: Progress, **options: Any) -> LabState:
    """Apply the program and wait until its pipelines stream; raises `LabError` for what is refused."""
    if state.runtime != OWN:
        stop_own_pipelines(paths, state)
    with progress.timed("apply the program"), _live(progress) as events:
        outputs = engine_stack(paths, state).up(events, **options)
    state = replace(state, outputs=outputs, seconds=progress.seconds)
    state.save(paths)
    start_own_pipelines(paths, state)
    if pipelines := state.chain.get("pipelines"):
        with progress.timed("wait for the pipelines to stream"):
            for pipeline in pipelines:
                stand_in_of(paths, pipeline).await_running()
        state.save(paths)
    return state


def preview(paths: LabPaths, state: LabState, progress: Progress, **options: Any) -> None:
    """Tell what an up would do."""
    with _live(progress) as events:
        engine_stack(paths, state).preview(events, **options)


def refresh(paths: LabPaths, state: LabState, progress: Progress, **options: Any) -> None:
    """Write down what is there now."""
    with _live(progress) as events:
        engine_stack(paths, state).refresh(events, **options)


def destroy(paths: LabPaths, state: LabState, progress: Progress, **options: Any) -> None:
    """Delete every resource; the services stay, and so does what Redpanda made."""
    stop_own_pipelines(paths, state)
    with _live(progress) as events:
        engine_stack(paths, state).destroy(events, **options)
    replace(state, outputs={}).save(paths)


@contextmanager
def _live(progress: Progress) -> Iterator[LiveList]:
    """A list of the changes, and a word where there are none."""
    events = LiveList(progress.resource)
    yield events
    if not events.changes:
        progress.phase("  no change")
