"""What each probe took, by name."""

import pytest

from doctor.facts.aws import Unreadable
from doctor.facts.gather import gather
from doctor.facts.timed import timed
from tests.doctor.test_gather import CHAIN, HEALTHY, TOLD


def test_every_probe_tells_the_same_and_its_time_is_written_down():
    took = {}
    facts = vars(gather(CHAIN, timed(HEALTHY, took), 20))
    assert {name: facts[name] for name in TOLD} == TOLD
    assert {"cluster", "endpoint", "database orders", "database bills", "kafka orders"} <= took.keys()
    assert len(took) == 26  # 16 of the chain, 5 of each of the 2 pipelines


def test_a_probe_that_raises_is_timed_and_still_raises():
    def refused():
        raise Unreadable("no rights")

    times, took = iter([1.0, 1.5]), {}
    probes = timed(type(HEALTHY)(**{**vars(HEALTHY), "cluster": refused}), took, clock=lambda: next(times))
    with pytest.raises(Unreadable, match="no rights"):
        probes.cluster()
    assert took == {"cluster": 500.0}
