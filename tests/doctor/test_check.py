"""One check run by itself: its id, its time, and what is said when it raises."""

from collections import Counter

from doctor import check, walk
from doctor.checks import link_4, own_slot
from doctor.finding import Result, passed
from tests.doctor import healthy_chain


def test_every_check_has_an_id_of_its_own():
    checks = {*walk.CHECKS, *walk.MYSQL_CHECKS, *walk.CLIENT_CHECKS}
    assert set(Counter(map(check.check_id, checks)).values()) == {1}
    assert check.check_id(own_slot.check_slot_is_consumed) == "own-slot/slot-is-consumed"


def test_a_finding_bears_the_id_of_its_check_and_the_milliseconds_since_the_one_before():
    times = iter([1.0, 1.25, 1.75])
    two = iter([passed(6, "a", "b"), passed(6, "c", "d")])
    found = list(check.timed("slots/two", two, clock=lambda: next(times)))
    assert [(finding.id, finding.milliseconds) for finding in found] == [("slots/two", 250.0), ("slots/two", 500.0)]


def test_a_check_that_raises_is_unknown_after_what_it_said_and_shows_its_place_and_not_its_text():
    def check_sometimes(_facts):
        yield passed(6, "before", "it holds")
        raise KeyError("password=s3cret")

    before, broken = check.run(check_sometimes, healthy_chain.facts())
    assert before.check == "before"
    assert (broken.result, broken.check) == (Result.UNKNOWN, "test-check/sometimes")
    assert broken.saw.startswith("the doctor failed: KeyError in test_check.py, line ")
    assert "s3cret" not in broken.saw


def test_a_check_that_raises_stands_under_the_link_it_is_about():
    (broken,) = check.run(link_4.check_login_policy, None)
    assert (broken.link, broken.result) == (4, Result.UNKNOWN)


def test_the_rest_of_the_walk_goes_on(monkeypatch):
    def check_broken(_facts):
        raise RuntimeError

    facts = healthy_chain.facts()
    monkeypatch.setattr(walk, "CHECKS", (check_broken, own_slot.check_slot_is_consumed))
    assert {finding.check: finding.result for finding in walk.walk(facts)} == {
        "orders: slot is consumed": Result.PASS,
        "test-check/broken": Result.UNKNOWN,
    }
