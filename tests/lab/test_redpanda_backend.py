"""What the Redpanda backends make: on the brokers, in the store and as outputs."""

from pathlib import Path
from typing import Any

import pulumi_redpanda as redpanda
import pytest
from pulumi import _types

from lab.backends.backend import LabError
from lab.backends.redpanda import FUNCTIONS, KafkaAcl, RedpandaServices, configure
from tests.lab.redpanda_lab import INPUTS, URL, Lab

ENTRY = KafkaAcl(
    resource_type="TOPIC",
    resource_name="orders",
    resource_pattern_type="LITERAL",
    principal="User:writer",
    host="*",
    operation="WRITE",
    permission_type="ALLOW",
)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


@pytest.mark.parametrize("kind", INPUTS)
def test_every_output_the_bindings_declare_is_given(lab: Lab, kind: str) -> None:
    left_out = {"User": {"password", "passwordWo", "passwordWoVersion"}, "Secret": {"secretData"}}
    optional = {"Pipeline": {"description", "serviceAccount", "tags", "timeouts"}}
    declared = set(_types.resource_types(getattr(redpanda, kind)))
    assert set(lab.create(kind).outputs) == declared - left_out.get(kind, set()) - optional.get(kind, set())


def test_the_look_up_gives_every_property_the_bindings_declare(lab: Lab) -> None:
    found = FUNCTIONS["redpanda:index/getCluster:getCluster"](lab.provider, {"id": "clxyz"})
    assert set(found) == set(_types.output_type_types(redpanda.GetClusterResult))
    assert (found["clusterApiUrl"], found["kafkaApi"]) == (URL, {"seedBrokers": ["127.0.0.1:9092"]})


def test_a_topic_has_no_more_replicas_than_brokers_and_reports_what_was_asked(lab: Lab) -> None:
    created = lab.create("Topic")
    assert lab.kafka.asked == [("create_topic", "orders", 3, 1, {"cleanup.policy": "compact"})]
    assert (created.id, created.outputs["replicationFactor"], created.outputs["partitionCount"]) == ("orders", 3, 3)
    created.delete()
    assert lab.kafka.asked[1:] == [("delete_topic", "orders")]
    assert lab.store.read("topics") == {}


def test_a_topic_that_leaves_the_numbers_to_the_cluster_learns_them(lab: Lab) -> None:
    outputs = lab.create("Topic", partitionCount=-1, replicationFactor=-1).outputs
    assert (outputs["partitionCount"], outputs["replicationFactor"]) == (1, 3)


def test_more_partitions_and_another_configuration_are_set_in_place(lab: Lab) -> None:
    topic = lab.create("Topic")
    topic.update(partitionCount=6, configuration={"retention.ms": "1"}, allowDeletion=False)
    assert lab.kafka.asked[1:] == [
        ("add_partitions", "orders", 6),
        ("configure_topic", "orders", {"retention.ms": "1"}),
    ]
    assert (topic.outputs["partitionCount"], topic.outputs["allowDeletion"]) == (6, False)
    assert topic.drift() == {}


def test_fewer_partitions_or_other_replicas_make_another_topic(lab: Lab) -> None:
    topic = lab.create("Topic")
    assert topic.replaced_by(partitionCount=2) == {"partitionCount"}
    assert topic.replaced_by(partitionCount=4, replicationFactor=1, name="other") == {"replicationFactor", "name"}


def test_a_topic_that_exists_is_refused(lab: Lab) -> None:
    lab.create("Topic")
    with pytest.raises(LabError, match="name: got 'orders', want a name that is free"):
        lab.create("Topic")


def test_a_user_logs_in_with_the_write_only_password_and_nobody_reads_it_back(lab: Lab) -> None:
    created = lab.create("User", password="older")
    assert lab.kafka.asked == [("upsert_scram_user", "writer", "hidden", "scram-sha-512")]
    assert "passwordWo" not in created.outputs
    assert "hidden" not in str(lab.store.read("users"))
    created.delete()
    assert lab.kafka.asked[1:] == [("delete_scram_user", "writer", "scram-sha-512")]
    assert lab.store.read("users") == {}


def test_a_user_or_secret_that_exists_is_taken_over_with_the_password_it_has(lab: Lab) -> None:
    for _ in range(2):
        lab.create("User")
        lab.create("Secret")
    lab.create("User", passwordWo="newer")
    lab.create("Secret", secretData="newer")
    assert len(lab.kafka.asked) == 1
    assert lab.store.secret_values("SCOPE_REDPANDA_CONNECT") == {"PASSWORD": "hidden"}


