import json
import socket
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AclOperation, AdminClient, ConfigResource

from lab.backends.backend import LabError
from lab.backends.redpanda import KafkaAcl
from lab.services import kafka
from lab.services.certificates import CertificateAuthority
from lab.services.kafka import CLASS_ARCHIVE, KafkaBroker
from lab.services.kafka_admin import ConfluentKafkaAdmin
from lab.services.kafka_archive import archive_classes
from lab.services.ports import free_ports
from tests.lab.kafka_world import (
    LIBRARIES,
    PASSWORD,
    USER,
    add_user,
    allow,
    make_broker,
    needs_kafka,
    new_topic,
    read,
    running_broker,
)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("broker")


@pytest.fixture(scope="module")
def broker(directory: Path) -> Iterator[KafkaBroker]:
    with running_broker(directory) as broker:
        yield broker


@pytest.fixture(scope="module")
def admin(broker: KafkaBroker) -> AdminClient:
    return AdminClient(broker.client_config())


@pytest.fixture(scope="module")
def user(admin: AdminClient) -> str:
    add_user(admin)
    return USER


def as_user(broker: KafkaBroker, **settings: object) -> dict[str, object]:
    login = {"sasl.username": USER, "sasl.password": PASSWORD, "log_level": 0, "error_cb": lambda *_: None}
    return {**broker.client_config(), **login, **settings}


def write(broker: KafkaBroker, topic: str, **settings: object) -> str:
    answers: list[str] = []
    producer = Producer(as_user(broker, **{"message.timeout.ms": 5000, **settings}))
    producer.produce(topic, b"x", on_delivery=lambda error, _: answers.append(error.name() if error else "written"))
    producer.flush(10)
    return answers[0]


def meets(error: str, settings: dict[str, object]) -> bool:
    """Whether a client is told of this error; a busy broker may end a connection before, which tells nothing."""
    errors: list[str] = []
    client = Producer({**settings, "error_cb": lambda told: errors.append(told.name())})
    deadline = time.monotonic() + 20
    while error not in errors and time.monotonic() < deadline:
        client.poll(1)
    return error in errors


@needs_kafka
def test_a_user_writes_to_a_topic_only_once_an_acl_says_so(broker: KafkaBroker, admin: AdminClient, user: str) -> None:
    topic = new_topic(admin, "orders")
    assert write(broker, topic) == "TOPIC_AUTHORIZATION_FAILED"
    allow(admin, topic, AclOperation.WRITE)
    allow(admin, topic, AclOperation.DESCRIBE)
    assert write(broker, topic) == "written"
    assert [message.value() for message in read(broker, topic, 1)] == [b"x"]


@needs_kafka
@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"sasl.password": "another"}, "_AUTHENTICATION"),
        ({"sasl.username": "nobody"}, "_AUTHENTICATION"),
        ({"sasl.mechanism": "PLAIN"}, "_AUTHENTICATION"),
        ({"security.protocol": "SSL"}, "_ALL_BROKERS_DOWN"),
        ({"security.protocol": "SASL_PLAINTEXT"}, "_ALL_BROKERS_DOWN"),
    ],
)
def test_nobody_comes_in_without_tls_and_the_right_password(
    broker: KafkaBroker, user: str, wrong: dict[str, str], refusal: str
) -> None:
    assert meets(refusal, as_user(broker, **wrong))


@needs_kafka
def test_a_client_that_trusts_another_authority_refuses_the_broker(broker: KafkaBroker, tmp_path: Path) -> None:
    other = CertificateAuthority(tmp_path).ca_file
    assert meets("_SSL", as_user(broker, **{"ssl.ca.location": str(other)}))


@needs_kafka
def test_a_topic_is_never_made_by_writing_to_it(broker: KafkaBroker, admin: AdminClient) -> None:
    admin.list_topics("not-made", timeout=10)
    assert "not-made" not in admin.list_topics(timeout=10).topics
    [config] = admin.describe_configs([ConfigResource(ConfigResource.Type.BROKER, "1")]).values()
    assert config.result(10)["auto.create.topics.enable"].value == "false"


