"""`--wait`: what heals by itself is looked at again, until it holds or the one deadline has passed."""

import pytest

from doctor.finding import changing, failed, passed, unknown
from doctor.waiting import HEALS, seconds, settled

FINE = [passed(1, "pipeline role", "it is there")]
LOST_TAG = failed(2, "tag", "no tag", cause="R5", fix="tag it")
STARTING = [changing(7, "orders: pipeline runs", "got STATE_STARTING")]


def fails_by(cause):
    return [failed(1, "pipeline role", "got none", cause=cause, fix="wait")]


class Watch:
    """A clock that only sleep moves."""

    def __init__(self, *looks):
        self.now = 100.0
        self.slept = []
        self.looks = iter(looks)

    def look(self):
        return next(self.looks)

    def clock(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds

    def settled(self, wait_s):
        return settled(self.look, wait_s, clock=self.clock, sleep=self.sleep)


@pytest.mark.parametrize("cause", ["R9", "R12", "S3", "K1"])
def test_what_heals_by_itself_is_looked_at_again_until_it_holds(cause):
    watch = Watch(fails_by(cause), fails_by(cause), FINE)
    assert watch.settled(300) == FINE
    assert watch.slept == [5, 5]
    assert cause in HEALS


def test_a_pipeline_that_is_starting_is_waited_for():
    assert Watch(STARTING, FINE).settled(300) == FINE


def test_when_the_deadline_has_passed_the_last_look_is_told():
    watch = Watch(fails_by("R9"), fails_by("R9"), fails_by("K1"))
    assert watch.settled(8) == fails_by("K1")
    assert watch.slept == [5, 3], "the last look is at the deadline, not after it"


@pytest.mark.parametrize("found", [[LOST_TAG, *fails_by("K1")], [unknown(6, "slot", "no login given")], FINE])
def test_nothing_is_waited_for_that_does_not_heal_by_itself(found):
    watch = Watch(found)
    assert watch.settled(300) == found
    assert watch.slept == []


def test_what_follows_from_something_that_heals_does_not_end_the_wait():
    watch = Watch([*fails_by("R9"), LOST_TAG], FINE)
    assert watch.settled(300) == FINE


def test_without_a_deadline_there_is_one_look():
    watch = Watch(fails_by("R9"))
    assert watch.settled(0) == fails_by("R9")


@pytest.mark.parametrize(("text", "value"), [("5m", 300.0), ("90s", 90.0), ("1h30m", 5400.0), ("0", 0.0)])
def test_a_deadline_is_a_duration(text, value):
    assert seconds(text) == value


@pytest.mark.parametrize("text", ["soon", "-1m", "300"])
def test_what_is_no_duration_is_wrong_usage(text):
    with pytest.raises(ValueError, match=rf"--wait: got '{text}', want a duration such as 5m"):
        seconds(text)