def test_an_acl_is_made_and_taken_away_as_one_entry(lab: Lab) -> None:
    created = lab.create("Acl")
    assert created.id == "TOPIC:orders:LITERAL:User:writer:*:WRITE:ALLOW"
    created.delete()
    assert lab.kafka.asked == [("create_acl", ENTRY), ("delete_acl", ENTRY)]
    assert lab.store.read("acls") == {}


def test_a_secret_is_kept_until_it_is_deleted_and_nobody_reads_it_back(lab: Lab) -> None:
    created = lab.create("Secret")
    assert (created.id, created.outputs["secretDataVersion"]) == ("PASSWORD", 0)
    assert "secretData" not in created.outputs
    created.delete()
    assert lab.store.secret_values("SCOPE_REDPANDA_CONNECT") == {}


@pytest.mark.parametrize("kind", INPUTS)
def test_a_refresh_finds_what_is_as_it_was_made(lab: Lab, kind: str) -> None:
    assert lab.create(kind).drift() == {}


@pytest.mark.parametrize("kind", INPUTS)
def test_what_is_deleted_by_hand_is_gone_only_where_it_might_be_deleted(lab: Lab, kind: str) -> None:
    made = lab.create(kind)
    lab.store.remove(f"{kind.lower()}s", made.id)  # type: ignore[arg-type]
    assert made.drift() == {"": None}
    made.outputs["allowDeletion"] = False
    with pytest.raises(LabError, match=f"{made.id}: not found, and allowDeletion is false".replace("*", r"\*")):
        made.drift()


@pytest.mark.parametrize("kind", ["Topic", "User", "Acl"])
def test_what_the_brokers_have_lost_is_gone_though_the_cloud_remembers_it(lab: Lab, kind: str) -> None:
    made = lab.create(kind)
    lab.kafka.forgotten = True
    assert made.drift() == {"": None}


def test_partitions_added_by_hand_are_drift(lab: Lab) -> None:
    topic = lab.create("Topic")
    lab.kafka.by_hand["orders"] = 7
    assert topic.drift() == {"partitionCount": 7}


def test_a_password_is_sent_with_another_version_and_not_without(lab: Lab) -> None:
    user = lab.create("User", passwordWoVersion=1)
    user.update(passwordWo="newer")
    assert len(lab.kafka.asked) == 1
    user.update(passwordWoVersion=2)
    assert lab.kafka.asked[1:] == [("upsert_scram_user", "writer", "newer", "scram-sha-512")]


def test_a_secret_is_sent_with_another_version_and_not_without(lab: Lab) -> None:
    secret = lab.create("Secret", secretDataVersion=1)
    secret.update(secretData="newer", labels={"team": "shop"})
    assert lab.store.secret_values("SCOPE_REDPANDA_CONNECT") == {"PASSWORD": "hidden"}
    assert secret.outputs["labels"] == {"team": "shop"}
    secret.update(secretDataVersion=2)
    assert lab.store.secret_values("SCOPE_REDPANDA_CONNECT") == {"PASSWORD": "newer"}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("User", {"name": "other"}),
        ("Secret", {"name": "OTHER"}),
        ("Acl", {"operation": "READ"}),
        ("Acl", {"principal": "User:other"}),
        ("Pipeline", {"clusterApiUrl": "https://elsewhere"}),
    ],
)
def test_what_cannot_be_changed_in_place_makes_another(lab: Lab, kind: str, change: dict[str, Any]) -> None:
    assert lab.create(kind).replaced_by(**change) == set(change)


@pytest.mark.parametrize("kind", INPUTS)
def test_without_a_broker_the_store_alone_is_written(tmp_path: Path, kind: str) -> None:
    lab = Lab(tmp_path, broker=False)
    created = lab.create(kind)
    records = lab.store.read(f"{kind.lower()}s")  # type: ignore[arg-type]
    assert set(records) == {created.id}
    created.delete()
    assert lab.store.read(f"{kind.lower()}s") == {}  # type: ignore[arg-type]


def test_credentials_come_from_the_environment_only_when_no_argument_is_given(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDPANDA_CLIENT_ID", "id")
    monkeypatch.setenv("REDPANDA_CLIENT_SECRET", "secret")
    none = RedpandaServices(kafka=None, start_pipeline=print, stop_pipeline=print)
    services: dict[str, Any] = {"store": lab.store, "services": lambda: none}
    assert configure("cloud", {}, **services).store is lab.store
    with pytest.raises(LabError, match="got clientId, want both"):
        configure("cloud", {"clientId": "id"}, **services)
