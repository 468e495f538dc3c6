"""The lab on this machine, as it describes itself to other programs (`python -m lab env --json`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATES = {"starting": "STATE_STARTING", "running": "STATE_RUNNING", "error": "STATE_ERROR", "stopped": "STATE_STOPPED"}


@dataclass(frozen=True)
class LabCloud:
    """What Redpanda Cloud would tell of the lab's cluster and pipelines, in the shape its API has."""

    description: Mapping[str, Any]

    def cluster(self, _cluster_id: str) -> dict[str, Any]:
        """The one cluster there is."""
        return {"state": "STATE_READY", "nat_gateways": self.description["redpanda"]["nat_gateways"]}

    def pipeline(self, _cluster_api_url: str, pipeline_id: str) -> dict[str, Any]:
        """A pipeline by its id; an error that it has left behind is not told, as Redpanda Cloud does not."""
        told = next(p for p in self.description["pipelines"].values() if p["id"] == pipeline_id)
        return {
            "state": STATES[told["state"]],
            "status": {"error": told["last_error"] if told["state"] == "error" else None},
            "config_yaml": (Path(told["directory"]) / "pipeline.yaml").read_text(),
            "resources": self._listed()[pipeline_id]["resources"],
        }

    def pipelines(self, _cluster_api_url: str) -> list[dict[str, Any]]:
        """Every pipeline that the lab's cluster has, whoever made it."""
        return [{"id": pipeline_id, **told} for pipeline_id, told in self._listed().items()]

    def log_lines(self, pipeline_id: str, most: int) -> list[str]:
        """The last lines that the pipeline's process logged."""
        told = next(p for p in self.description["pipelines"].values() if p["id"] == pipeline_id)
        log = Path(told["directory"]) / "log"
        return log.read_text(errors="replace").splitlines()[-most:] if log.is_file() else []

    def _listed(self) -> dict[str, dict[str, Any]]:
        listed: dict[str, dict[str, Any]] = self.description["redpanda"]["pipelines"]
        return listed
