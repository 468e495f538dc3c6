"""Runs one pipeline's stand-in in the foreground."""

import subprocess

from lab.backends.backend import LabError
from lab.connect.running import stand_in_of
from lab.lifecycle.state import LabState
from lab.paths import LabPaths


def run_in_foreground(paths: LabPaths, state: LabState, name: str | None) -> int:
    """Stop the background process of a pipeline, a slot having one consumer, and run it here; returns its exit code.

    Raises `LabError` for a pipeline that is not in the stack.
    """
    processes = {pipeline["name"]: stand_in_of(paths, pipeline) for pipeline in state.chain["pipelines"]}
    wanted = name or next(iter(processes))
    if wanted not in processes:
        raise LabError(f"pipeline: got {wanted!r}, want one of {', '.join(sorted(processes))}")
    pipeline = processes[wanted]
    pipeline.stop()
    with subprocess.Popen(pipeline.command, env=pipeline.environment()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                process.terminate()
