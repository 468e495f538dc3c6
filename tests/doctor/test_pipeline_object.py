"""Compute units, password versions and doubles: each is named, it alone, and what is not told is unknown."""

from dataclasses import replace

import pytest

from doctor import causes
from doctor.checks import pipeline_object
from doctor.facts.facts import NO_CLOUD_LOGIN, Absent, ListedPipeline, PipelineFacts
from doctor.finding import Result
from domain.secret_versions import password_note
from tests.doctor.healthy_chain import facts

OWN = ListedPipeline(id="pipeline-1", display_name="orders")
OTHER = ListedPipeline(id="pipeline-9", display_name="orders")
STRANGER = ListedPipeline(id="pipeline-8", display_name="bills")
RUNNING = PipelineFacts(
    state="STATE_RUNNING", error=None, config_yaml=f"{password_note(7)}\ninput: {{}}", cpu="200m", memory="800M"
)


def known(pipeline=RUNNING, listed=(OWN, STRANGER), **entry):
    seen = facts(pipeline={"password_version": 7, **entry})
    redpanda = {**seen.chain["redpanda"], "cluster_id": "abc", "cluster_api_url": "https://api.example"}
    chain = {**seen.chain, "redpanda": redpanda}
    return replace(seen, chain=chain, pipelines={"orders": pipeline}, listed_pipelines=listed)


def findings(seen):
    return [finding for check in pipeline_object.CHECKS for finding in check(seen)]


def results(seen):
    return [finding.result.value for finding in findings(seen)]


def test_a_healthy_pipeline_passes():
    assert results(known()) == ["pass"] * 3
    assert results(known(password_version=7.0)) == ["pass"] * 3  # JSON has no integers


@pytest.mark.parametrize(
    ("seen", "cause", "saw", "fix"),
    [
        (
            known(replace(RUNNING, cpu="250m", memory="1G")),
            "K15",
            "got 250m, 1G, want 100m to 1500m",
            "cpu of the grid",
        ),
        (known(replace(RUNNING, memory="400M")), "K15", "got 200m, 400M, want 800M", "name: orders"),
        (
            known(password_version=8),
            "K3",
            "got 7 in the configuration that runs, want 8",
            "restarts pipeline pipeline-1",
        ),
        (known(listed=(OWN, OTHER)), "C5", "got pipeline-9 too, want pipeline-1", "pipelines/pipeline-9"),
        (
            known(listed=(OTHER,)),
            "C5",
            "got pipeline-9",
            "pulumi import redpanda:index/pipeline:Pipeline orders-pipeline pipeline-9,abc",
        ),
    ],
)
def test_a_cause_is_named_alone_and_its_fix_is_for_this_stack(seen, cause, saw, fix):
    (failure,) = [finding for finding in findings(seen) if finding.result is Result.FAIL]
    assert (failure.cause, failure.link) == (cause, causes.find(cause).link)
    assert saw in failure.saw
    assert fix in failure.fix


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        (known(replace(RUNNING, cpu=None)), ["unknown", "pass", "pass"]),
        (known(replace(RUNNING, memory=None)), ["unknown", "pass", "pass"]),
        (known(replace(RUNNING, config_yaml="input: {}")), ["pass", "unknown", "pass"]),
        (known(password_version=None), ["pass", "unknown", "pass"]),
        (known(NO_CLOUD_LOGIN, NO_CLOUD_LOGIN), ["unknown"] * 3),
        (known(Absent("pipeline pipeline-1"), (STRANGER,)), ["unknown", "unknown", "pass"]),
    ],
)
def test_what_is_not_told_is_unknown_and_never_a_pass(seen, wanted):
    assert results(seen) == wanted
