"""What breaks the lab in the way of a cause, and mends it again."""

from typing import Annotated

import typer

from lab.commands.printing import out
from lab.commands.told import told
from lab.lifecycle.state import LabState
from lab.paths import LabPaths


def break_chain(
    cause_id: Annotated[str, typer.Argument(metavar="ID", help="A cause as the doctor names it, such as R5.")],
) -> None:
    """Bring the lab into the state of a cause, for the doctor to find."""
    from lab.faults import catalogue as faults
    from lab.faults.fault import FaultContext

    paths = LabPaths.default()
    with told():
        state = LabState.load(paths)
        fault = faults.fault(cause_id, state.outputs.get("chain", {}).get("runtime", {}).get("kind"))
        fault.breaks(FaultContext(paths, state))
        out.print(f"{fault.id}: {fault.title}; `python -m lab mend` undoes it", soft_wrap=True)


def mend() -> None:
    """Undo every fault that `break` brought."""
    from lab.faults import catalogue as faults
    from lab.faults.fault import FaultContext

    paths = LabPaths.default()
    with told():
        mended = faults.mend_all(FaultContext(paths, LabState.load(paths)))
        out.print(f"mended {', '.join(mended)}" if mended else "nothing was broken")
