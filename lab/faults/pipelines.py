"""Faults of the pipeline as an object of Redpanda Cloud: it stands, falls, has a double, or is another than asked."""

import signal
from typing import Any

from psycopg import sql

from domain.secret_versions import noted_password_version, password_note
from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaStore
from lab.faults import iam
from lab.faults.fault import Fault, FaultContext
from lab.faults.streaming import (
    as_master,
    await_error,
    await_stream,
    pipeline,
    pipelines,
    signal_pipeline,
    stop_and_drop_slot,
    stopped_without_slot,
)

DOUBLE = "lab-double"
OTHER_CONSUMER = "lab-other-consumer"
OFF_THE_GRID = {"cpuShares": "250m", "memoryShares": "1G"}


def stop_pipeline(context: FaultContext) -> None:
    """K1: somebody stopped the pipeline, and dropped its slot so that no WAL is kept."""
    context.remember("K1", None)
    stop_and_drop_slot(context)


def start_pipeline(context: FaultContext) -> None:
    """Undoes K1; rows are read once more."""
    with context.recalled("K1"):
        pipelines(context).start(pipeline(context)["id"])
        await_stream(context)


def take_connections(context: FaultContext) -> None:
    """L38: the pipeline falls, since its user may have no connection."""
    context.remember("L38", None)
    with stopped_without_slot(context):
        _limit_connections(context, 0)
    await_error(context)


def give_connections(context: FaultContext) -> None:
    """Undoes L38."""
    with context.recalled("L38"):
        _limit_connections(context, -1)
        await_stream(context)


def hold_slot(context: FaultContext) -> None:
    """L5: an old pod of the pipeline is still there and holds the slot."""
    context.remember("L5", None)
    store, hands = RedpandaStore(context.paths.redpanda), pipelines(context)
    own = pipeline(context)["id"]
    hands.stop(own)
    store.write_pipeline_yaml(OTHER_CONSUMER, store.pipeline_yaml(own).read_text())
    hands.start(OTHER_CONSUMER)
    hands.await_running(OTHER_CONSUMER)
    hands.start(own)
    await_error(context)


def let_slot_go(context: FaultContext) -> None:
    """Undoes L5."""
    with context.recalled("L5"):
        pipelines(context).stop(OTHER_CONSUMER)
        RedpandaStore(context.paths.redpanda).pipeline_yaml(OTHER_CONSUMER).unlink()
        await_stream(context)


def note_older_password(context: FaultContext) -> None:
    """K3: the configuration that runs was written for an older password."""
    running = pipelines(context).directory(pipeline(context)["id"]) / "pipeline.yaml"
    text = running.read_text()
    version = noted_password_version(text)
    if version is None:
        raise LabError(f"{running}: got no password version, want one; run python -m lab up")
    context.remember("K3", text)
    running.write_text(text.replace(password_note(version), password_note(version - 1), 1))


def note_own_password(context: FaultContext) -> None:
    """Undoes K3."""
    with context.recalled("K3") as text:
        (pipelines(context).directory(pipeline(context)["id"]) / "pipeline.yaml").write_text(text)


def leave_grid(context: FaultContext) -> None:
    """K15: the pipeline was given compute units that do not exist."""
    record = _record(context)
    context.remember("K15", record["resources"])
    _store_record(context, {**record, "resources": OFF_THE_GRID})


def return_to_grid(context: FaultContext) -> None:
    """Undoes K15."""
    with context.recalled("K15") as resources:
        _store_record(context, {**_record(context), "resources": resources})


def start_too_early(context: FaultContext) -> None:
    """K17: the pipeline met a role that was not ready, and has not tried again since."""
    context.remember("K17", None)
    iam.remove_scope_tag(context)
    try:
        with stopped_without_slot(context):
            pass
        await_error(context)
        signal_pipeline(context, signal.SIGSTOP)
    finally:
        iam.restore_scope_tag(context)


def try_again(context: FaultContext) -> None:
    """Undoes K17."""
    with context.recalled("K17"):
        signal_pipeline(context, signal.SIGCONT)
        await_stream(context)


def make_double(context: FaultContext) -> None:
    """C5: the cluster has a pipeline of the same name that no state knows."""
    context.remember("C5", None)
    RedpandaStore(context.paths.redpanda).put("pipelines", DOUBLE, {**_record(context), "state": "stopped"})


def remove_double(context: FaultContext) -> None:
    """Undoes C5."""
    with context.recalled("C5"):
        RedpandaStore(context.paths.redpanda).remove("pipelines", DOUBLE)


FAULTS = {
    fault.id: fault
    for fault in (
        Fault("C5", "the cluster has a double of the pipeline", make_double, remove_double),
        Fault("K1", "the pipeline was stopped", stop_pipeline, start_pipeline),
        Fault("K3", "the pipeline was started with an older password", note_older_password, note_own_password),
        Fault("K15", "the pipeline has compute units off the grid", leave_grid, return_to_grid),
        Fault("K17", "the pipeline has not tried again since its role was ready", start_too_early, try_again),
        Fault("L5", "an old pod holds the slot", hold_slot, let_slot_go),
        Fault("L38", "the pipeline's user has no connection left", take_connections, give_connections),
    )
}


def _limit_connections(context: FaultContext, limit: int) -> None:
    user = sql.Identifier(pipeline(context)["user"])
    with as_master(context) as connection:
        connection.execute(sql.SQL("ALTER ROLE {} CONNECTION LIMIT {}").format(user, sql.Literal(limit)))


def _record(context: FaultContext) -> dict[str, Any]:
    return RedpandaStore(context.paths.redpanda).read("pipelines")[pipeline(context)["id"]]


def _store_record(context: FaultContext, record: dict[str, Any]) -> None:
    RedpandaStore(context.paths.redpanda).put("pipelines", pipeline(context)["id"], record)
