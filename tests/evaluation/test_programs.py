"""A program is run on mocks as the engine would start it, and leaves nothing behind."""

import json
import os
import sys
from pathlib import Path

import pulumi
import pytest

from evaluation.programs import ROOT, Program, evaluate, programs

MARKER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # how a value travels that is not known yet


def by_name(registered):
    return {(resource.kind, resource.name): resource for resource in registered}


def test_every_program_and_stack_file_is_found():
    assert {program.project: program.stacks for program in programs()} == {
        "redpanda-aurora-iam": ["cloud-key", "dev", "ecs", "kubernetes", "lab", "lab-existing", "own"],
        "aurora-mysql": ["cloud-key", "dev", "ecs", "kubernetes", "own"],
        "ec2-client": ["dev", "lab"],
        "kubernetes-service": ["dev", "lab", "one-account"],
        "preview-roles": ["dev", "lab"],
        "rds-proxy": ["dev", "lab"],
    }


def test_resources_are_noted_with_component_provider_and_properties():
    registered = by_name(evaluate(ROOT, "dev"))
    role = registered["aws:iam/role:Role", "cdc-role"]
    assert (role.component, role.provider) == (("rpcn:index:CrossAccountConnectRole", "cdc"), "database-account")
    objects = registered["pulumi-python:dynamic/rpcn:CdcDatabaseObjects", "orders-objects"]
    assert (objects.component, objects.provider) == (("rpcn:index:CdcDatabaseObjects", "orders"), None)
    component = registered["rpcn:index:CdcPipeline", "orders"]
    assert (component.custom, component.component) == (False, None)
    login = json.loads(registered["aws:iam/rolePolicy:RolePolicy", "cdc-database-login"].properties["policy"])
    user = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
    assert login["Statement"][0]["Resource"] == [user]


def test_a_preview_registers_the_same_and_knows_less():
    up, preview = by_name(evaluate(ROOT, "dev")), by_name(evaluate(ROOT, "dev", preview=True))
    assert set(up) == set(preview)
    pipeline = "redpanda:index/pipeline:Pipeline", "orders-pipeline"
    assert preview[pipeline].properties["configYaml"]["value"] == MARKER  # a secret, as it travels
    assert "postgres_cdc" in up[pipeline].properties["configYaml"]["value"]


def test_a_configuration_may_take_the_place_of_the_stack_file():
    config = ROOT.config("dev")
    config["redpanda-aurora-iam:database"]["readers"] = 2
    names = {resource.name for resource in evaluate(ROOT, "dev", config=config)}
    assert {"cdc-reader-1", "cdc-reader-2"} <= names
    assert config["redpanda-aurora-iam:database"]["caBundle"] == "certs/us-east-2-bundle.pem"


def test_nothing_is_left_behind():
    before = Path.cwd(), [*sys.path], dict(os.environ)
    evaluate(ROOT, "lab")
    assert (Path.cwd(), [*sys.path], dict(os.environ)) == before


def test_a_wrong_stack_file_is_an_error():
    config = ROOT.config("dev")
    config["redpanda-aurora-iam:database"]["port"] = 80
    with pytest.raises(pulumi.RunError, match=r"database\.port: got 80"):
        evaluate(ROOT, "dev", config=config)


@pytest.fixture
def program(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("name: shop\n")
    return Program(directory=tmp_path)


def test_a_stack_may_have_dots_in_its_name(program):
    for stack in ("prod.eu", "prod", "test"):
        (program.directory / f"Pulumi.{stack}.yaml").write_text(f"config: {{shop:stack: {stack}}}\n")
    assert program.stacks == ["prod", "prod.eu", "test"]
    assert program.config("prod.eu") == {"shop:stack": "prod.eu"}


@pytest.mark.parametrize("text", ["", "encryptionsalt: v1\n", "config:\n"])
def test_a_stack_file_may_configure_nothing(program, text):
    (program.directory / "Pulumi.dev.yaml").write_text(text)
    assert program.config("dev") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("config: {", "got no YAML, want a stack file"),
        ("[]", "got a list, want a mapping"),
        ("config: [a]", "config: got a list, want a mapping"),
    ],
)
def test_a_stack_file_of_another_shape_is_an_error(program, text, said):
    (program.directory / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(pulumi.RunError, match=rf"Pulumi\.dev\.yaml: {said}$"):
        program.config("dev")
