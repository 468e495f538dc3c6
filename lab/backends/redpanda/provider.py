"""The configured Redpanda provider: one account of Redpanda Cloud, with the one cluster of the lab."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from lab.backends.arguments import only
from lab.backends.backend import Properties
from lab.backends.redpanda import rules
from lab.cloud.redpanda_store import RedpandaStore

CREDENTIALS = {
    "accessToken": "REDPANDA_ACCESS_TOKEN",
    "clientId": "REDPANDA_CLIENT_ID",
    "clientSecret": "REDPANDA_CLIENT_SECRET",
}
"""Argument and environment variable: terraform-provider-redpanda, docs/index.md."""


@dataclass(frozen=True, kw_only=True)
class KafkaAcl:
    """One access control entry, in the provider's words (`TOPIC`, `LITERAL`, `WRITE`, `ALLOW`)."""

    resource_type: str
    resource_name: str
    resource_pattern_type: str
    principal: str
    host: str
    operation: str
    permission_type: str


class KafkaAdmin(Protocol):
    """What Redpanda Cloud does on the brokers for us; each call returns once it is done, or raises `LabError`."""

    def broker_count(self) -> int:
        """How many brokers there are."""

    def create_topic(
        self, name: str, *, partitions: int, replication_factor: int, configuration: dict[str, str]
    ) -> None:
        """Make a topic that does not exist."""

    def delete_topic(self, name: str) -> None:
        """Take away a topic and its records."""

    def add_partitions(self, name: str, partitions: int) -> None:
        """Raise a topic's partitions to this number."""

    def configure_topic(self, name: str, configuration: dict[str, str]) -> None:
        """Give a topic this configuration, and the defaults for the rest."""

    def upsert_scram_user(self, name: str, password: str, mechanism: str) -> None:
        """Let a user log in; the mechanism is `scram-sha-256` or `scram-sha-512`."""

    def delete_scram_user(self, name: str, mechanism: str) -> None:
        """Take away a user's credential."""

    def has_scram_user(self, name: str, mechanism: str) -> bool:
        """Whether a user can log in, with whatever password."""

    def create_acl(self, acl: KafkaAcl) -> None:
        """Add an entry."""

    def delete_acl(self, acl: KafkaAcl) -> None:
        """Take away exactly that entry."""

    def has_acl(self, acl: KafkaAcl) -> bool:
        """Whether exactly that entry is there."""

    def partitions(self, topic: str) -> int | None:
        """How many a topic has; None where there is no such topic."""


@dataclass(frozen=True, kw_only=True)
class RedpandaServices:
    """What Redpanda Cloud does for its provider."""

    kafka: KafkaAdmin | None
    """The brokers; None where there is no Java, and then the store alone is written."""
    start_pipeline: Callable[[str], None]
    """Called with a pipeline's id, once its configuration is in the store."""
    stop_pipeline: Callable[[str], None]
    """Called with the id of a pipeline that was started."""


@dataclass(frozen=True, kw_only=True)
class RedpandaProvider(RedpandaServices):
    """What the backends work with."""

    store: RedpandaStore


def configure(
    _name: str, inputs: Properties, *, store: RedpandaStore, services: Callable[[], RedpandaServices]
) -> RedpandaProvider:
    """A provider with credentials from its arguments or, when it has none, from the environment.

    Raises `LabError` for none or half of them. Whose they are the lab does not check.
    """
    only(inputs, *CREDENTIALS)
    given = {argument: inputs.get(argument) for argument in CREDENTIALS}
    if not any(given.values()):
        given = {argument: os.environ.get(variable) for argument, variable in CREDENTIALS.items()}
    if not given["accessToken"] and not (given["clientId"] and given["clientSecret"]):
        raise rules.refusal(
            "clientId, clientSecret",
            " and ".join(argument for argument, value in given.items() if value) or "none",
            "both, or accessToken",
            rules.PROVIDER,
            "set them, or REDPANDA_CLIENT_ID and REDPANDA_CLIENT_SECRET",
        )
    return RedpandaProvider(store=store, **vars(services()))


def check_cluster(provider: RedpandaProvider, inputs: Properties) -> None:
    """Refuse a cluster that does not exist."""
    got, want = inputs.get("clusterApiUrl"), provider.store.cluster().cluster_api_url
    if got != want:
        raise rules.refusal("clusterApiUrl", repr(got), repr(want), "the lab's one cluster", "take it from get_cluster")


def get_cluster(provider: RedpandaProvider, arguments: Properties) -> dict[str, Any]:
    """The `redpanda_cluster` data source."""
    cluster = provider.store.cluster()
    if arguments.get("id") != cluster.id:
        raise rules.refusal(
            "id", repr(arguments.get("id")), repr(cluster.id), "the lab's one cluster", "set clusterId to it"
        )
    return {
        "id": cluster.id,
        "name": cluster.name,
        "clusterApiUrl": cluster.cluster_api_url,
        "cloudProvider": cluster.cloud_provider,
        "clusterType": cluster.cluster_type,
        "connectionType": cluster.connection_type,
        "region": cluster.region,
        "zones": cluster.zones,
        "networkId": cluster.network_id,
        "resourceGroupId": cluster.resource_group_id,
        "state": cluster.state,
        "kafkaApi": {"seedBrokers": cluster.seed_brokers},
    }
