"""When a pipeline of the lab runs, and what is left of it."""

from pathlib import Path

import pytest

from lab.backends.backend import LabError
from lab.backends.redpanda import RESOURCES, configure
from tests.lab.redpanda_lab import URL, Lab


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_running_pipeline_is_started_with_its_text_and_stopped_before_it_goes(lab: Lab) -> None:
    created = lab.create("Pipeline")
    assert created.outputs["state"] == "running"
    resources = {"cpuShares": "100m", "memoryShares": "400M"}  # what a pipeline gets that asks for nothing
    record = {"displayName": "orders", "resources": resources, "state": "running"}
    assert lab.store.read("pipelines") == {created.id: record}
    lab.delete("Pipeline", created)
    assert lab.pipelines == [("start", "input: {}\n# ü"), ("stop", created.id)]
    assert lab.store.read("pipelines") == {}
    assert not lab.store.pipeline_yaml(created.id).exists()


def test_a_pipeline_is_stopped_unless_it_is_told_to_run(lab: Lab) -> None:
    inputs = {"clusterApiUrl": URL, "allowDeletion": True, "displayName": "orders", "configYaml": "input: {}"}
    created = RESOURCES["redpanda:index/pipeline:Pipeline"].create(lab.provider, "it", inputs)
    assert created.outputs["state"] == "stopped"
    assert created.outputs["resources"] == {"cpuShares": "100m", "memoryShares": "400M"}
    lab.delete("Pipeline", created)
    assert lab.pipelines == []


def test_a_pipeline_that_cannot_be_started_leaves_nothing_behind(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(pipeline_id: str) -> None:
        lab.pipelines.append(("failed", pipeline_id))
        raise LabError("no python")

    broken = configure(
        "cloud", {"accessToken": "t"}, store=lab.store, kafka=None, start_pipeline=fail, stop_pipeline=fail
    )
    monkeypatch.setattr(lab, "provider", broken)
    with pytest.raises(LabError, match="no python"):
        lab.create("Pipeline")
    ((_, pipeline_id),) = lab.pipelines
    assert lab.store.read("pipelines") == {}
    assert not lab.store.pipeline_yaml(pipeline_id).exists()
