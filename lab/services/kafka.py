"""The lab's Redpanda brokers: one Apache Kafka node (KRaft) with TLS, SCRAM users and ACLs, as a background process."""

import base64
import json
import os
import re
import secrets
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from lab.backends.backend import LabError
from lab.private_files import write_private
from lab.services.certificates import Leaf
from lab.services.kafka_settings import ADMIN, MECHANISM, server_properties
from lab.services.ports import free_ports, start_on_free_ports
from lab.services.processes import BackgroundProcess

CLUSTER_ID = base64.urlsafe_b64encode(b"rpcn-aurora-lab!").decode().rstrip("=")  # Kafka wants 16 bytes as base64

JAVA = (
    "java",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # the quick compiler alone: the broker lives for minutes
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)

CLASS_ARCHIVE = "classes.jsa"
"""Beside the jars, where there is one (kafka_archive.py)."""

START_SECONDS = 60.0

_CAUSE = re.compile(r"^(?:Caused by: )?(?:[\w.$]+\.)?(\w+(?:Exception|Error): .+)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class RunningBroker(BackgroundProcess):
    """The broker's process."""

    bootstrap: str
    """`host:port` for `bootstrap.servers`."""


class KafkaBroker:
    """One broker that trusts nobody but its users: SASL_SSL with SCRAM only, and no right without an ACL.

    Everything listens on 127.0.0.1. It has one replica and no other durability: its data is gone with its directory.
    """

    def __init__(self, directory: Path, libraries: Path, leaf: Leaf, ca_file: Path, *java_options: str) -> None:
        """`leaf` is a certificate for `localhost` and the address 127.0.0.1, its key in PKCS #8."""
        self._java_options = java_options
        self._directory = directory
        self._libraries = libraries
        self._leaf = leaf
        self._ca_file = ca_file

    def start(self) -> RunningBroker:
        """Format the storage, start the process in its own session and wait until the admin can log in.

        Raises `LabError` with the cause from the broker's log.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        self._directory.chmod(0o700)
        return start_on_free_ports(self._start)

    def _start(self) -> RunningBroker:
        port, controller_port = free_ports(2)
        self._write_configuration(port, controller_port)
        self._format()
        self._log.unlink(missing_ok=True)
        process = BackgroundProcess.launch(
            self._java(*self._java_options, "kafka.Kafka", str(self._configuration)),
            log=self._log,
            environment=os.environ,
        )
        running = RunningBroker(pid=process.pid, started=process.started, bootstrap=f"127.0.0.1:{port}")
        # Before it answers: whoever cleans up after a crash of this program must find it.
        write_private(self._announcement, json.dumps(vars(running)))
        try:
            self._await_login(running)
        except BaseException:
            running.kill()
            raise
        return running

    def stop(self) -> None:
        """End the process started here or by an earlier program; does nothing when it is gone."""
        self._end(RunningBroker.stop)

    def kill(self) -> None:
        """The same at once, where its data is not needed any more."""
        self._end(RunningBroker.kill)

    def is_running(self) -> bool:
        """Whether the process started here or by an earlier program still runs."""
        running = self._announced()
        return running is not None and running.find() is not None

    def client_config(self) -> dict[str, Any]:
        """What confluent-kafka needs to talk to the running broker as its admin; raises `LabError` when none runs."""
        running = self._announced()
        if running is None or running.find() is None:
            raise LabError(f"kafka: the broker is not running; its log is {self._log}")
        return self._admin_config(running.bootstrap)

    @property
    def _configuration(self) -> Path:
        return self._directory / "server.properties"

    @property
    def _scram_arguments(self) -> Path:
        return self._directory / "scram.args"

    @property
    def _announcement(self) -> Path:
        return self._directory / "broker.json"

    @property
    def _log(self) -> Path:
        return self._directory / "broker.log"

    def _password(self) -> str:
        file = self._directory / "admin-password"
        if not file.exists():
            write_private(file, secrets.token_urlsafe(24))
        return file.read_text()

    def _admin_config(self, bootstrap: str) -> dict[str, Any]:
        return {
            "bootstrap.servers": bootstrap,
            "security.protocol": "SASL_SSL",
            "ssl.ca.location": str(self._ca_file),
            "sasl.mechanism": MECHANISM,
            "sasl.username": ADMIN,
            "sasl.password": self._password(),
        }

    def _write_configuration(self, port: int, controller_port: int) -> None:
        keystore = self._directory / "keystore.pem"
        write_private(keystore, self._leaf.key_file.read_text() + self._leaf.certificate_file.read_text())
        # In a file, not on a command line that every user of the machine can read.
        scram = f"{MECHANISM}=[name={ADMIN},password={self._password()}]"
        write_private(self._scram_arguments, f"--add-scram\n{scram}\n")
        settings = server_properties(
            port=port,
            controller_port=controller_port,
            data=self._directory / "data",
            keystore=keystore,
            truststore=self._ca_file,
            password=self._password(),
        )
        write_private(self._configuration, "".join(f"{name}={value}\n" for name, value in settings.items()))

    def _java(self, *arguments: str) -> list[str]:
        archive = self._libraries / CLASS_ARCHIVE
        archived = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
        return [*JAVA, *archived, "-cp", f"{self._libraries}/*", *arguments]

    def _format(self) -> None:
        """Make the storage and its first user; does nothing to a storage that is there."""
        storage = ["--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", str(self._configuration)]
        command = self._java("kafka.tools.StorageTool", "format", *storage, f"@{self._scram_arguments}")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=START_SECONDS, check=False)
        except FileNotFoundError:
            raise LabError("kafka: needs Java 17 and Maven: java is not on PATH") from None
        if done.returncode != 0:
            raise LabError(f"kafka: the storage could not be formatted: {_cause(done.stdout + done.stderr)}")

    def _await_login(self, broker: RunningBroker) -> None:
        # Until it listens each attempt is an error, which would be printed.
        quiet: dict[str, Any] = {"log_level": 0, "error_cb": lambda *_: None}
        admin = AdminClient({**self._admin_config(broker.bootstrap), **quiet})
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if broker.find() is None:
                raise LabError(f"kafka: the broker did not start: {_cause(self._log.read_text())}")
            try:
                admin.list_topics(timeout=1)
            except KafkaException:
                continue
            return
        raise LabError(f"kafka: no answer in {START_SECONDS:.0f} s: {_cause(self._log.read_text())}; see {self._log}")

    def _end(self, end: Callable[[RunningBroker], None]) -> None:
        running = self._announced()
        if running is not None:
            end(running)
        self._announcement.unlink(missing_ok=True)

    def _announced(self) -> RunningBroker | None:
        try:
            return RunningBroker(**json.loads(self._announcement.read_text()))
        except FileNotFoundError:
            return None


def _cause(log: str) -> str:
    """The first exception a Java log names, without its packages; the last line when it names none."""
    found = _CAUSE.search(log)
    return found.group(1) if found else next(iter(log.splitlines()[-1:]), "it said nothing")
