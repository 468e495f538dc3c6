"""No false alarm: of stacks as the program makes them, whatever their names, nothing is said to be wrong."""

from dataclasses import replace

import pytest

from bench.healthy_chains import healthy_chain
from doctor.finding import Result
from doctor.walk import walk

# What no login shows from here: the endpoint as dialled, and CloudWatch.
NOT_GATHERED = ("from here", "logins by token", "server checks tokens")


@pytest.mark.parametrize("seed", range(200))
def test_a_healthy_stack_has_no_finding(seed):
    wrong = [finding for finding in walk(healthy_chain(seed)) if finding.result is Result.FAIL]
    assert wrong == []


def test_nothing_that_was_gathered_is_left_unjudged():
    unjudged = {
        finding.check
        for seed in range(20)
        for finding in walk(healthy_chain(seed))
        if finding.result is Result.UNKNOWN and not any(word in finding.check for word in NOT_GATHERED)
    }
    assert {check for check in unjudged if "egress" not in check} == set()


@pytest.mark.parametrize("seed", range(10))
def test_the_same_stack_with_one_thing_wrong_has_one(seed):
    known = healthy_chain(seed)
    role = replace(known.connect_role, tags={})
    assert [f.cause for f in walk(replace(known, connect_role=role)) if f.result is Result.FAIL] == ["R5"]
