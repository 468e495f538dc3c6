"""Whether everything a lab started still runs."""

from collections.abc import Iterator

from lab.backends.backend import LabError
from lab.connect.running import stand_in_of
from lab.connect.stand_in import pipeline_process
from lab.engine.state_file import StateFile
from lab.lifecycle.state import LabState
from lab.paths import LabPaths
from lab.services.brokers import broker_of
from lab.services.cloud_process import CloudProcess
from lab.services.postgres import PostgresServer
from lab.services.provider_process import ProviderProcess


def gone(paths: LabPaths, state: LabState) -> list[str]:
    """What was started and runs no more, in words; empty for a whole lab."""
    return list(dict.fromkeys(_gone(paths, state)))


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
    if not ProviderProcess(paths).is_running():
        yield "the provider servers' process"
    if state.brokers and not broker_of(paths).is_running():
        yield "the broker"
    for resource in StateFile(paths.stack / "backend").made():
        if resource["type"] == "aws:rds/clusterInstance:ClusterInstance":
            cluster = resource["outputs"]["clusterIdentifier"]
            if not PostgresServer(paths.databases / cluster).is_running():
                yield f"the database of {cluster}"
        if resource["type"] == "redpanda:index/pipeline:Pipeline" and resource["outputs"]["state"] == "running":
            process = pipeline_process(paths.pipelines / resource["id"])
            if process is None or process.find() is None:
                yield f"pipeline {resource['outputs']['displayName']}"
    for pipeline in state.outputs.get("chain", {}).get("pipelines", []):
        process = stand_in_of(paths, pipeline).process
        # One that its host has stopped has left no process behind.
        if pipeline["id"] is None and process is not None and process.find() is None:
            yield f"pipeline {pipeline['name']}"
