import copy
import json
import runpy

import pulumi
import pytest
import yaml

from tests.conftest import REPOSITORY

BY_POD = '{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity"}]}'
ANSWERS = {
    "redpanda:index/getCluster:getCluster": {
        "id": "c",
        "clusterApiUrl": "https://api-x.example",
        "kafkaApi": {"seedBrokers": ["seed-0.example:9092"]},
    },
    "aws:iam/getRole:getRole": {"assumeRolePolicy": BY_POD, "permissionsBoundary": ""},
    "aws:secretsmanager/getSecretVersion:getSecretVersion": {"secretString": '{"password": "master-password"}'},
}


@pytest.fixture
def bundle(tmp_path):
    """What `make bundle` makes, as far as a program looks at it."""
    directory = tmp_path / "bundle"
    (directory / "functions").mkdir(parents=True)
    (directory / "functions" / "connection_test.py").touch()
    return directory


@pytest.fixture
def run_example(bundle, ca_bundle, engine_with, monkeypatch):
    """One run of an example's program for one of its stack files: the engine that saw it, and what it exported."""

    def run(name, stack, preview=False, change=lambda config: None, answers=None):
        directory = REPOSITORY / "examples" / name
        monkeypatch.chdir(directory)
        config = copy.deepcopy(yaml.safe_load((directory / f"Pulumi.{stack}.yaml").read_text())["config"])
        sections = {key.partition(":")[2]: section for key, section in config.items()}
        if "caBundle" in sections["database"]:
            sections["database"]["caBundle"] = str(ca_bundle)
        if "functions" in sections.get("client", {}):
            sections["client"]["functions"] = str(bundle)
        change(sections)
        new = sections.keys() - {key.partition(":")[2] for key in config}
        config |= {f"{name}:{key}": sections[key] for key in sorted(new)}
        texts = {key: json.dumps(section) for key, section in config.items() if not key.startswith("pulumi:")}
        monkeypatch.setenv("PULUMI_CONFIG", json.dumps(texts))
        engine = engine_with(ANSWERS | (answers or {}), preview, project=name)
        engine.outputs = {}

        def program():
            runpy.run_path(str(directory / "__main__.py"), run_name="__main__")
            return pulumi.Output.all(**pulumi.runtime.get_root_resource().outputs).apply(engine.outputs.update)

        engine.run(program)
        return engine

    return run
