"""When a pipeline's own slot is a cause, and when it only follows from one."""

from dataclasses import replace

import pytest

from doctor.checks import link_6, link_7, own_slot, pipeline_state, publication, slots
from doctor.facts.facts import Absent, PipelineFacts, Unavailable
from doctor.finding import Result
from doctor.walk import CHECKS
from tests.doctor.healthy_chain import DATABASE, KAFKA, SLOT, facts

IDLE = replace(DATABASE, slot=replace(SLOT, active=False))
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
    checks = [
        *link_6.CHECKS,
        *publication.CHECKS,
        *own_slot.CHECKS,
        *slots.CHECKS,
        *link_7.CHECKS,
        pipeline_state.check_pipeline_runs,
    ]
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


def slot(slot_lag=None, **changes):
    known = facts(database=replace(DATABASE, slot=replace(SLOT, **changes)))
    return replace(known, chain={**known.chain, **({"slot_lag": slot_lag} if slot_lag else {})})


def consumed(known):
    (finding,) = own_slot.check_slot_is_consumed(known)
    return finding


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"wal_status": "lost"}, "lost"),
        ({"wal_status": "lost", "invalidation_reason": "wal_removed"}, "wal_removed"),
        ({"invalidation_reason": "idle_timeout", "wal_status": "lost"}, "idle_timeout"),
        ({"invalidation_reason": "rows_removed", "wal_status": "reserved"}, "rows_removed"),
    ],
)
@pytest.mark.parametrize("error", [None, "can no longer get changes from replication slot"])
def test_a_lost_slot_is_l24_and_says_what_is_lost_whatever_state_the_pipeline_is_in(changes, said, error):
    known = replace(slot(active=False, **changes), pipelines={"orders": pipeline("ERROR", error)})
    finding = consumed(known)
    assert finding.cause == "L24"
    assert said in finding.saw
    assert "every change since 0/1A2B3C8 is lost" in finding.saw
    assert "pg_drop_replication_slot('\"'\"'rpcn_orders'\"'\"')" in finding.fix
    assert "stop pipeline pipeline-1" in finding.fix


def test_without_a_snapshot_a_new_slot_brings_no_row_back():
    known = slot(active=False, wal_status="lost")
    known.chain["pipelines"][0]["snapshot"] = False
    assert "snapshot: true" in consumed(known).fix
    assert "snapshot: true" not in consumed(slot(active=False, wal_status="lost")).fix


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("plugin", ["pgoutput", "wal2json"])
def test_a_slot_of_another_database_is_l25_and_is_never_dropped(active, plugin):
    finding = consumed(slot(database="bills", active=active, plugin=plugin, wal_status="lost"))
    assert (finding.cause, "got one of database bills, want shop_db" in finding.saw) == ("L25", True)
    assert "slot: rpcn_orders_2" in finding.fix
    assert "pg_drop_replication_slot" not in finding.fix


MIB = 2**20
LIMIT = {"bytes": 20 * MIB, "seconds": 60}


@pytest.mark.parametrize(
    ("changes", "limit", "said"),
    [
        ({"behind_bytes": 30 * MIB}, LIMIT, "got 31457280 bytes behind, want 20971520 at most"),
        ({"behind_bytes": 11 * 1024 * MIB}, None, "want 10737418240 at most"),
        ({"behind_bytes": MIB, "lag_s": 61.0}, LIMIT, "got 61 s behind, want 60 at most"),
        ({"behind_bytes": MIB, "silent_s": 31.0}, LIMIT, "its consumer has not answered for 31 s"),
        ({"behind_bytes": MIB, "wal_status": "unreserved", "safe_wal_size": -5}, LIMIT, "is about to be lost"),
    ],
)
def test_an_active_slot_that_lags_is_l32(changes, limit, said):
    finding = consumed(slot(slot_lag=limit, **changes))
    assert (finding.cause, finding.result) == ("L32", Result.FAIL)
    assert said in finding.saw


@pytest.mark.parametrize(
    "changes",
    [
        {"behind_bytes": 20 * MIB},
        {"behind_bytes": MIB, "lag_s": 60.0},
        {"behind_bytes": MIB, "silent_s": 10.5},  # it answers every 10 s
        {"behind_bytes": 0, "silent_s": 500.0, "lag_s": 500.0},  # there is nothing to answer for
        {"behind_bytes": None, "kept_wal_bytes": None, "silent_s": None, "lag_s": None, "wal_status": None},
    ],
)
def test_an_active_slot_within_its_limits_passes_and_tells_how_far_behind_it_is(changes):
    finding = consumed(slot(slot_lag=LIMIT, **changes))
    assert finding.result is Result.PASS
    if changes["behind_bytes"]:
        assert f"{changes['behind_bytes']} bytes behind" in finding.saw


def test_an_idle_slot_tells_since_when_and_how_much_may_still_be_written():
    finding = consumed(slot(active=False, idle_s=7200.4, safe_wal_size=5 * MIB, wal_status="extended"))
    assert finding.cause == "L9"
    assert "for 7200 s" in finding.saw
    assert "lost after 5242880 bytes more" in finding.saw
