"""What holds for every example: short, explicit about providers, previewed as it is made, and in the lab if it can."""

import pytest
import yaml

from lab.backends.registry import lab_packages
from lab.paths import LabPaths
from tests.conftest import REPOSITORY
from tests.stack_output import asked_for, printed

DIRECTORIES = sorted(file.parent for file in (REPOSITORY / "examples").glob("*/__main__.py"))
EXAMPLES = [directory.name for directory in DIRECTORIES]
STACKS = [
    (directory.name, file.name.split(".")[1])
    for directory in DIRECTORIES
    for file in sorted(directory.glob("Pulumi.*.yaml"))
]


def directory(name):
    return REPOSITORY / "examples" / name


def config(name, stack):
    return yaml.safe_load((directory(name) / f"Pulumi.{stack}.yaml").read_text())["config"]


def test_there_are_examples_and_most_run_in_the_lab():
    assert {"aurora-mysql", "ec2-client", "kubernetes-service", "preview-roles"} <= set(EXAMPLES)
    assert {(name, "lab") for name in EXAMPLES} - set(STACKS) == {("aurora-mysql", "lab")}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("file", ["Pulumi.yaml", "Pulumi.dev.yaml", "README.md"])
def test_it_has_its_files(name, file):
    assert (directory(name) / file).is_file()


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_has_a_stack_file_for_the_lab_exactly_if_the_lab_emulates_all_its_packages(run_example, name, tmp_path):
    engine = run_example(name, "dev")
    by_the_lab = {*lab_packages(LabPaths(tmp_path), lambda: None), "pulumi-python"}  # the second runs as it is
    lacking = {kind.partition(":")[0] for kind in engine.types().values()} - by_the_lab
    assert (directory(name) / "Pulumi.lab.yaml").is_file() is not bool(lacking)
    assert ("no `Pulumi.lab.yaml`" in (directory(name) / "README.md").read_text()) is bool(lacking)


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_program_wires_only(name):
    assert len((directory(name) / "__main__.py").read_text().splitlines()) <= 80


@pytest.mark.parametrize(("name", "stack"), STACKS)
@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_no_resource_falls_back_to_a_default_provider(run_example, name, stack, preview):
    engine = run_example(name, stack, preview)
    assert engine.types()
    packages = {kind.partition(":")[0] for kind in engine.types().values()}
    assert packages <= set(config(name, stack)["pulumi:disable-default-providers"])
    assert None not in engine.provider_names().values()


@pytest.mark.parametrize(("name", "stack"), STACKS)
def test_preview_shows_every_resource_that_up_makes(run_example, name, stack):
    assert run_example(name, stack, preview=True).types() == run_example(name, stack).types()


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_account_refuses_every_other(run_example, name):
    engine = run_example(name, "dev")
    accounts = {a.name: a.inputs["allowedAccountIds"] for a in engine.seen if a.typ == "pulumi:providers:aws"}
    assert len(accounts) == 2
    assert set(accounts.values()) == {'["111111111111"]', '["222222222222"]'}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_its_readme_has_printed_is_exported_and_readable_as_it_stands(run_example, name):
    outputs = run_example(name, "dev").outputs
    for arguments in asked_for(name):
        text = printed(outputs, arguments)
        assert "\\" not in text, f"{arguments}: quoted for JSON"


@pytest.mark.parametrize(("name", "stack"), STACKS)
def test_no_export_holds_a_password(run_example, name, stack):
    assert "master-password" not in str(run_example(name, stack).outputs)
