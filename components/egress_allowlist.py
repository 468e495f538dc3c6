"""Redpanda Cloud: which private networks the pipelines of a cluster may reach, beside those that others have added."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult

from components import redpanda_cloud_api
from domain import egress_allowlist

SECTION, LIST = "redpanda_connect", "allowed_destination_cidr_ports"


class EgressAllowlistProvider(ResourceProvider):
    """Adds its own entries and removes no others: the list is one for the whole cluster.

    Pulumi stores it by reference to this module and runs its methods in a process of its own.
    """

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Add those that are not there."""
        _change(props["cluster_id"], remove=[], add=props["entries"])
        return CreateResult(id_=props["cluster_id"], outs=props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Those of ours that are there still."""
        present = _entries(redpanda_cloud_api.client(), id_)
        gone = egress_allowlist.missing_entries(present, props["entries"])
        return ReadResult(id_, {**props, "entries": egress_allowlist.without_entries(props["entries"], gone)})

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another cluster has another list."""
        return DiffResult(
            changes=any(olds.get(key) != news[key] for key in ("cluster_id", "entries")),
            replaces=["cluster_id"] if olds["cluster_id"] != news["cluster_id"] else [],
        )

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Remove those that are asked for no more, and add the rest."""
        _change(news["cluster_id"], remove=olds["entries"], add=news["entries"])
        return UpdateResult(news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Remove those of ours."""
        _change(props["cluster_id"], remove=props["entries"], add=[])


class EgressAllowlist(Resource, module="rpcn", name="EgressAllowlist"):
    """The way out of a Redpanda cluster to a private database; credentials are the Redpanda provider's own."""

    def __init__(
        self,
        name: str,
        cluster_id: str,
        entries: Sequence[Mapping[str, Any]],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(EgressAllowlistProvider(), name, {"cluster_id": cluster_id, "entries": list(entries)}, opts)


def _change(cluster_id: str, *, remove: Sequence[Mapping[str, Any]], add: Sequence[Mapping[str, Any]]) -> None:
    client = redpanda_cloud_api.client()
    present = _entries(client, cluster_id)
    wanted = egress_allowlist.with_entries(egress_allowlist.without_entries(present, remove), add)
    if wanted != present:
        redpanda_cloud_api.change_cluster(client, cluster_id, {SECTION: {LIST: wanted}})


def _entries(client: Any, cluster_id: str) -> list[Mapping[str, Any]]:
    cluster = redpanda_cloud_api.cluster(client, cluster_id)
    return list((cluster.get(SECTION) or {}).get(LIST) or [])
