"""What the Redpanda provider and its API refuse, the lab refuses: one row per rule, with the line a reader sees."""

from pathlib import Path
from typing import Any

import pytest

from lab.backends.backend import LabError
from lab.backends.redpanda import FUNCTIONS, RedpandaProvider, configure
from tests.lab.redpanda_lab import URL, Lab, make

HIDDEN = "a-password-nobody-may-see"

VALID: dict[str, dict[str, Any]] = {
    "Topic": {"name": "orders"},
    "User": {"name": "writer", "passwordWo": HIDDEN},
    "Acl": {
        "resourceType": "TOPIC",
        "resourceName": "orders",
        "resourcePatternType": "LITERAL",
        "principal": "User:writer",
        "host": "*",
        "operation": "WRITE",
        "permissionType": "ALLOW",
    },
    "Secret": {"name": "PASSWORD", "secretData": HIDDEN, "scopes": ["SCOPE_REDPANDA_CONNECT"]},
    "Pipeline": {"displayName": "orders", "configYaml": "input: {}"},
}

CHANGES: list[tuple[str, dict[str, Any], str]] = [
    *[
        (kind, {"clusterApiUrl": "https://elsewhere"}, f"clusterApiUrl: got 'https://elsewhere', want '{URL}'")
        for kind in VALID
    ],
    ("Topic", {"name": "t" * 250}, "name: got 250 characters, want 1 to 249 characters"),
    ("Topic", {"name": "or ders"}, r"name: got 'or ders', want 1 to 249 characters matching ^[a-zA-Z0-9._\-]*$"),
    ("Topic", {"partitionCount": 0}, "partitionCount: got 0, want 1 or more"),
    ("Topic", {"partitionCount": -2}, "partitionCount: got -2, want 1 or more"),
    ("Topic", {"partitionCount": 1.5}, "partitionCount: got 1.5, want 1 or more"),
    ("Topic", {"replicationFactor": 0}, "replicationFactor: got 0, want 1, 3 or 5"),
    ("Topic", {"replicationFactor": 2}, "replicationFactor: got 2, want 1, 3 or 5"),
    ("Topic", {"replicationFactor": 7}, "replicationFactor: got 7, want 1, 3 or 5"),
    ("Topic", {"replicaAssignments": []}, "replicaAssignments: the lab's backend does not emulate"),
    ("User", {"name": "u" * 129}, "name: got 129 characters, want 1 to 128 characters"),
    ("User", {"mechanism": "SCRAM-SHA-256"}, "mechanism: got 'SCRAM-SHA-256', want scram-sha-256, scram-sha-512"),
    ("User", {"mechanism": "plain"}, "mechanism: got 'plain', want scram-sha-256, scram-sha-512"),
    ("User", {"passwordWo": None}, "passwordWo, password: got neither, want one of them"),
    ("User", {"passwordWo": "ab"}, "passwordWo: got 2 characters, want 3 to 128 characters"),
    ("User", {"passwordWo": None, "password": "p" * 129}, "password: got 129 characters, want 3 to 128 characters"),
    ("User", {"roles": []}, "roles: the lab's backend does not emulate"),
    ("Acl", {"resourceType": "topic"}, "resourceType: got 'topic', want TOPIC, GROUP, CLUSTER"),
    ("Acl", {"resourceName": None}, "resourceName: got no text, want a text"),
    ("Acl", {"resourcePatternType": "MATCH"}, "resourcePatternType: got 'MATCH', want LITERAL, PREFIXED"),
    ("Acl", {"principal": "writer"}, "principal: got 'writer', want a text matching ^(User|RedpandaRole):.+$"),
    ("Acl", {"host": "localhost"}, "host: got 'localhost', want '*' or an IP address"),
    ("Acl", {"operation": "write"}, "operation: got 'write', want ALL, READ, WRITE"),
    ("Acl", {"operation": None}, "operation: got nothing, want ALL, READ, WRITE"),
    ("Acl", {"permissionType": "allow"}, "permissionType: got 'allow', want ALLOW, DENY"),
    ("Acl", {"resourceType": "CLUSTER"}, "resourceName: got 'orders', want 'kafka-cluster'"),
    ("Acl", {"roles": []}, "roles: the lab's backend does not emulate"),
    ("Secret", {"name": "password"}, "name: got 'password', want 1 to 255 characters matching ^[A-Z][A-Z0-9_]*$"),
    ("Secret", {"name": "P" * 256}, "name: got 256 characters, want 1 to 255 characters"),
    ("Secret", {"scopes": []}, "scopes: got nothing, want SCOPE_REDPANDA_CONNECT, "),
    (
        "Secret",
        {"scopes": ["SCOPE_REDPANDA_CONNECT", "CONNECT"]},
        "scopes: got 'CONNECT', want SCOPE_REDPANDA_CONNECT, ",
    ),
    ("Secret", {"secretData": ""}, "secretData: got no text, want a text"),
    ("Secret", {"ttl": 1}, "ttl: the lab's backend does not emulate"),
    ("Pipeline", {"configYaml": ""}, "configYaml: got no text, want a text"),
    ("Pipeline", {"displayName": "ab"}, "displayName: got 2 characters, want 3 to 128 characters"),
    ("Pipeline", {"displayName": "or.ders"}, "displayName: got 'or.ders', want 3 to 128 characters matching "),
    ("Pipeline", {"state": "RUNNING"}, "state: got 'RUNNING', want running, stopped"),
    ("Pipeline", {"description": "d" * 257}, "description: got 257 characters, want 0 to 256 characters"),
    ("Pipeline", {"tags": {str(n): "" for n in range(17)}}, "tags: got 17, want at most 16"),
    (
        "Pipeline",
        {"resources": {"cpuShares": "200m", "memoryShares": "400M"}},
        "resources.cpuShares, resources.memoryShares: got '200m', '400M', want 800M",
    ),
    (
        "Pipeline",
        {"resources": {"cpuShares": "150m"}},
        "resources.cpuShares, resources.memoryShares: got '150m', '400M', want 100m to 1500m",
    ),
    ("Pipeline", {"serviceAccount": {"clientSecret": "${secrets.SA}"}}, "serviceAccount.clientId: got no text"),
    (
        "Pipeline",
        {"serviceAccount": {"clientId": "id", "clientSecret": HIDDEN}},
        "serviceAccount.clientSecret: got something else, want a reference ${secrets.NAME}",
    ),
    ("Pipeline", {"url": ""}, "url: the lab's backend does not emulate"),
]


