"""`make policy`: every stack of every program is judged, and what is not judged is said."""

import functools
import json

import pulumi
import pytest
import typer
from typer.testing import CliRunner

from evaluation.programs import REPOSITORY, Program, programs
from policy import command
from policy.config import Config, ConfigError
from policy.rules import RULES

STACKS = [f"{program.project}/{stack}" for program in programs() for stack in program.stacks]
NO_WAIVER = Config(waivers={"lab": frozenset(), "allowDeletion": frozenset()}, levels={})

registered_once = functools.cache(command.resources_of)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(command, "resources_of", registered_once)
    app = typer.Typer()
    app.command()(command.main)
    return lambda *arguments: CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})


def test_every_stack_file_is_judged_and_nothing_is_violated(run):
    result = run("--json")
    assert result.exit_code == 0, result.output
    judged = json.loads(result.stdout)
    assert [stack["stack"] for stack in judged] == STACKS
    files = [*REPOSITORY.glob("Pulumi.*.yaml"), *REPOSITORY.glob("examples/*/Pulumi.*.yaml")]
    assert len(judged) == len(files)
    assert all(stack["violations"] == [] and stack["resources"] > 10 for stack in judged)
    assert {stack["stack"]: stack["not_judged"] for stack in judged if stack["not_judged"]} == {
        "redpanda-aurora-iam/lab": ["deletion-protection", "final-snapshot", "redpanda-deletion"],
        "redpanda-aurora-iam/lab-existing": ["redpanda-deletion"],
        "ec2-client/lab": ["deletion-protection", "final-snapshot"],
        "kubernetes-service/lab": ["deletion-protection", "final-snapshot"],
        "rds-proxy/lab": ["deletion-protection", "final-snapshot"],
    }


def test_a_violation_is_shown_and_fails(run, monkeypatch):
    monkeypatch.setattr(command.pack_config, "load", lambda: NO_WAIVER)
    result = run()
    assert result.exit_code == 1
    assert f"{len(RULES)} rules" in result.stdout
    line = "mandatory deletion-protection: ec2-client/lab client-cluster: deletionProtection: got false, want true"
    assert line in result.stdout
    violations = {(s["stack"], v["rule"]) for s in json.loads(run("--json").stdout) for v in s["violations"]}
    assert violations == {
        ("redpanda-aurora-iam/lab", "deletion-protection"),
        ("redpanda-aurora-iam/lab", "redpanda-deletion"),
        ("redpanda-aurora-iam/lab-existing", "redpanda-deletion"),
        ("ec2-client/lab", "deletion-protection"),
        ("kubernetes-service/lab", "deletion-protection"),
        ("rds-proxy/lab", "deletion-protection"),
    }


def test_an_advisory_violation_is_shown_and_does_not_fail(run, monkeypatch):
    levels = {"deletion-protection": "advisory", "redpanda-deletion": "advisory"}
    monkeypatch.setattr(command.pack_config, "load", lambda: Config(waivers=NO_WAIVER.waivers, levels=levels))
    result = run()
    assert result.exit_code == 0
    assert "advisory deletion-protection: ec2-client/lab client-cluster" in result.stdout


@pytest.mark.parametrize("error", [ConfigError("policy/config.yaml: wrong"), pulumi.RunError("redpanda: missing")])
def test_what_cannot_be_judged_is_no_pass(run, monkeypatch, error):
    def fail():
        raise error

    monkeypatch.setattr(command.pack_config, "load", fail)
    result = run()
    assert result.exit_code == 2
    assert result.stderr == f"{error}\n"


@pytest.mark.parametrize(
    ("stack_file", "program", "said"),
    [
        ("encryptionsalt: v1\n", "import pulumi\npulumi.Config().require('a')\n", "shop:a"),
        ("config: {\n", "", "Pulumi.dev.yaml: got no YAML"),
        ("config: {}\n", "raise ValueError('no such zone')\n", "ValueError: no such zone"),
    ],
)
def test_a_program_that_cannot_run_is_no_pass_either(run, monkeypatch, tmp_path, stack_file, program, said):
    files = {"Pulumi.yaml": "name: shop\n", "Pulumi.dev.yaml": stack_file, "__main__.py": program}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(command, "programs", lambda: [Program(directory=tmp_path)])
    result = run()
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""
