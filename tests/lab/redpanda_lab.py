"""The Redpanda backends with brokers and pipelines that only remember what was asked of them."""

from pathlib import Path
from typing import Any

from lab.backends.redpanda import RESOURCES, RedpandaProvider, RedpandaServices, configure
from lab.cloud.redpanda_store import RedpandaCluster, RedpandaStore
from tests.lab.backend_life import Life

URL = "https://api-1.clxyz.byoc.example"
INPUTS: dict[str, dict[str, Any]] = {
    "Topic": {
        "name": "orders",
        "partitionCount": 3,
        "replicationFactor": 3,
        "configuration": {"cleanup.policy": "compact"},
    },
    "User": {"name": "writer", "mechanism": "scram-sha-512", "passwordWo": "hidden"},
    "Acl": {
        "resourceType": "TOPIC",
        "resourceName": "orders",
        "resourcePatternType": "LITERAL",
        "principal": "User:writer",
        "host": "*",
        "operation": "WRITE",
        "permissionType": "ALLOW",
    },
    "Secret": {"name": "PASSWORD", "secretData": "hidden", "scopes": ["SCOPE_REDPANDA_CONNECT"]},
    "Pipeline": {"displayName": "orders", "configYaml": "input: {}\n# ü", "state": "running"},
}


class RecordingKafka:
    """One broker that remembers what was asked of it, as tuples of method and arguments."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.forgotten = False
        """Whether somebody has deleted everything by hand."""
        self.by_hand: dict[str, int] = {}
        """Partitions of topics that somebody has changed by hand."""

    def has_scram_user(self, name: str, mechanism: str) -> bool:
        return not self.forgotten

    def has_acl(self, acl: Any) -> bool:
        return not self.forgotten

    def partitions(self, topic: str) -> int | None:
        made = [
            asked[2] for asked in self.asked if asked[0] in ("create_topic", "add_partitions") and asked[1] == topic
        ]
        return None if self.forgotten else self.by_hand.get(topic, made[-1])

    def broker_count(self) -> int:
        return 1

    def __getattr__(self, method: str) -> Any:
        return lambda *args, **keywords: self.asked.append((method, *args, *keywords.values()))


class Lab:
    """A provider, and everything it did."""

    def __init__(self, directory: Path, *, broker: bool = True) -> None:
        self.store = RedpandaStore(directory)
        self.store.write_cluster(
            RedpandaCluster(
                id="clxyz",
                name="lab",
                cluster_api_url=URL,
                seed_brokers=["127.0.0.1:9092"],
                region="us-east-2",
                zones=["z"],
                nat_gateways=["198.51.100.17"],
            )
        )
        self.kafka = RecordingKafka()
        self.pipelines: list[tuple[str, str]] = []
        self.provider: RedpandaProvider = configure(
            "cloud",
            {"accessToken": "token"},
            store=self.store,
            services=lambda: RedpandaServices(
                kafka=self.kafka if broker else None,
                start_pipeline=self.start,
                stop_pipeline=lambda pipeline_id: self.pipelines.append(("stop", pipeline_id)),
            ),
        )

    def start(self, pipeline_id: str) -> None:
        self.pipelines.append(("start", self.store.pipeline_yaml(pipeline_id).read_text()))

    def create(self, kind: str, **change: Any) -> Life:
        inputs = {"clusterApiUrl": URL, "allowDeletion": True, **INPUTS[kind], **change}
        return make(self.provider, kind, inputs)


def make(provider: RedpandaProvider, kind: str, inputs: dict[str, Any]) -> Life:
    """Check and create."""
    return Life(RESOURCES[f"redpanda:index/{kind.lower()}:{kind}"], provider, kind, **inputs)
