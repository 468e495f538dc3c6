"""Up, down and what comes between, when things are not as they should be."""

import json
import os
import signal
import socket

import psutil
import pytest
import yaml

from lab.services.kafka_libraries import NEEDED


def left_over(lab):
    """Processes and files that `down` should have taken away."""
    home = str(lab.paths.home)
    processes = [
        p.info["cmdline"] for p in psutil.process_iter(["cmdline"]) if home in " ".join(p.info["cmdline"] or [])
    ]
    return processes, [path for path in (lab.paths.home, lab.paths.runtime) if path.exists()]


def only_line(done):
    (line,) = done.stderr.strip().splitlines()
    return line


def test_without_java_the_lab_runs_and_link_seven_is_reported_as_not_run(own_lab, path_without_java):
    lab = own_lab(PATH=path_without_java)
    lab.up()
    done = lab.run("prove", "--json")
    found = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 0
    for subject in ("7 change → topic", "topic without an ACL"):
        assert found[subject]["outcome"] == "not run"
        assert found[subject]["detail"].startswith(NEEDED)
    assert found["6 login → replication"]["outcome"] == "holds"
    pipeline = lab.paths.pipelines / lab.chain()["pipelines"][0]["id"]
    assert "there before the pipeline" in (pipeline / "log").read_text()  # the snapshot's row, printed instead


def test_destroy_deletes_everything_and_the_slot_and_down_leaves_nothing(own_lab, path_without_java):
    lab = own_lab(PATH=path_without_java)
    lab.up()
    made = lab.made()
    assert {"cdc-cluster", "iam_test-pipeline", "iam_test-slot"} <= made
    done = lab.run("destroy")
    assert done.returncode == 0, done.stderr
    deleted = {line.split()[4] for line in done.stdout.splitlines() if line.strip().startswith("delete ")}
    assert made <= deleted
    assert lab.made() == set()
    lab.run("down")
    assert left_over(lab) == ([], [])


def test_a_killed_service_is_named_and_the_next_up_starts_afresh(own_lab, path_without_java):
    lab = own_lab(PATH=path_without_java)
    lab.up()
    cloud = json.loads((lab.paths.home / "cloud-process.json").read_text())
    pipeline = json.loads((lab.paths.pipelines / lab.chain()["pipelines"][0]["id"] / "process.json").read_text())
    for process in (cloud, pipeline):
        os.kill(process["pid"], signal.SIGKILL)
    broken = lab.run("prove")
    assert broken.returncode == 3
    assert "the lab is not whole: the accounts' process, pipeline iam_test gone" in only_line(broken)
    again = lab.run("up")
    assert again.returncode == 0, again.stderr
    assert "removed what was left of an earlier lab (the accounts' process, pipeline iam_test gone)" in again.stdout
    lab.run("down")
    assert left_over(lab) == ([], [])


def test_a_port_in_use_is_one_clear_line_and_nothing_is_left(own_lab):
    lab = own_lab()
    with socket.create_server(("127.0.0.1", lab.port)):
        done = lab.run("up")
    assert done.returncode == 3
    assert (
        f"database.port: got {lab.port}, want a free port on 127.0.0.1 (address already in use)"
        in only_line(done).lower()
    )
    assert left_over(lab)[0] == []


def test_after_ctrl_c_during_up_the_next_one_goes_on_and_down_leaves_nothing(own_lab, path_without_java):
    lab = own_lab(PATH=path_without_java)
    up = lab.start("up")
    for line in up.stdout:
        if "cdc-vpc" in line:
            up.send_signal(signal.SIGINT)
            break
    rest = up.communicate()[0]
    assert up.returncode == 130
    assert "Traceback" not in rest
    assert "cdc-vpc" in lab.made()
    again = lab.up().stdout
    assert "cdc-cluster" in again
    assert "cdc-vpc" not in again
    lab.run("down")
    assert left_over(lab) == ([], [])


@pytest.mark.parametrize("command", ["prove", "env", "destroy", "run-pipeline"])
def test_a_command_that_needs_a_lab_says_so(own_lab, command):
    done = own_lab().run(command)
    assert (done.returncode, only_line(done)) == (3, "error the lab is not up; run python -m lab up")


def test_down_without_a_lab_says_so(own_lab):
    done = own_lab().run("down")
    assert (done.returncode, done.stdout.strip()) == (0, "there is no lab")


def test_a_mistake_in_the_stack_file_is_told_by_its_key_and_without_a_traceback(own_lab, path_without_java):
    lab = own_lab(PATH=path_without_java)
    config = yaml.safe_load(lab.stack_file.read_text())
    config["config"]["redpanda-aurora-iam:database"]["minAcu"] = 0
    config["config"]["redpanda-aurora-iam:pipline"] = []
    lab.stack_file.write_text(yaml.safe_dump(config))
    done = lab.run("up")
    assert done.returncode == 3
    assert "database.minAcu: got 0, want 0.5 or more" in done.stderr
    assert "pipline: unknown key, want `pipelines`" in done.stderr
    assert "Traceback" not in done.stderr
    assert lab.made() == set()
