"""The program with pipelines as services of ECS: the links, the refusals, a new task, a task that cannot start."""

import pytest
import yaml

from lab.cloud.kept_resources import KeptResources, Task
from lab.cloud.record_store import RecordStore
from lab.lifecycle.state import LabState
from lab.prove.surroundings import Surroundings
from tests.lab.commands_here import diagnose
from tests.lab.proofs import LINKS_3_TO_6, LOGIN_REFUSALS, outcomes, stream_and_acl
from tests.lab.runtime_faults import break_and_mend, of_runtime


@pytest.fixture(scope="module")
def lab(runtime_lab):
    return runtime_lab("ecs")


def surroundings(lab):
    return Surroundings(lab.paths, LabState.load(lab.paths))


def tasks(lab):
    return KeptResources(RecordStore(lab.paths.kept)).all(Task)


def test_every_link_holds_and_every_refusal_is_refused(lab):
    stream, acl = stream_and_acl()
    assert outcomes(lab) == [
        ("1 task → its role", "holds"),
        ("2 its role may assume", "holds"),
        *LINKS_3_TO_6,
        *stream,
        ("another task's role", "refused"),
        ("an instance with the task role", "refused"),
        ("a task of another account with it", "refused"),
        *LOGIN_REFUSALS,
        acl,
    ]


def test_a_second_up_changes_nothing_even_after_a_look_at_everything(lab):
    done = lab.run("up", "--refresh")
    assert done.returncode == 0, done.stderr
    assert "  no change" in done.stdout


def test_another_configuration_is_another_task_and_the_old_one_has_ended(lab):
    (old,), before = tasks(lab), surroundings(lab).process.process
    config = yaml.safe_load(lab.stack_file.read_text())
    (pipeline,) = config["config"]["redpanda-aurora-iam:pipelines"]
    pipeline["snapshot"] = False
    lab.stack_file.write_text(yaml.safe_dump(config))
    lab.up()
    (new,) = tasks(lab)
    assert new.id != old.id
    assert before.find() is None
    assert surroundings(lab).process.status()["state"] == "running"


def test_a_task_whose_role_lost_its_way_fails_and_says_so(lab):
    around = surroundings(lab)
    iam, role = around.operator("redpanda").client("iam"), around.workload.own_role_arn.rpartition("/")[2]
    policy = around.state.chain["redpanda"]["assume_policy_name"]
    iam.delete_role_policy(RoleName=role, PolicyName=policy)
    done = lab.run("prove")
    assert done.returncode == 1
    assert "2 its role may assume" in done.stdout
    lab.run("up", "--refresh")
    assert lab.run("prove").returncode == 0


def test_the_doctor_finds_the_task_that_runs(lab):
    told = {finding["check"]: finding["result"] for finding in diagnose(lab)[1]["findings"]}
    assert told["iam_test: task runs"] == "pass"


@pytest.mark.parametrize("cause_id", of_runtime("ecs"))
def test_a_fault_is_named_alone_breaks_what_it_claims_and_is_mended(lab, with_brokers, cause_id):
    break_and_mend(lab, cause_id)


def test_destroy_ends_the_task_and_deletes_everything(lab):
    process = surroundings(lab).process
    done = lab.run("destroy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert process.status()["state"] == "stopped"
    assert (tasks(lab), lab.made()) == ([], set())
