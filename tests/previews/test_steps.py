"""`python -m previews` as the workflows call it, in a repository of the test's own."""

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY

STACK_FILE = """
config:
  shop:redpanda: {accountId: "111111111111", profile: redpanda, region: us-east-2}
  shop:database: {accountId: "222222222222", profile: database, region: us-east-2}
"""
IDENTITY = {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Checkout:
    """A clone, as a workflow has it."""

    def __init__(self, directory):
        self.directory = directory
        self.outputs, self.summary = directory / "outputs", directory / "summary"
        self.git("init", "--quiet")

    def git(self, *arguments):
        command = ["git", "-C", str(self.directory), *arguments]
        environment = {**os.environ, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, **files):
        for name, content in files.items():
            (self.directory / name.replace("__", ".")).write_text(content)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")
        return self.git("rev-parse", "HEAD")

    def step(self, *arguments, **variables):
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY),
            "GITHUB_OUTPUT": str(self.outputs),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            **variables,
        }
        command = [sys.executable, "-m", "previews", *arguments]
        return subprocess.run(command, cwd=self.directory, env=environment, capture_output=True, text=True, check=False)

    def told(self):
        lines = self.outputs.read_text().splitlines()
        return {name: json.loads(value) for name, _, value in (line.partition("=") for line in lines)}


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def changed(checkout, **files):
    base = checkout.commit(Pulumi__dev__yaml=STACK_FILE, Pulumi__prod__yaml=STACK_FILE)
    return {"BASE_SHA": base, "HEAD_SHA": checkout.commit(**files)}


def test_the_stack_whose_file_changed_is_previewed_and_the_other_is_not(checkout):
    commits = changed(checkout, Pulumi__prod__yaml=STACK_FILE + "# changed\n")
    done = checkout.step("stacks", "--role", "reader", STACKS="dev prod", **commits)
    assert done.returncode == 0, done.stderr
    (stack,) = checkout.told()["stacks"]
    assert (stack["name"], stack["first"]["role"]) == ("prod", "arn:aws:iam::111111111111:role/reader")
    assert checkout.told()["notes"] == []


def test_a_stack_that_is_not_listed_is_told(checkout):
    commits = changed(checkout, Pulumi__prod__yaml=STACK_FILE + "# changed\n")
    checkout.step("stacks", "--role", "reader", STACKS="dev", **commits)
    assert checkout.told() == {
        "stacks": [],
        "notes": ["`Pulumi.prod.yaml` changed, but its stack is not in `STACKS`."],
    }


def test_where_nothing_is_set_up_only_the_summary_says_so(checkout):
    commits = changed(checkout, Pulumi__prod__yaml=STACK_FILE + "# changed\n")
    assert checkout.step("stacks", "--role", "reader", **commits).returncode == 0
    assert checkout.told() == {"stacks": [], "notes": []}
    assert "The repository variable STACKS is empty" in checkout.summary.read_text()


def test_a_change_on_the_base_since_is_not_the_pull_requests(checkout):
    base = checkout.commit(Pulumi__dev__yaml=STACK_FILE)
    checkout.git("checkout", "--quiet", "-b", "branch")
    head = checkout.commit(readme="x")
    checkout.git("checkout", "--quiet", "-b", "later", base)
    later = checkout.commit(Pulumi__dev__yaml=STACK_FILE + "# changed on main\n")
    checkout.step("stacks", "--role", "reader", STACKS="dev", BASE_SHA=later, HEAD_SHA=head)
    assert checkout.told()["stacks"] == []


def test_what_moved_away_has_changed_too(checkout):
    for directory in ("components", "docs"):
        (checkout.directory / directory).mkdir()
    (checkout.directory / "components/network.py").write_text("NETWORK = 1\n" * 20)
    base = checkout.commit(Pulumi__dev__yaml=STACK_FILE)
    checkout.git("mv", "components/network.py", "docs/network.py")
    checkout.step("stacks", "--role", "r", STACKS="dev", BASE_SHA=base, HEAD_SHA=checkout.commit(readme="x"))
    assert [stack["name"] for stack in checkout.told()["stacks"]] == ["dev"]


