"""The stand-in as the lab starts it: a process and a directory."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.paths import REPOSITORY
from tests.lab.connect_database import await_state
from tests.lab.connect_pipeline import SECRETS, text


@contextmanager
def stand_in(directory: Path, yaml_text: str) -> Iterator[subprocess.Popen[str]]:
    secrets = directory / "secrets.json"
    secrets.write_text(json.dumps(SECRETS))
    (directory / "pipeline.yaml").write_text(yaml_text)
    surroundings = {"variables": {"REDPANDA_BROKERS": None}, "secrets_file": str(secrets)}
    (directory / "environment.json").write_text(json.dumps(surroundings))
    with subprocess.Popen(
        [sys.executable, "-m", "lab.connect", str(directory)],
        cwd=REPOSITORY,
        env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_pipeline_that_cannot_log_in_goes_on_trying_and_ends_at_once_when_told_to(tmp_path: Path) -> None:
    with stand_in(tmp_path, text()) as process:
        status = await_state(tmp_path / "status.json", "error")
        assert status["last_error"].startswith("no credentials: got neither aws.id and aws.secret nor")
        assert status["pid"] == process.pid
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert json.loads((tmp_path / "status.json").read_text())["state"] == "stopped"
    assert status["last_error"] in output


def test_a_configuration_it_does_not_know_ends_it_with_one_message(tmp_path: Path) -> None:
    with stand_in(tmp_path, text().replace("temporary_slot: false", "temporary_slot: true")) as process:
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert output == "input.postgres_cdc.temporary_slot: got True, input should be False\n"
    assert json.loads((tmp_path / "status.json").read_text())["state"] == "error"


def test_no_secret_is_printed_or_stands_in_the_status(tmp_path: Path) -> None:
    broken = text().replace("${secrets.RPCN_ORDERS_PASSWORD}", '"${secrets.RPCN_ORDERS_PASSWORD}')
    with stand_in(tmp_path, broken) as process:
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    for secret in SECRETS.values():
        assert secret not in output + (tmp_path / "status.json").read_text()
