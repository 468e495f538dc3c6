"""When a pipeline of the lab runs, and what is left of it."""

from pathlib import Path

import pytest

from lab.backends.backend import LabError
from lab.backends.redpanda import RedpandaServices, configure
from tests.lab.redpanda_lab import URL, Lab, make


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_running_pipeline_is_started_with_its_text_and_stopped_before_it_goes(lab: Lab) -> None:
    created = lab.create("Pipeline")
    assert created.outputs["state"] == "running"
    resources = {"cpuShares": "100m", "memoryShares": "400M"}  # what a pipeline gets that asks for nothing
    record = {"displayName": "orders", "resources": resources, "state": "running"}
    assert lab.store.read("pipelines") == {created.id: record}
    created.delete()
    assert lab.pipelines == [("start", "input: {}\n# ü"), ("stop", created.id)]
    assert lab.store.read("pipelines") == {}
    assert not lab.store.pipeline_yaml(created.id).exists()


def test_a_pipeline_is_stopped_unless_it_is_told_to_run(lab: Lab) -> None:
    inputs = {"clusterApiUrl": URL, "allowDeletion": True, "displayName": "orders", "configYaml": "input: {}"}
    created = make(lab.provider, "Pipeline", inputs)
    assert created.outputs["state"] == "stopped"
    assert created.outputs["resources"] == {"cpuShares": "100m", "memoryShares": "400M"}
    created.delete()
    assert lab.pipelines == []


def test_an_update_stops_it_and_starts_it_again_whatever_has_changed(lab: Lab) -> None:
    pipeline = lab.create("Pipeline")
    pipeline.update(configYaml="input: {other: {}}")
    assert lab.pipelines[1:] == [("stop", pipeline.id), ("start", "input: {other: {}}")]
    pipeline.update(allowDeletion=False)
    assert lab.pipelines[3:] == [("stop", pipeline.id), ("start", "input: {other: {}}")]
    pipeline.update(state="stopped")
    assert lab.pipelines[5:] == [("stop", pipeline.id)]
    assert pipeline.outputs["state"] == "stopped"


def test_one_that_somebody_stopped_or_changed_is_drift(lab: Lab) -> None:
    pipeline = lab.create("Pipeline")
    lab.store.put("pipelines", pipeline.id, {**lab.store.read("pipelines")[pipeline.id], "state": "stopped"})
    lab.store.write_pipeline_yaml(pipeline.id, "input: {by: hand}")
    assert pipeline.drift() == {"state": "stopped", "configYaml": "input: {by: hand}"}


def test_a_pipeline_that_cannot_be_started_leaves_nothing_behind(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pipeline_id: str) -> None:
        lab.pipelines.append(("failed", pipeline_id))
        raise LabError("no python")

    failing = RedpandaServices(kafka=None, start_pipeline=fail, stop_pipeline=fail)
    broken = configure("cloud", {"accessToken": "t"}, store=lab.store, services=lambda: failing)
    monkeypatch.setattr(lab, "provider", broken)
    with pytest.raises(LabError, match="no python"):
        lab.create("Pipeline")
    ((_, pipeline_id),) = lab.pipelines
    assert lab.store.read("pipelines") == {}
    assert not lab.store.pipeline_yaml(pipeline_id).exists()
