"""What `--only` and `--skip` leave: by the ids of checks, which are then not run, and of causes."""

from dataclasses import replace

import pytest

from doctor.check import check_id
from doctor.checks import own_slot, publication
from doctor.finding import failed, passed, unknown
from doctor.selection import Selection, selection
from doctor.walk import CHECKS, exit_code, walk
from tests.doctor import healthy_chain

LOST_TAG = failed(2, "pipeline role may assume the connect role", "no tag", cause="R5", fix="tag it")
IDLE = failed(6, "orders: slot is consumed", "inactive", cause="L9", fix="start it")
FINE = passed(2, "configured role", "it is")
UNREAD = unknown(2, "another of link 2", "not read")
ALL = [LOST_TAG, FINE, UNREAD, IDLE]


def left(**chosen):
    return selection(**chosen, checks=CHECKS).of(ALL)


def test_without_a_choice_everything_is_looked_at():
    assert left() == ALL
    assert Selection().wants(own_slot.check_slot_is_consumed)


def test_only_some_checks_are_run():
    chosen = selection(only=["own-slot/slot-is-consumed"], checks=CHECKS)
    assert [finding.check for finding in walk(healthy_chain.facts(), chosen)] == ["orders: slot is consumed"]


def test_a_check_that_is_skipped_is_not_run():
    chosen = selection(skip=["own-slot/slot-is-consumed"], checks=CHECKS)
    found = {finding.id for finding in walk(healthy_chain.facts(), chosen)}
    assert "own-slot/slot-is-consumed" not in found
    assert check_id(publication.check_publication) in found


def test_only_a_cause_leaves_its_failures_and_what_is_known_of_its_link():
    assert left(only=["r5"]) == [LOST_TAG, FINE, UNREAD]
    assert left(only=["R1"]) == [FINE, UNREAD]


def test_a_cause_that_is_skipped_takes_its_failures_along_and_nothing_else():
    assert left(skip=["R5"]) == [FINE, UNREAD, IDLE]


def test_checks_and_causes_may_be_chosen_together():
    of_slots = replace(IDLE, id="own-slot/slot-is-consumed")
    chosen = selection(only=["R5", "own-slot/slot-is-consumed"], checks=CHECKS)
    assert chosen.of([LOST_TAG, of_slots, replace(IDLE, id="slots/room-for-the-slot")]) == [LOST_TAG, of_slots]
    assert chosen.wants(publication.check_publication), "a cause may come from any check"


def test_a_choice_that_leaves_nothing_has_checked_nothing():
    assert exit_code(left(only=["slots/slot-name"])) == 2


@pytest.mark.parametrize("option", ["only", "skip"])
def test_an_id_that_nothing_has_is_wrong_usage_that_names_near_ones(option):
    with pytest.raises(
        ValueError, match=rf"--{option}: got 'own-slot/slot-is-consumd', want .*own-slot/slot-is-consumed"
    ):
        selection(**{option: ["own-slot/slot-is-consumd"]}, checks=CHECKS)
    with pytest.raises(ValueError, match=rf"--{option}: got 'R99', want .*R9"):
        selection(**{option: ["R99"]}, checks=CHECKS)
