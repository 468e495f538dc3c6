"""The files behind the lab's Redpanda Cloud."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lab.backends.backend import LabError
from lab.cloud.redpanda_store import RedpandaCluster, RedpandaStore

CLUSTER = RedpandaCluster(
    id="clxyz",
    name="lab",
    cluster_api_url="https://api",
    seed_brokers=["b:9092"],
    region="us-east-2",
    zones=["z"],
    nat_gateways=["198.51.100.17"],
)


def test_what_one_store_writes_another_reads(tmp_path: Path) -> None:
    writer, reader = RedpandaStore(tmp_path / "redpanda"), RedpandaStore(tmp_path / "redpanda")
    writer.write_cluster(CLUSTER)
    writer.put("topics", "orders", {"partitions": 3})
    writer.put("topics", "items", {"partitions": 1})
    writer.remove("topics", "items")
    writer.remove("topics", "never there")
    writer.write_pipeline_yaml("p1", "input: {}\n")
    assert reader.cluster() == CLUSTER
    assert reader.read("topics") == {"orders": {"partitions": 3}}
    assert reader.read("users") == {}
    assert reader.pipeline_yaml("p1").read_text() == "input: {}\n"


def test_a_lab_without_a_cluster_says_so(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="the lab has no cluster yet; run python -m lab up"):
        RedpandaStore(tmp_path).cluster()


def test_a_secret_exists_only_for_readers_with_its_scope(tmp_path: Path) -> None:
    store = RedpandaStore(tmp_path)
    store.put("secrets", "BOTH", {"data": "1", "scopes": ["SCOPE_REDPANDA_CONNECT", "SCOPE_REDPANDA_CLUSTER"]})
    store.put("secrets", "OTHER", {"data": "2", "scopes": ["SCOPE_REDPANDA_CLUSTER"]})
    assert store.secret_values("SCOPE_REDPANDA_CONNECT") == {"BOTH": "1"}
    assert store.secret_values("SCOPE_REDPANDA_CLUSTER") == {"BOTH": "1", "OTHER": "2"}


def test_every_file_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    store = RedpandaStore(tmp_path)
    store.write_cluster(CLUSTER)
    store.put("secrets", "PASSWORD", {"data": "hidden", "scopes": []})
    store.write_pipeline_yaml("p1", "input: {}")
    written = [file for file in tmp_path.rglob("*") if file.is_file() and file.stat().st_size]
    assert {file.name for file in written} == {"cluster.json", "secrets.json", "p1.yaml"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in written} == {0o600}


def test_threads_do_not_lose_each_others_records(tmp_path: Path) -> None:
    stores = [RedpandaStore(tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: stores[number % 4].put("acls", str(number), {}), range(80)))
    assert set(stores[0].read("acls")) == {str(number) for number in range(80)}


def test_a_failed_change_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    store = RedpandaStore(tmp_path)
    store.put("topics", "orders", {"partitions": 3})
    with pytest.raises(TypeError):
        store.put("topics", "items", {"partitions": object()})
    assert store.read("topics") == {"orders": {"partitions": 3}}
