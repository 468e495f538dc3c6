"""Every fault of the lab, by the id of its cause."""

from collections.abc import Mapping

from lab.backends.backend import LabError
from lab.faults import cluster, configuration, database, iam, kafka, pipelines
from lab.faults.fault import Fault, FaultContext

FAULTS: Mapping[str, Fault] = {
    **iam.FAULTS,
    **cluster.FAULTS,
    **database.FAULTS,
    **kafka.FAULTS,
    **pipelines.FAULTS,
    **configuration.FAULTS,
}


def fault(fault_id: str) -> Fault:
    """The fault of a cause; raises `LabError` for one the lab cannot have."""
    try:
        return FAULTS[fault_id.upper()]
    except KeyError:
        raise LabError(
            f"fault: got {fault_id!r}, want one of {', '.join(sorted(FAULTS))} (others cannot exist here)"
        ) from None


def mend_all(context: FaultContext) -> list[str]:
    """Undo every fault that is in place; returns their ids."""
    broken = context.broken
    for fault_id in broken:
        FAULTS[fault_id].mends(context)
    return broken