@needs_kafka
def test_the_admin_finds_what_is_there_and_misses_what_is_not(broker: KafkaBroker) -> None:
    hand = ConfluentKafkaAdmin(broker.client_config())
    entry = KafkaAcl(
        resource_type="TOPIC",
        resource_name="looked-at",
        resource_pattern_type="LITERAL",
        principal="User:looked-at",
        host="*",
        operation="WRITE",
        permission_type="ALLOW",
    )
    assert (hand.partitions("looked-at"), hand.has_acl(entry)) == (None, False)
    assert not hand.has_scram_user("looked-at", "scram-sha-256")
    hand.create_topic("looked-at", partitions=2, replication_factor=1, configuration={})
    hand.create_acl(entry)
    hand.upsert_scram_user("looked-at", PASSWORD, "scram-sha-256")
    assert (hand.partitions("looked-at"), hand.has_acl(entry)) == (2, True)
    assert not hand.has_acl(replace(entry, operation="READ"))
    assert hand.has_scram_user("looked-at", "scram-sha-256")
    assert not hand.has_scram_user("looked-at", "scram-sha-512")


@needs_kafka
def test_its_classes_come_from_the_archive_beside_the_jars(broker: KafkaBroker, directory: Path) -> None:
    process = psutil.Process(json.loads((directory / "kafka" / "broker.json").read_text())["pid"])
    assert str(LIBRARIES / CLASS_ARCHIVE) in {mapped.path for mapped in process.memory_maps()}


@needs_kafka
def test_a_jvm_that_writes_no_archive_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jars = tmp_path / "jars"
    jars.mkdir()
    for jar in LIBRARIES.glob("*.jar"):
        (jars / jar.name).symlink_to(jar)
    monkeypatch.setattr(kafka, "JAVA", (*kafka.JAVA, "-Xshare:off"))  # as where a JVM comes without its base archive
    archive_classes(jars)
    assert not (jars / CLASS_ARCHIVE).exists()


@needs_kafka
def test_every_port_of_the_broker_is_on_loopback(broker: KafkaBroker, directory: Path) -> None:
    pid = json.loads((directory / "kafka" / "broker.json").read_text())["pid"]
    listening = [at.laddr.ip for at in psutil.Process(pid).net_connections() if at.status == psutil.CONN_LISTEN]
    assert {ip.removeprefix("::ffff:") for ip in listening} == {"127.0.0.1"}
    assert len(listening) == 2


@needs_kafka
def test_passwords_stand_in_no_command_line_and_in_no_file_others_can_read(
    broker: KafkaBroker, directory: Path
) -> None:
    password = broker.client_config()["sasl.password"]
    pid = json.loads((directory / "kafka" / "broker.json").read_text())["pid"]
    assert password not in " ".join(psutil.Process(pid).cmdline())
    assert stat.S_IMODE((directory / "kafka").stat().st_mode) == 0o700
    holders = [file for file in (directory / "kafka").iterdir() if file.is_file() and password in file.read_text()]
    assert {file.name for file in holders} == {"admin-password", "server.properties", "scram.args"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in holders} == {0o600}


@needs_kafka
def test_another_program_finds_and_stops_the_broker_and_a_new_start_keeps_its_topics(tmp_path: Path) -> None:
    here, elsewhere = make_broker(tmp_path), make_broker(tmp_path)
    started = here.start()
    new_topic(AdminClient(elsewhere.client_config()), "kept")
    elsewhere.stop()
    assert not psutil.pid_exists(started.pid)
    with pytest.raises(LabError, match="kafka: the broker is not running"):
        here.client_config()
    here.start()
    topics = AdminClient(here.client_config()).list_topics(timeout=10).topics
    here.stop()
    here.stop()
    assert "kept" in topics


def taken_then(monkeypatch: pytest.MonkeyPatch, taken: int, *later: list[int]) -> list[list[int]]:
    """The choices of ports that are left to the broker, whose first ones name a port that is taken."""
    choices = [[taken, *free_ports(1)], *later]
    monkeypatch.setattr("lab.services.kafka.free_ports", lambda _: choices.pop(0))
    return choices


@needs_kafka
def test_a_broker_that_cannot_start_gives_the_cause_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        left = taken_then(monkeypatch, port, [port, *free_ports(1)])
        monkeypatch.setattr("lab.services.ports.ATTEMPTS", 2)
        with pytest.raises(LabError, match=rf"did not start: .*127.0.0.1:{port}: Address already in use") as refused:
            make_broker(tmp_path).start()
    assert "\n" not in str(refused.value)
    assert left == []


@needs_kafka
def test_a_broker_whose_port_was_taken_meanwhile_takes_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broker, later = make_broker(tmp_path), free_ports(2)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        taken_then(monkeypatch, taken.getsockname()[1], later)
        started = broker.start()
    try:
        assert started.bootstrap == f"127.0.0.1:{later[0]}"
        assert broker.is_running()
    finally:
        broker.stop()
