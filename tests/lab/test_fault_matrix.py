"""Every fault the lab can have: broken, named first and alone by the doctor, mended."""

import json
import subprocess
import sys

import pytest

from doctor.causes import CAUSES
from doctor.causes.proof import PROVEN
from lab.backends.backend import LabError
from lab.faults import kafka
from lab.faults.attempt import refusal, restart
from lab.faults.catalogue import ALL, FAULTS, RUNTIME_FAULTS, fault
from lab.faults.catalogue import PROVEN as PROVEN_HERE
from lab.faults.fault import FaultContext
from lab.lifecycle.state import LabState
from tests.lab.commands_here import diagnose
from tests.lab.kafka_world import LACKING
from tests.lab.printed_fix import run_printed

FOLLOWS = {"L9": {"K1"}}
"""What is also true of a lab with a fault: a stopped pipeline leaves its slot."""
PRINTED = ("I2", "L1", "L2", "L3", "L7", "L8", "L13", "L14", "L18", "L29", "N4")
"""Whose printed fix is a command and nothing else, and none of pulumi's or rpk's, which the lab has not."""
NEED_BROKERS = {*kafka.FAULTS, "L28"}
"""Dead letters, too, are seen on the brokers only."""
PAIRS = [("R5", "L8"), ("C2", "I3"), ("R2", "L1"), ("N2", "L7"), ("I3", "L13"), ("I12", "S4"), ("L19", "K3")]


@pytest.fixture(scope="session")
def context(running_lab):
    return FaultContext(running_lab.paths, LabState.load(running_lab.paths))


@pytest.fixture
def broken(context):
    """Breaks the lab by causes; mends it afterwards, whatever the test found."""

    def by(*cause_ids):
        for cause_id in cause_ids:
            if cause_id in NEED_BROKERS and LACKING:
                pytest.skip(LACKING)
            FAULTS[cause_id].breaks(context)
            in_place.append(cause_id)

    in_place = []
    by.over = in_place.remove
    yield by
    for cause_id in reversed(in_place):
        FAULTS[cause_id].mends(context)


def failures(report):
    return [finding["cause"] for finding in report["findings"] if finding["result"] == "fail"]


def test_a_healthy_lab_gives_no_finding(running_lab):
    command = [sys.executable, "-m", "doctor", "--lab", "--json"]
    done = subprocess.run(command, env=running_lab.environment, capture_output=True, text=True, timeout=60, check=False)
    assert (failures(json.loads(done.stdout)), done.stderr) == ([], "")
    assert done.returncode == (2 if LACKING else 0)


@pytest.mark.parametrize("cause_id", sorted(FAULTS))
def test_a_fault_is_named_first_and_alone(running_lab, broken, cause_id):
    """Before anybody tries anything: a fault that has stopped nothing yet is to be found too."""
    broken(cause_id)
    code, report = diagnose(running_lab)
    assert (code, report["first_cause"]) == (1, cause_id)
    assert set(failures(report)) == {cause_id} | FOLLOWS.get(cause_id, set())


@pytest.mark.parametrize("cause_id", sorted(PROVEN_HERE & set(FAULTS)))
def test_what_is_proven_breaks_a_login_or_the_stream_and_its_mending_mends_it(context, broken, cause_id):
    broken(cause_id)
    assert refusal(context, FAULTS[cause_id].what) is not None
    FAULTS[cause_id].mends(context)
    broken.over(cause_id)
    restart(context)
    assert refusal(context, FAULTS[cause_id].what) is None


@pytest.mark.parametrize("cause_id", PRINTED)
def test_a_fix_that_is_a_command_mends_as_it_is_printed(running_lab, context, broken, tmp_path, cause_id):
    broken(cause_id)
    _, report = diagnose(running_lab)
    run_printed(next(one["fix"] for one in report["findings"] if one["cause"] == cause_id), running_lab, tmp_path)
    restart(context)
    assert refusal(context, FAULTS[cause_id].what) is None
    assert failures(diagnose(running_lab)[1]) == []


@pytest.mark.parametrize(("earlier", "later"), PAIRS)
def test_of_two_faults_the_earlier_link_is_named_first_and_the_later_one_is_not_lost(
    running_lab, broken, earlier, later
):
    broken(later, earlier)
    _, report = diagnose(running_lab)
    assert report["first_cause"] == earlier
    assert failures(report) == [earlier, later]


def test_a_mended_lab_is_healthy_again(running_lab):
    _, report = diagnose(running_lab)
    assert failures(report) == []


def test_what_is_proven_in_the_lab_is_exactly_what_breaks_something_there():
    assert {cause_id for cause_id, proof in PROVEN.items() if proof == "lab"} == PROVEN_HERE
    assert set(ALL) <= set(CAUSES)


def test_a_fault_of_a_runtime_is_of_one_alone_and_is_refused_where_the_lab_runs_another():
    assert set(FAULTS).isdisjoint(RUNTIME_FAULTS)
    for fault_id, found in RUNTIME_FAULTS.items():
        assert fault(fault_id.lower(), found.runtime) is found
        with pytest.raises(LabError, match=f"^{fault_id}: got a lab of runtime cloud-role, want {found.runtime} .*up"):
            fault(fault_id, "cloud-role")


def test_break_and_mend_work_from_the_command_line(running_lab):
    assert "R5: the connect role has lost its scope tag" in running_lab.run("break", "r5").stdout
    again = running_lab.run("break", "R5")
    assert (again.returncode, "mend it first" in again.stderr) == (3, True)
    assert running_lab.run("mend").stdout.strip() == "mended R5"
    assert running_lab.run("mend").stdout.strip() == "nothing was broken"


def test_a_cause_the_lab_cannot_have_is_refused_by_naming_those_it_can(running_lab):
    done = running_lab.run("break", "R99")
    assert (done.returncode, "want one of C2, " in done.stderr) == (3, True)
