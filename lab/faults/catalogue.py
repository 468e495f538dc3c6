"""Every fault of the lab, by the id of its cause."""

from collections.abc import Mapping
from dataclasses import replace

from lab.backends.backend import LabError
from lab.faults import (
    access_keys,
    cluster,
    configuration,
    database,
    iam,
    kafka,
    pipelines,
    pod_tokens,
    pods,
    publications,
    services,
    slots,
)
from lab.faults.fault import Breaks, Fault, FaultContext

BREAKS: Mapping[str, Breaks] = {
    "I10": "login",
    "L8": "snapshot",
    # Risks: something may be lost, kept or refused some day.
    **dict.fromkeys(
        ("C5", "K3", "K8", "K12", "K15", "L11", "L15", "L16", "L30", "L32", "R12", "S2", "S4", "S5", "T4"),
        "nothing yet",
    ),
    # The operator refuses what comes next; the pod that runs goes on.
    "E14": "nothing yet",
    # Somebody else's login.
    "I12": "nothing yet",
    # What the lab does not do: packets that a security group stops, a mapping that fails on some rows only.
    **dict.fromkeys(("N2", "N7", "K16"), "nothing yet"),
}
"""By cause; the others break the stream."""

FAULTS: Mapping[str, Fault] = {
    fault_id: replace(fault, what=BREAKS.get(fault_id, "stream"))
    for fault_id, fault in {
        **iam.FAULTS,
        **cluster.FAULTS,
        **database.FAULTS,
        **slots.FAULTS,
        **publications.FAULTS,
        **kafka.FAULTS,
        **pipelines.FAULTS,
        **pod_tokens.FAULTS,
        **configuration.FAULTS,
    }.items()
}

RUNTIME_FAULTS: Mapping[str, Fault] = {
    fault_id: replace(fault, what=BREAKS.get(fault_id, "stream"))
    for fault_id, fault in {**access_keys.FAULTS, **pods.FAULTS, **services.FAULTS}.items()
}
"""Those of a lab whose pipelines run elsewhere than the root lab's."""

ALL: Mapping[str, Fault] = {**FAULTS, **RUNTIME_FAULTS}

PROVEN = frozenset(fault_id for fault_id, fault in ALL.items() if fault.what != "nothing yet")
"""What the lab proves: it breaks a login or the stream there, and is mended there."""


def fault(fault_id: str, runtime: str | None = None) -> Fault:
    """The fault of a cause; raises `LabError` for one the lab cannot have, or not where its pipelines run."""
    try:
        found = ALL[fault_id.upper()]
    except KeyError:
        raise LabError(
            f"fault: got {fault_id!r}, want one of {', '.join(sorted(ALL))} (others cannot exist here)"
        ) from None
    if found.runtime not in (None, runtime):
        raise LabError(
            f"{found.id}: got a lab of runtime {runtime or 'none'}, want {found.runtime} (it can exist only there); "
            f"python -m lab down, then python -m lab up --runtime {found.runtime}"
        )
    return found


def mend_all(context: FaultContext) -> list[str]:
    """Undo every fault that is in place; returns their ids."""
    broken = context.broken
    for fault_id in broken:
        ALL[fault_id].mends(context)
    return broken
