"""The doctor as a pipeline's pod in the lab: every link by real calls, and a wrong ExternalId by its refusal."""

import copy
import os

import pytest

from doctor.finding import Result
from doctor.workload import walk_as_workload
from lab.cloud import byoc


@pytest.fixture
def as_pod(running_lab, monkeypatch):
    """The doctor's findings of a chain, in the environment of a pod."""
    endpoint_url = running_lab.told()["aws"]["endpoint_url"]

    def walk(chain):
        redpanda = chain["redpanda"]
        pod = byoc.pod_environment(
            running_lab.paths,
            role_arn=redpanda["pipeline_role_arn"],
            region=redpanda["region"],
            endpoint_url=endpoint_url,
        )
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            monkeypatch.delenv(name)
        for name, value in pod.items():
            monkeypatch.setenv(name, value)
        return walk_as_workload(chain, pod, "127.0.0.1")

    return walk


def test_a_pipelines_pod_passes_links_1_to_6_and_a_wrong_external_id_stops_it_at_the_roles(as_pod, running_lab):
    chain = running_lab.chain()
    sound = as_pod(chain)
    assert [finding.link for finding in sound] == [1, 2, 3, 4, 5, 6]
    assert {finding.result for finding in sound} == {Result.PASS}, sound

    wrong = copy.deepcopy(chain)
    wrong["trust"]["external_id"] = "somebody-elses"
    found = as_pod(wrong)
    assert [finding.result for finding in found[:2]] == [Result.PASS, Result.UNKNOWN]
    assert [(finding.link, finding.cause) for finding in found if finding.cause] == [(3, "R2")]
    assert {finding.result for finding in found[3:]} == {Result.UNKNOWN}
