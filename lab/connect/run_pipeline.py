"""Runs one pipeline's stand-in in the foreground."""

import subprocess
import sys

from lab.backends.backend import LabError
from lab.connect.pipelines import pipelines_of
from lab.lifecycle.state import LabState
from lab.paths import LabPaths


def run_in_foreground(paths: LabPaths, state: LabState, name: str | None) -> int:
    """Stop the background process of a pipeline, a slot having one consumer, and run it here; returns its exit code.

    Raises `LabError` for a pipeline that is not in the stack.
    """
    ids = {pipeline["name"]: pipeline["id"] for pipeline in state.chain["pipelines"]}
    wanted = name or next(iter(ids))
    if wanted not in ids:
        raise LabError(f"pipeline: got {wanted!r}, want one of {', '.join(sorted(ids))}")
    pipelines = pipelines_of(paths)
    pipelines.stop(ids[wanted])
    directory = pipelines.prepare(ids[wanted])
    command = [sys.executable, "-m", "lab.connect", str(directory)]
    with subprocess.Popen(command, env=pipelines.environment()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                process.terminate()
