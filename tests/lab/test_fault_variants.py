"""Causes that come about in more ways than the fault of their id: each is named first and alone, too."""

import pytest

from lab.faults.attempt import refusal, restart
from lab.faults.database import BY_ROOT, statement_fault
from lab.faults.fault import FaultContext
from lab.lifecycle.state import LabState
from tests.lab.commands_here import diagnose

PRIMARY = "ALTER TABLE {table} ADD PRIMARY KEY ({key_columns})"
DROPPED = "ALTER TABLE {table} DROP CONSTRAINT iamuser_test_pkey"
WHOLE = "ALTER PUBLICATION {publication} SET TABLE {table}"

STOPS = {
    "L18-nothing": (
        ["ALTER TABLE {table} REPLICA IDENTITY NOTHING"],
        ["ALTER TABLE {table} REPLICA IDENTITY DEFAULT"],
    ),
    "L18-deferrable": ([DROPPED, f"{PRIMARY} DEFERRABLE"], [DROPPED, PRIMARY]),
    "L26-missing": (["DROP PUBLICATION {publication}"], [BY_ROOT]),
    "L29-row-filter": ([f"{WHOLE} WHERE (({{key_columns}}) < 0)"], [WHOLE]),
}
"""What breaks and what mends; changes are refused or lost in between."""
GOES_ON = {
    # Every change comes, with fewer columns.
    "L29-column-list": ([f"{WHOLE} ({{key_columns}})"], [WHOLE]),
}


@pytest.fixture(scope="module")
def context(running_lab):
    return FaultContext(running_lab.paths, LabState.load(running_lab.paths))


@pytest.mark.parametrize("variant", [*STOPS, *GOES_ON])
def test_a_variant_is_named_first_and_alone_and_breaks_what_its_cause_says(running_lab, context, variant):
    cause_id, _, title = variant.partition("-")
    fault = statement_fault(variant, title, *{**STOPS, **GOES_ON}[variant])
    fault.breaks(context)
    try:
        code, report = diagnose(running_lab)
        assert (code, report["first_cause"]) == (1, cause_id)
        assert {one["cause"] for one in report["findings"] if one["result"] == "fail"} == {cause_id}
        assert (refusal(context, "stream") is not None) is (variant in STOPS)
    finally:
        fault.mends(context)
    restart(context)
    assert refusal(context, "stream") is None
    assert diagnose(running_lab)[1]["first_cause"] is None
