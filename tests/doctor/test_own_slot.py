"""When a pipeline's own slot is a cause, and when it only follows from one."""

from dataclasses import replace

import pytest

from doctor.checks import link_6, link_7, own_slot, pipeline_state, slots
from doctor.facts.facts import Absent, PipelineFacts, Unavailable
from doctor.finding import Result
from doctor.walk import CHECKS
from tests.doctor.healthy_chain import DATABASE, KAFKA, facts

IDLE = replace(DATABASE, slot={**DATABASE.slot, "active": False})
NOT_ASKED = Unavailable("no login given")
DENIED = "FATAL: must be superuser or replication role to start walsender"


def pipeline(state, error=None):
    return PipelineFacts(state=f"STATE_{state}", error=error, config_yaml="")


def idle(seen, words=NOT_ASKED, kafka=KAFKA):
    known = facts(database=IDLE, kafka=kafka)
    redpanda = {**known.chain["redpanda"], "cluster_api_url": "https://api", "cluster_id": "abc"}
    chain = {**known.chain, "redpanda": redpanda}
    return replace(known, chain=chain, pipelines={"orders": seen}, own_words={"orders": words})


def failures_behind_link_5(known):
    """As the walk orders them, of what the facts here tell."""
    checks = [*link_6.CHECKS, *own_slot.CHECKS, *slots.CHECKS, *link_7.CHECKS, pipeline_state.check_pipeline_runs]
    assert set(checks) <= set(CHECKS)
    return [f.cause for f in sorted((f for c in checks for f in c(known)), key=lambda f: f.link) if f.cause]


@pytest.mark.parametrize(
    ("seen", "words", "causes"),
    [
        (pipeline("ERROR", DENIED), NOT_ASKED, ["L3"]),
        (pipeline("ERROR", "relation changed while it was read"), NOT_ASKED, ["K2"]),
        (pipeline("ERROR"), NOT_ASKED, ["K2"]),
        (pipeline("ERROR"), DENIED, ["L3"]),  # the Cloud knows no reason, the brokers do
        (pipeline("RUNNING", DENIED), NOT_ASKED, ["L3"]),
        (NOT_ASKED, DENIED, ["L3"]),  # it runs elsewhere
        (NOT_ASKED, "relation changed while it was read", ["K2"]),
        (pipeline("STARTING"), NOT_ASKED, []),
        # nothing explains the idle slot:
        (pipeline("STOPPED"), NOT_ASKED, ["L9", "K1"]),
        (pipeline("STOPPED"), DENIED, ["L9", "K1"]),  # its last words before somebody stopped it
        (Absent("pipeline pipeline-1"), NOT_ASKED, ["L9", "K1"]),
        (pipeline("RUNNING"), NOT_ASKED, ["L9"]),
        (NOT_ASKED, None, ["L9"]),
        (NOT_ASKED, NOT_ASKED, ["L9"]),
    ],
)
def test_an_idle_slot_is_a_cause_only_where_nothing_explains_it(seen, words, causes):
    assert failures_behind_link_5(idle(seen, words)) == causes


def test_a_pipeline_that_cannot_write_explains_its_idle_slot():
    kafka = replace(KAFKA, topics=frozenset())
    assert failures_behind_link_5(idle(NOT_ASKED, kafka=kafka)) == ["K7"]
    (finding,) = own_slot.check_slot_is_consumed(idle(NOT_ASKED, kafka=kafka))
    assert (finding.result, "there is no topic orders" in finding.saw) == (Result.NOT_APPLICABLE, True)
