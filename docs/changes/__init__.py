"""What a change of each key of the stack file does: one row at least for every key, as settings/reference.py has them.

The engine's own plan is what tests/engine holds each row against.
"""

from docs.changes import alarms, database, network, peering, pipelines, redpanda, trust
from docs.changes.change import Change

CHANGES: tuple[Change, ...] = (
    *redpanda.CHANGES,
    *database.CHANGES,
    *network.CHANGES,
    *trust.CHANGES,
    *pipelines.CHANGES,
    *peering.CHANGES,
    *alarms.CHANGES,
)

UNPLANNED = ("runtime", "database.existing", "database.sql", "database.administrator")
"""Keys, or the sections of keys, whose changes no row tells yet."""


def unplanned(key: str) -> bool:
    """Whether a key, or a section around it, has no row yet."""
    return any(key == begun or key.startswith(f"{begun}.") for begun in UNPLANNED)
