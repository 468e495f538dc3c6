"""What a change of each key of the stack file does: one row at least for every key, as settings/reference.py has them.

The engine's own plan is what tests/engine holds each row against.
"""

from docs.changes import (
    alarms,
    database,
    existing,
    network,
    peering,
    pipelines,
    pods,
    redpanda,
    runtimes,
    task_networks,
    trust,
)
from docs.changes.change import Change

CHANGES: tuple[Change, ...] = (
    *runtimes.CHANGES,
    *task_networks.CHANGES,
    *pods.CHANGES,
    *redpanda.CHANGES,
    *database.CHANGES,
    *existing.CHANGES,
    *network.CHANGES,
    *trust.CHANGES,
    *pipelines.CHANGES,
    *peering.CHANGES,
    *alarms.CHANGES,
)
