"""What holds for every example: short, explicit about providers, and previewed as it is made."""

import pytest
import yaml

from tests.conftest import REPOSITORY

EXAMPLES = sorted(file.parent.name for file in (REPOSITORY / "examples").glob("*/__main__.py"))


def config(name, stack):
    return yaml.safe_load((REPOSITORY / "examples" / name / f"Pulumi.{stack}.yaml").read_text())["config"]


def test_there_are_examples():
    assert "ec2-client" in EXAMPLES


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("file", ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.lab.yaml", "README.md"])
def test_it_has_its_files(name, file):
    assert (REPOSITORY / "examples" / name / file).is_file()


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_program_wires_only(name):
    assert len((REPOSITORY / "examples" / name / "__main__.py").read_text().splitlines()) <= 80


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("stack", ["dev", "lab"])
@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_no_resource_falls_back_to_a_default_provider(run_example, name, stack, preview):
    engine = run_example(name, stack, preview)
    assert engine.types()
    packages = {kind.partition(":")[0] for kind in engine.types().values()}
    assert packages <= set(config(name, stack)["pulumi:disable-default-providers"])
    assert None not in engine.provider_names().values()


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("stack", ["dev", "lab"])
def test_preview_shows_every_resource_that_up_makes(run_example, name, stack):
    assert run_example(name, stack, preview=True).types() == run_example(name, stack).types()


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_account_refuses_every_other(run_example, name):
    engine = run_example(name, "dev")
    accounts = {a.name: a.inputs["allowedAccountIds"] for a in engine.seen if a.typ == "pulumi:providers:aws"}
    assert len(accounts) == 2
    assert set(accounts.values()) == {'["111111111111"]', '["222222222222"]'}


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_export_holds_a_password(run_example, name):
    assert "master-password" not in str(run_example(name, "lab").outputs)
