"""The program on every runtime: links 1, 2 and 7 are its own, everything else is the same."""

import builtins
import json
import sys

import pulumi
import pytest
import yaml

from evaluation.programs import ROOT, evaluate, programs
from tests.conftest import REPOSITORY, plain

KEPT = REPOSITORY / "tests" / "assembly" / "stack_before_runtimes.json"
RUNTIMES = ("cloud-key", "dev", "ecs", "kubernetes", "own")
MYSQL = next(program for program in programs() if program.project == "aurora-mysql")

HOSTED = {"CdcTarget": 9}
OF_RUNTIME = {
    "dev": {"RpcnAssumePolicy": 1, "CdcPipeline": 11},
    "cloud-key": {"AccessKeyUser": 3, "AccessKeySecrets": 2, "CdcPipeline": 11},
    "ecs": HOSTED | {"ConnectTaskRole": 2, "EcsConnectCluster": 5, "EcsConnectService": 5, "PasswordSecret": 2},
    "kubernetes": HOSTED | {"ServiceAccountRole": 2, "KubernetesServiceAccount": 1, "KubernetesPipeline": 2},
    "own": HOSTED | {"OwnIdentityPolicy": 1, "PasswordSecret": 2},
}
"""What a runtime makes: a component and how many resources are its own."""
ALL = {name for names in OF_RUNTIME.values() for name in names}

PROVIDERS = {
    "CdcPipeline": {"redpanda-cloud", "random"},
    "CdcTarget": {"redpanda-cloud", "random"},
    "AccessKeySecrets": {"redpanda-cloud"},
    "KubernetesServiceAccount": {"kubernetes"},
    "KubernetesPipeline": {"kubernetes"},
}
"""Every other component of a runtime is in the application's account."""


@pytest.fixture(scope="module")
def made():
    """Registrations by program and stack; each is evaluated once."""
    seen = {}

    def registered(program, stack, preview=False):
        key = (program.project, stack, preview)
        if key not in seen:
            seen[key] = evaluate(program, stack, preview=preview)
        return seen[key]

    return registered


def of_components(registered, names):
    counted = {}
    for resource in registered:
        name = resource.component[0].rpartition(":")[2] if resource.component and resource.custom else None
        if name in names:
            counted[name] = counted.get(name, 0) + 1
    return counted


def named(registered, name):
    (found,) = [resource for resource in registered if resource.custom and resource.name == name]
    return {key: plain(value) for key, value in found.properties.items()}


def test_a_stack_that_adds_cloud_and_pipeline_role_sees_no_change(made):
    now = {
        f"{resource.component[0]}${resource.kind}::{resource.name}": {
            "provider": resource.provider,
            "inputs": resource.properties,
        }
        for resource in made(ROOT, "dev")
        if resource.component
        and resource.component[0].rpartition(":")[2] in {*OF_RUNTIME["dev"], "CrossAccountConnectRole"}
    }
    assert now == json.loads(KEPT.read_text())


@pytest.mark.parametrize("stack", RUNTIMES)
def test_each_runtime_makes_its_own_links_1_2_and_7(made, stack):
    assert of_components(made(ROOT, stack), ALL) == OF_RUNTIME[stack]


@pytest.mark.parametrize("stack", RUNTIMES)
def test_each_part_of_a_runtime_is_in_one_account(made, stack):
    providers = {}
    for resource in made(ROOT, stack):
        name = resource.component[0].rpartition(":")[2] if resource.component and resource.custom else None
        if name in ALL:
            providers.setdefault(name, set()).add(resource.provider)
    assert providers == {name: PROVIDERS.get(name, {"redpanda-account"}) for name in OF_RUNTIME[stack]}


@pytest.mark.parametrize("program", [ROOT, MYSQL], ids=lambda program: program.project)
@pytest.mark.parametrize("stack", RUNTIMES)
def test_a_first_preview_shows_every_resource_on_every_runtime(made, program, stack):
    names = {(resource.kind, resource.name) for resource in made(program, stack)}
    assert {(resource.kind, resource.name) for resource in made(program, stack, preview=True)} == names


@pytest.mark.parametrize("program", [ROOT, MYSQL], ids=lambda program: program.project)
@pytest.mark.parametrize(
    ("stack", "principal", "arn", "tags"),
    [
        ("cloud-key", "111111111111:root", "user/redpanda-connect", None),
        ("ecs", "111111111111:root", "role/redpanda-connect-task", None),
        ("kubernetes", "111111111111:root", "role/redpanda-connect-pods", None),
        ("own", "111111111111:root", "role/redpanda-connect-host", None),
        (
            "dev",
            "111111111111:root",
            "role/redpanda-d0k2v6l8c5example0ab-redpanda-connect-pipeline",
            {"redpanda_scope_redpanda_connect": "true"},
        ),
    ],
)
def test_the_connect_role_trusts_who_the_pipelines_are_and_nobody_else(made, program, stack, principal, arn, tags):
    role = named(made(program, stack), "cdc-role")
    (statement,) = json.loads(role["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{principal}"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::111111111111:{arn}"},
        "StringEquals": {"sts:ExternalId": f"shop-cdc-{stack}"},
    }
    assert role.get("tags") == tags


def test_a_key_is_named_in_the_configuration_and_restarts_the_pipeline(made):
    text = named(made(ROOT, "cloud-key"), "orders-pipeline")["configYaml"]
    assert text.splitlines()[1].startswith("# access key version ")
    aws = yaml.safe_load(text)["input"]["postgres_cdc"]["aws"]
    assert (aws["id"], aws["secret"]) == (
        "${secrets.RPCN_AWS_ACCESS_KEY_ID}",
        "${secrets.RPCN_AWS_SECRET_ACCESS_KEY}",
    )
    assert "secret half" not in text


def test_mysql_keeps_its_checkpoints_on_every_host(made):
    containers = json.loads(named(made(MYSQL, "ecs"), "orders-task")["containerDefinitions"])
    config = yaml.safe_load(containers[0]["environment"][0]["value"])
    assert config["cache_resources"][0]["redpanda"]["seed_brokers"] == ["seed-0.example:9092"]
    assert "mysql_cdc" in config["input"]


def test_kubernetes_without_its_sdk_says_what_to_install(monkeypatch):
    monkeypatch.delitem(sys.modules, "assembly.runtimes.kubernetes", raising=False)
    real = builtins.__import__

    def without(name, *args, **options):
        if name.startswith("pulumi_kubernetes"):
            raise ModuleNotFoundError("No module named 'pulumi_kubernetes'", name="pulumi_kubernetes")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(pulumi.RunError, match=r"^runtime\.kubernetes: got no pulumi-kubernetes, want it installed"):
        evaluate(ROOT, "kubernetes")


@pytest.mark.parametrize("stack", ["cloud-key", "ecs", "own", "dev"])
def test_no_other_runtime_imports_it(stack):
    before = {name for name in sys.modules if name.startswith("pulumi_kubernetes")}
    evaluate(ROOT, stack)
    assert {name for name in sys.modules if name.startswith("pulumi_kubernetes")} == before
