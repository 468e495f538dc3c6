"""Whether everything a lab started still runs."""

from collections.abc import Iterator

from lab.backends.backend import LabError
from lab.connect.pipelines import pipeline_process
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.services.brokers import broker_of
from lab.services.cloud_process import CloudProcess
from lab.services.postgres import PostgresServer


def gone(paths: LabPaths, state: LabState) -> list[str]:
    """What was started and runs no more, in words; empty for a whole lab."""
    return list(_gone(paths, state))


def whole_lab(paths: LabPaths) -> LabState:
    """The lab that is up; raises `LabError` when there is none, or when a part of it is gone."""
    state = LabState.load(paths)
    missing = gone(paths, state)
    if missing:
        raise LabError(f"the lab is not whole: {', '.join(missing)} gone; run python -m lab up to start it afresh")
    return state


def _gone(paths: LabPaths, state: LabState) -> Iterator[str]:
    if not CloudProcess(paths).is_running():
        yield "the accounts' process"
    if state.brokers and not broker_of(paths).is_running():
        yield "the broker"
    for resource in state.applied.resources:
        if (
            resource.type == "aws:rds/cluster:Cluster"
            and not PostgresServer(paths.databases / resource.id).is_running()
        ):
            yield f"the database of {resource.id}"
        if resource.type == "redpanda:index/pipeline:Pipeline":
            process = pipeline_process(paths.pipelines / resource.id)
            if process is None or process.find() is None:
                yield f"pipeline {resource.state['displayName']}"
