"""The faults of a runtime on its lab: named first and alone, breaking what they claim, mended."""

from lab.faults.catalogue import RUNTIME_FAULTS
from lab.faults.fault import FaultContext
from lab.lifecycle.state import LabState
from tests.lab.commands_here import diagnose


def of_runtime(runtime):
    """Their ids, for parametrize."""
    return sorted(fault_id for fault_id, fault in RUNTIME_FAULTS.items() if fault.runtime == runtime)


def failures(lab):
    """The causes that the doctor names; the first one first."""
    report = diagnose(lab)[1]
    return [finding["cause"] for finding in report["findings"] if finding["result"] == "fail"]


def break_and_mend(lab, cause_id):
    """By the command line, as somebody would; what an attempt shows in between is the fault's own claim.

    What does not start leaves its slot behind, link 6, so after the attempt the cause need not be the first any more.
    """
    assert failures(lab) == []
    fault = RUNTIME_FAULTS[cause_id]
    done = lab.run("break", cause_id)
    assert done.returncode == 0, done.stderr
    try:
        assert failures(lab) == [cause_id]
        refused = fault.attempt(context(lab))
        assert (refused is None) == (fault.what == "nothing yet"), refused
        assert cause_id in failures(lab)
    finally:
        mended, after = lab.run("mend"), fault.attempt(context(lab))
    assert (mended.stdout.strip(), after) == (f"mended {cause_id}", None), mended.stderr
    assert failures(lab) == []


def context(lab):
    """As the lab is now: mending may have made things anew."""
    return FaultContext(lab.paths, LabState.load(lab.paths))