def test_one_stack_is_deployed_by_hand_only_if_it_is_listed(checkout):
    checkout.commit(Pulumi__dev__yaml=STACK_FILE)
    checkout.step("stacks", "--role", "writer", "--only", "dev", STACKS="dev")
    assert [stack["name"] for stack in checkout.told()["stacks"]] == ["dev"]
    done = checkout.step("stacks", "--role", "writer", "--only", "prod", STACKS="dev")
    assert (done.returncode, done.stderr) == (3, "::error::stack: got 'prod', want one of STACKS: dev\n")


def test_a_commit_that_was_not_fetched_is_one_line(checkout):
    head = checkout.commit(Pulumi__dev__yaml=STACK_FILE)
    done = checkout.step("stacks", "--role", "r", STACKS="dev", BASE_SHA="0" * 40, HEAD_SHA=head)
    assert done.returncode == 3
    assert done.stderr.startswith("::error::BASE_SHA: got")


def test_a_record_holds_no_secret_of_its_job(checkout):
    (checkout.directory / "preview.txt").write_text("token pul-123 and s3cret")
    secrets = {"PULUMI_ACCESS_TOKEN": "pul-123", "REDPANDA_CLIENT_SECRET": "s3cret"}
    done = checkout.step("record", "dev", "255", "preview.txt", "record.json", **secrets)
    assert done.returncode == 0, done.stderr
    assert json.loads((checkout.directory / "record.json").read_text()) == {
        "stack": "dev",
        "exit_code": 255,
        "output": "token [hidden] and [hidden]",
    }


def test_a_stack_that_is_wrong_fails_alone(checkout):
    commits = changed(checkout, Pulumi__prod__yaml="config: [1\n", requirements__txt="x")
    done = checkout.step("stacks", "--role", "r", STACKS="dev prod", **commits)
    assert done.returncode == 3
    (error,) = done.stderr.splitlines()
    assert error.startswith("::error::STACKS: got 'prod', want a stack with a file Pulumi.prod.yaml (")
    assert [stack["name"] for stack in checkout.told()["stacks"]] == ["dev"]
    assert checkout.told()["notes"] == [error.removeprefix("::error::")]
    assert error.removeprefix("::error::") in checkout.summary.read_text()


def test_a_stack_file_that_moved_away_is_a_note_and_no_error(checkout):
    base = checkout.commit(Pulumi__dev__yaml=STACK_FILE, Pulumi__prod__yaml=STACK_FILE)
    checkout.git("mv", "Pulumi.prod.yaml", "Pulumi.live.yaml")
    head = checkout.commit(requirements__txt="x")
    done = checkout.step("stacks", "--role", "r", STACKS="dev prod", BASE_SHA=base, HEAD_SHA=head)
    assert done.returncode == 0, done.stderr
    assert [stack["name"] for stack in checkout.told()["stacks"]] == ["dev"]
    assert checkout.told()["notes"] == [
        "`Pulumi.live.yaml` changed, but its stack is not in `STACKS`.",
        "`Pulumi.prod.yaml` is gone, and with it every preview of **prod**: take it out of `STACKS`. What the stack "
        "made stays until `pulumi destroy`.",
    ]


def test_a_listed_stack_without_a_file_is_an_error_from_then_on(checkout):
    base = checkout.commit(Pulumi__dev__yaml=STACK_FILE)
    head = checkout.commit(requirements__txt="x")
    done = checkout.step("stacks", "--role", "r", STACKS="dev prod", BASE_SHA=base, HEAD_SHA=head)
    assert done.returncode == 3
    assert "STACKS: got 'prod', want a stack with a file Pulumi.prod.yaml" in done.stderr
