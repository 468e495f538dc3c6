"""The pack as Pulumi runs it: a process of its own that is asked over gRPC, by the protocol of analyzers."""

import copy
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from types import SimpleNamespace

import grpc
import pytest
import yaml
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi.runtime.rpc import UNKNOWN as MARKER

from evaluation.programs import ROOT, evaluate
from policy import config, pack
from policy.rule import Rule
from policy.rules import RULES
from tests.conftest import REPOSITORY

SECRET = "4dabf18193072939515e22adb298388d"
SECRET_VALUE = "1b47061264138c4ac30d75fd1eb44270"


@contextmanager
def running(directory, cwd, **environment):
    process = subprocess.Popen(
        [sys.executable, "-u", str(directory)],
        cwd=cwd,
        # Before what the virtual environment has of this repository: the directory may hold a copy.
        env=os.environ | {"PYTHONPATH": str(directory.parent)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip()
        assert port.isdecimal(), process.stderr.read()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def analyzer(tmp_path_factory):
    with running(REPOSITORY / "policy", tmp_path_factory.mktemp("elsewhere")) as stub:
        yield stub


@pytest.fixture(scope="module")
def registered():
    return evaluate(ROOT, "dev")


@pytest.fixture(scope="module")
def previewed():
    return evaluate(ROOT, "dev", preview=True)


def urn(resource, stack="dev"):
    return f"urn:pulumi:{stack}::redpanda-aurora-iam::{resource.kind}::{resource.name}"


def struct(properties):
    message = struct_pb2.Struct()
    message.update(properties)
    return message


def with_properties(resource, **changed):
    return struct(copy.deepcopy(resource.properties) | changed)


def analyze(analyzer, resource, stack="dev", **changed):
    request = analyzer_pb2.AnalyzeRequest(
        type=resource.kind,
        name=resource.name,
        urn=urn(resource, stack),
        properties=with_properties(resource, **changed),
    )
    return said(analyzer.Analyze(request))


WAY_IN = {"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "self": False, "securityGroups": []}
NOWHERE = {"cidrBlocks": [], "ipv6CidrBlocks": [], "prefixListIds": []}
COMPUTED = {
    "aws:ec2/securityGroup:SecurityGroup": {
        "arn": "arn:aws:ec2:us-east-2:222222222222:security-group/sg-1",
        "egress": [],
        "ingress": [WAY_IN | NOWHERE | {"cidrBlocks": ["203.0.113.24/32"]}],
    },
    "aws:rds/cluster:Cluster": {"hostedZoneId": "Z1", "port": 5432, "tagsAll": {}, "clusterMembers": ["cdc-writer"]},
    "aws:rds/clusterInstance:ClusterInstance": {"writer": True, "storageEncrypted": True, "port": 5432},
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {"arn": "arn", "namePrefix": "", "tagsAll": {}},
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {"arn": "arn", "securityGroupRuleId": "sgr-1"},
    "redpanda:index/pipeline:Pipeline": {"id": "p1", "state": "running", "url": "https://p1.example"},
}
"""What providers add to the inputs, by type; a rule that a security group does not hold itself is read into it."""


def analyze_stack(analyzer, resources, changed, known=True):
    """As the engine asks: of each resource its outputs, in a first preview what is computed is not known."""

    def outputs(resource):
        computed = COMPUTED.get(resource.kind, {})
        computed = computed if known else dict.fromkeys(computed, MARKER)
        return with_properties(resource, **(computed | changed.get(resource.name, {})))

    request = analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(type=r.kind, name=r.name, urn=urn(r), properties=outputs(r))
            for r in resources
        ]
    )
    return said(analyzer.AnalyzeStack(request))


def said(response):
    assert not response.not_applicable
    return [(found.policyName, found.enforcementLevel, found.message) for found in response.diagnostics]


def named(resources, name):
    (found,) = [resource for resource in resources if resource.name == name and resource.custom]
    return found


def test_every_rule_is_a_policy_of_the_pack(analyzer):
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "aurora-to-redpanda"
    assert [policy.name for policy in info.policies] == list(RULES)
    for policy in info.policies:
        rule = RULES[policy.name]
        stack = not isinstance(rule, Rule)
        kind = analyzer_pb2.POLICY_TYPE_STACK if stack else analyzer_pb2.POLICY_TYPE_RESOURCE
        assert (policy.policy_type, policy.description) == (kind, rule.title)
        assert policy.enforcementLevel == analyzer_pb2.MANDATORY


def test_the_dev_stack_passes_in_preview_and_up(analyzer, registered, previewed):
    for resources, known in ((registered, True), (previewed, False)):
        assert [found for resource in resources for found in analyze(analyzer, resource)] == []
        assert analyze_stack(analyzer, resources, {}, known) == []


def test_a_violation_is_told_in_preview_beside_what_is_not_known(analyzer, previewed):
    cluster = named(previewed, "cdc-cluster")
    assert MARKER in str(cluster.properties)
    message = "The database's storage is encrypted\nstorageEncrypted: got false, want true (it cannot be changed later)"
    assert analyze(analyzer, cluster, storageEncrypted=False) == [
        ("encrypted-storage", analyzer_pb2.MANDATORY, message)
    ]
    assert analyze(analyzer, cluster, storageEncrypted=MARKER) == []


def test_a_whole_number_is_told_as_one_though_the_engine_hands_over_a_double(analyzer, registered):
    wide = {"cdc-from-203.0.113.24-32": {"fromPort": 5432, "toPort": 5433}}
    ((policy, _, message),) = analyze_stack(analyzer, registered, wide)
    assert policy == "public-to-named-networks"
    assert "fromPort, toPort: got 5432 to 5433, want one port" in message


def test_a_secret_is_read_and_not_repeated(analyzer, registered):
    pipeline = named(registered, "orders-pipeline")
    kept = pipeline.properties["configYaml"]
    assert kept[SECRET] == SECRET_VALUE
    changed = kept | {"value": kept["value"].replace("cdc_orders@", "cdc_orders:hunter2@")}
    ((policy, _, message),) = analyze(analyzer, pipeline, configYaml=changed)
    assert policy == "pipeline-without-secret"
    assert "hunter2" not in message


def test_a_stack_is_known_by_its_urns(analyzer, registered):
    cluster = named(registered, "cdc-cluster")
    assert [policy for policy, *_ in analyze(analyzer, cluster, deletionProtection=False)] == ["deletion-protection"]
    assert analyze(analyzer, cluster, stack="lab", deletionProtection=False) == []


def test_a_violation_of_the_whole_stack_names_its_resource(analyzer, registered):
    changed = {"cdc-cluster": {"serverlessv2ScalingConfiguration": {"minCapacity": 0, "maxCapacity": 4}}}
    ((policy, level, message),) = analyze_stack(analyzer, registered, changed)
    assert (policy, level) == ("never-pauses", analyzer_pb2.MANDATORY)
    assert "minCapacity: got 0, want 0.5 or more" in message


def test_what_only_the_outputs_show_is_judged_too(analyzer, registered):
    """A rule that somebody added by hand is in the group's outputs, and in no resource's inputs."""
    added = [WAY_IN | NOWHERE | {"prefixListIds": ["pl-0a1b2c3d"]}]
    found = analyze_stack(analyzer, registered, {"cdc-security-group": {"ingress": added}})
    assert [policy for policy, *_ in found] == ["public-to-named-networks"]
    assert "prefixListIds: got a list kept elsewhere" in found[0][2]


def test_the_resource_of_a_stack_violation_is_given_by_its_urn(registered):
    (policy,) = [policy for policy in pack.policies(config.load(), None) if policy.name == "public-to-named-networks"]
    role, writer = named(registered, "cdc-role"), named(registered, "cdc-writer")
    given = [SimpleNamespace(resource_type=r.kind, name=r.name, urn=urn(r), props=r.properties) for r in (role, writer)]
    told = []
    policy.validate(SimpleNamespace(resources=given), lambda _, where=None: told.append(where))
    assert told == [urn(writer)]


def test_a_level_of_the_configuration_reaches_pulumi():
    lowered = config.parse({"levels": {"iam-login": "advisory", "never-pauses": "disabled"}})
    levels = {policy.name: policy.enforcement_level.value for policy in pack.policies(lowered, None)}
    assert levels == {rule: lowered.levels.get(rule, "mandatory") for rule in RULES}


@pytest.fixture(scope="module")
def configured_pack(tmp_path_factory):
    """A copy of the pack with levels of one stack."""
    home = tmp_path_factory.mktemp("copy")
    for room in ("policy", "domain"):
        shutil.copytree(REPOSITORY / room, home / room, ignore=shutil.ignore_patterns("__pycache__"))
    levels = {"iam-login": "advisory", "encrypted-storage": "disabled"}
    (home / "policy" / "config.yaml").write_text(yaml.safe_dump({"stackLevels": {"redpanda-aurora-iam/dev": levels}}))
    return home / "policy"


@pytest.mark.parametrize(
    ("environment", "levels"),
    [
        ({"PULUMI_PROJECT": "redpanda-aurora-iam", "PULUMI_STACK": "dev"}, ["ADVISORY", "DISABLED"]),
        ({"PULUMI_PROJECT": "redpanda-aurora-iam", "PULUMI_STACK": "prod"}, ["MANDATORY", "MANDATORY"]),
        ({"PULUMI_PROJECT": "redpanda-aurora-iam"}, ["MANDATORY", "MANDATORY"]),
    ],
)
def test_a_level_is_that_of_the_stack_pulumi_runs_it_for(configured_pack, environment, levels):
    with running(configured_pack, configured_pack, **environment) as stub:
        info = stub.GetAnalyzerInfo(empty_pb2.Empty())
    given = {policy.name: analyzer_pb2.EnforcementLevel.Name(policy.enforcementLevel) for policy in info.policies}
    assert [given.pop(rule) for rule in ("iam-login", "encrypted-storage")] == levels
    assert set(given.values()) == {"MANDATORY"}


def test_a_level_given_for_one_run_comes_before_all_others(configured_pack, registered):
    """What the engine makes of `--policy-pack-config`."""
    cluster = named(registered, "cdc-cluster")
    wrong = {"iamDatabaseAuthenticationEnabled": False, "storageEncrypted": False}
    given = {
        rule: analyzer_pb2.PolicyConfig(enforcementLevel="MANDATORY") for rule in ("iam-login", "encrypted-storage")
    }
    with running(configured_pack, configured_pack, PULUMI_PROJECT="redpanda-aurora-iam", PULUMI_STACK="dev") as stub:
        before = analyze(stub, cluster, **wrong)
        stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=given))
        after = analyze(stub, cluster, **wrong)
    assert [found[:2] for found in before] == [("iam-login", analyzer_pb2.ADVISORY)]
    assert [found[:2] for found in after] == [(rule, analyzer_pb2.MANDATORY) for rule in given]


def test_pulumi_starts_it_in_the_environment_of_the_program():
    project = yaml.safe_load((REPOSITORY / "policy" / "PulumiPolicy.yaml").read_text())
    assert project["runtime"]["name"] == "python"
    program = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text())["runtime"]["options"]["virtualenv"]
    assert (REPOSITORY / "policy" / project["runtime"]["options"]["virtualenv"]).resolve() == (
        REPOSITORY / program
    ).resolve()
    pins = (REPOSITORY / "requirements.txt").read_text()  # what `pulumi install` installs there
    assert "pulumi-policy==" in pins
