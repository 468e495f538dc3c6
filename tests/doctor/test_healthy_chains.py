"""On chains with nothing wrong, whatever their settings, the doctor finds nothing; on a broken one, what is broken."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.healthy_chains import healthy_facts
from doctor.facts.facts import PipelineFacts, Unavailable
from doctor.finding import Result
from doctor.walk import first_cause, walk

SEEDS = range(200)
LOGIN_REFUSED = 'FATAL: PAM authentication failed for user "cdc"'
ROLE_REFUSED = "verifying role assumption for 'arn:aws:iam::2:role/r': AccessDenied"


def failures(facts):
    return [finding.cause for finding in walk(facts) if finding.result is Result.FAIL]


def fallen(facts, error):
    """The first pipeline fell over this error."""
    name = facts.chain["pipelines"][0]["name"]
    seen = replace(facts.pipelines[name], state="STATE_ERROR", error=error)
    return replace(facts, pipelines={**facts.pipelines, name: seen})


@pytest.mark.parametrize("seed", SEEDS)
def test_a_healthy_chain_gives_no_finding_and_leaves_nothing_unknown(seed):
    wrong = [finding for finding in walk(healthy_facts(seed)) if finding.result in (Result.FAIL, Result.UNKNOWN)]
    assert wrong == []


def test_the_chains_differ_in_what_the_checks_look_at():
    chains = [healthy_facts(seed).chain for seed in SEEDS]
    assert healthy_facts(7) == healthy_facts(7)
    assert {chain["database"]["exposure"] for chain in chains} == {"public", "private"}
    assert {chain["trust"]["principal"] for chain in chains} == {"account", "role"}
    assert {len(chain["pipelines"]) for chain in chains} == {1, 2, 3}
    assert len({chain["database"]["region"] for chain in chains}) == 4


@given(st.integers())
def test_a_lost_tag_is_found_first_on_whichever_chain(seed):
    healthy = healthy_facts(seed)
    assert failures(replace(healthy, connect_role=replace(healthy.connect_role, tags={}))) == ["R5"]


@pytest.mark.parametrize("error", [LOGIN_REFUSED, ROLE_REFUSED])
def test_a_pipeline_that_fell_over_what_holds_now_started_too_early(error):
    first = first_cause(walk(fallen(healthy_facts(1), error)))
    assert (first.cause, first.link) == ("K17", 7)
    assert "/stop, then pulumi up --refresh --run-program starts it" in first.fix


def test_a_pipeline_that_fell_over_its_own_error_did_not_start_too_early():
    assert failures(fallen(healthy_facts(1), "boom")) == ["K2"]


def test_while_a_link_is_broken_or_unknown_nobody_started_too_early():
    seen = fallen(healthy_facts(1), ROLE_REFUSED)
    assert failures(replace(seen, connect_role=replace(seen.connect_role, tags={}))) == ["R5", "K2"]
    assert failures(replace(seen, databases={})) == ["K2"]


def test_what_another_pipeline_lacks_does_not_keep_this_one_from_having_started_too_early():
    seen = fallen(next(facts for facts in map(healthy_facts, SEEDS) if len(facts.pipelines) > 1), LOGIN_REFUSED)
    other = seen.chain["pipelines"][1]["name"]
    no_user = replace(seen.databases[other], user_exists=False, memberships=frozenset())
    assert failures(replace(seen, databases={**seen.databases, other: no_user})) == ["I2", "K17"]


@pytest.mark.parametrize("state", ["STATE_DELETING", "STATE_DELETING_AGENT"])
def test_a_redpanda_cluster_that_goes_before_our_policy_is_r14(state):
    healthy = healthy_facts(1)
    going = replace(healthy, redpanda_cluster=replace(healthy.redpanda_cluster, state=state))
    first = first_cause(walk(going))
    assert (first.cause, first.link) == ("R14", 2)
    assert f"--policy-name {healthy.chain['redpanda']['assume_policy_name']}" in first.fix
    without = replace(going, pipeline_role=replace(healthy.pipeline_role, identity_policies={}))
    assert "R14" not in failures(without)
    unread = replace(going, pipeline_role=Unavailable("no rights"))
    assert "R14" not in failures(unread)
    assert "pipeline role can be deleted" in {f.check for f in walk(unread) if f.result is Result.UNKNOWN}


def test_a_pipeline_without_an_error_did_not_fall():
    healthy = healthy_facts(1)
    name = healthy.chain["pipelines"][0]["name"]
    silent = PipelineFacts(state="STATE_ERROR", error=None, config_yaml=healthy.pipelines[name].config_yaml)
    assert "K17" not in failures(replace(healthy, pipelines={**healthy.pipelines, name: silent}))
