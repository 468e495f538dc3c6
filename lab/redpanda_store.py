"""What Redpanda Cloud knows of the lab's one cluster: a directory of files that every process of the lab may read."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from lab.backends.backend import LabError
from lab.private_files import write_private

Kind = Literal["topics", "users", "acls", "secrets", "pipelines"]


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


class RedpandaStore:
    """`cluster.json`, one JSON file per kind of thing, and each pipeline's configuration.

    Safe for several threads and processes: a change is made under a file lock, and each file is replaced as a whole.
    All of it is readable by its owner alone, because secrets and configurations are.
    """

    def __init__(self, directory: Path) -> None:
        """`directory` is `LabPaths.redpanda`; it need not exist."""
        self._directory = directory

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

    def read(self, kind: Kind) -> dict[str, dict[str, Any]]:
        """Everything of one kind, by id."""
        try:
            records: dict[str, dict[str, Any]] = json.loads((self._directory / f"{kind}.json").read_text())
        except FileNotFoundError:
            return {}
        return records

    def put(self, kind: Kind, record_id: str, record: dict[str, Any]) -> None:
        """Write or overwrite one record."""
        with self._changing(kind) as records:
            records[record_id] = record

    def remove(self, kind: Kind, record_id: str) -> None:
        """Forget one record, if it is there."""
        with self._changing(kind) as records:
            records.pop(record_id, None)

    def secret_values(self, scope: str) -> dict[str, str]:
        """Values by name, of the secrets that a reader with this scope may see; for others they do not exist."""
        return {name: record["data"] for name, record in self.read("secrets").items() if scope in record["scopes"]}

    def pipeline_yaml(self, pipeline_id: str) -> Path:
        """Where the configuration of a pipeline lies."""
        return self._directory / "pipelines" / f"{pipeline_id}.yaml"

    def write_pipeline_yaml(self, pipeline_id: str, config_yaml: str) -> None:
        """Keep the configuration of a pipeline, character by character."""
        self._write(f"pipelines/{pipeline_id}.yaml", config_yaml)

    @contextmanager
    def _changing(self, kind: Kind) -> Iterator[dict[str, dict[str, Any]]]:
        self._directory.mkdir(parents=True, exist_ok=True)
        with (self._directory / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            records = self.read(kind)
            yield records
            self._write(f"{kind}.json", json.dumps(records, indent=2))

    def _write(self, name: str, text: str) -> None:
        file = self._directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_private(file, text)
