"""What Redpanda Cloud knows of the lab's one cluster: a directory of files that every process of the lab may read."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from lab.backends.backend import LabError
from lab.cloud.record_store import RecordStore

NO_BROKER = "no-broker.lab.invalid:9092"
"""The seed broker of a cluster without one: a self-hosted pipeline has to name some."""


@dataclass(frozen=True, kw_only=True)
class RedpandaCluster:
    """The cluster that stands before the program runs, as the `redpanda_cluster` data source tells of one."""

    id: str
    name: str
    cluster_api_url: str
    seed_brokers: list[str]
    """`host:port` each."""
    region: str
    zones: list[str]
    nat_gateways: list[str]
    """Addresses its pipelines come from."""
    cloud_provider: str = "aws"
    cluster_type: str = "byoc"
    connection_type: str = "public"
    network_id: str = "lab-network"
    resource_group_id: str = "lab-resource-group"
    state: str = "ready"


class RedpandaStore(RecordStore):
    """`cluster.json`, one JSON file per kind of thing, and each pipeline's configuration."""

    def write_cluster(self, cluster: RedpandaCluster) -> None:
        """Make the cluster known."""
        self._write("cluster.json", json.dumps(asdict(cluster), indent=2))

    def cluster(self) -> RedpandaCluster:
        """The cluster; raises `LabError` while there is none."""
        try:
            saved = json.loads((self._directory / "cluster.json").read_text())
        except FileNotFoundError:
            raise LabError("redpanda: the lab has no cluster yet; run python -m lab up") from None
        return RedpandaCluster(**saved)

    def secret_values(self, scope: str) -> dict[str, str]:
        """Values by name, of the secrets that a reader with this scope may see; for others they do not exist."""
        return {name: record["data"] for name, record in self.read("secrets").items() if scope in record["scopes"]}

    def pipeline_yaml(self, pipeline_id: str) -> Path:
        """Where the configuration of a pipeline lies."""
        return self._directory / "pipelines" / f"{pipeline_id}.yaml"

    def write_pipeline_yaml(self, pipeline_id: str, config_yaml: str) -> None:
        """Keep the configuration of a pipeline, character by character."""
        self._write(f"pipelines/{pipeline_id}.yaml", config_yaml)