@pytest.fixture
def provider(tmp_path: Path) -> RedpandaProvider:
    return Lab(tmp_path, broker=False).provider


def create(provider: RedpandaProvider, kind: str, inputs: dict[str, Any]) -> Any:
    return make(provider, kind, {"clusterApiUrl": URL, **VALID[kind], **inputs})


@pytest.mark.parametrize(("kind", "change", "message"), CHANGES)
def test_a_value_the_cloud_refuses_is_refused_by_its_name(
    provider: RedpandaProvider, kind: str, change: dict[str, Any], message: str
) -> None:
    inputs = {name: value for name, value in {**VALID[kind], **change}.items() if value is not None}
    with pytest.raises(LabError) as refused:
        make(provider, kind, {"clusterApiUrl": URL, **inputs})
    assert str(refused.value).startswith(message)
    assert "; " in str(refused.value)
    assert HIDDEN not in str(refused.value)
    assert provider.store.read(f"{kind.lower()}s") == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("Topic", {"name": "a.b_c-9", "partitionCount": -1, "replicationFactor": -1}),
        ("Topic", {"name": "t" * 249, "partitionCount": 3, "replicationFactor": 5}),
        ("User", {"name": "u" * 128, "mechanism": "scram-sha-512", "passwordWo": "abc"}),
        ("Acl", {"resourceType": "CLUSTER", "resourceName": "kafka-cluster", "operation": "IDEMPOTENT_WRITE"}),
        ("Acl", {"principal": "RedpandaRole:admin", "host": "2001:db8::1", "permissionType": "DENY"}),
        ("Acl", {"resourceType": "GROUP", "resourcePatternType": "PREFIXED", "operation": "READ"}),
        ("Secret", {"name": "P_1", "scopes": ["SCOPE_REDPANDA_CLUSTER", "SCOPE_REDPANDA_CONNECT"]}),
        (
            "Pipeline",
            {"displayName": "Or-de_rs 1/2", "description": "d" * 256, "tags": {str(n): "" for n in range(16)}},
        ),
        ("Pipeline", {"resources": {"cpuShares": "7200m", "memoryShares": "28800M"}}),
        ("Pipeline", {"serviceAccount": {"clientId": "id", "clientSecret": "${secrets.GROUP.SA_1}"}}),
    ],
)
def test_a_value_at_the_edge_of_a_rule_is_taken(provider: RedpandaProvider, kind: str, change: dict[str, Any]) -> None:
    created = create(provider, kind, change)
    assert set(provider.store.read(f"{kind.lower()}s")) == {created.id}  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", VALID)
@pytest.mark.parametrize("allowed", [{}, {"allowDeletion": False}])
def test_nothing_is_deleted_without_allow_deletion(
    provider: RedpandaProvider, kind: str, allowed: dict[str, bool]
) -> None:
    created = create(provider, kind, allowed)
    with pytest.raises(LabError, match="allowDeletion: got false, want true"):
        created.delete()
    assert set(provider.store.read(f"{kind.lower()}s")) == {created.id}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("inputs", "got"),
    [({}, "none"), ({"clientId": "id"}, "clientId"), ({"clientSecret": HIDDEN}, "clientSecret")],
)
def test_a_provider_without_whole_credentials_is_refused(
    provider: RedpandaProvider, monkeypatch: pytest.MonkeyPatch, inputs: dict[str, str], got: str
) -> None:
    for variable in ("REDPANDA_ACCESS_TOKEN", "REDPANDA_CLIENT_ID", "REDPANDA_CLIENT_SECRET"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(LabError) as refused:
        configure("cloud", inputs, store=provider.store, services=lambda: None)
    assert str(refused.value).startswith(f"clientId, clientSecret: got {got}, want both, or accessToken")
    assert HIDDEN not in str(refused.value)


def test_a_cluster_of_another_id_is_not_found(provider: RedpandaProvider) -> None:
    with pytest.raises(LabError, match="id: got 'clabc', want 'clxyz'"):
        FUNCTIONS["redpanda:index/getCluster:getCluster"](provider, {"id": "clabc"})
