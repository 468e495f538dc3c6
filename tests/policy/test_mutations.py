"""The dev stack holds every rule; flip one property that a rule reads, and that rule, and no other, says so."""

from datetime import date

import pytest

from policy import config, documents, pipelines
from policy.judging import judge_all
from policy.rule import Resource
from policy.rules import RULES
from tests.policy.dev_stack import dev_stack, mutated, named
from tests.policy.mutations import CDC, CLUSTER, INGRESS, MUTATIONS, PIPELINE, PROXY, kind_and_path

STACK = "redpanda-aurora-iam/dev"
TODAY = date(2027, 1, 1)


CONFIG = config.load()


def violated(resources):
    return [violation.rule for violation in judge_all(resources, STACK, CONFIG, TODAY)]


def test_the_dev_stack_holds_every_rule():
    assert len(dev_stack()) > 50
    assert violated(dev_stack()) == []


@pytest.mark.parametrize(
    ("rule", "name", "path", "value"), MUTATIONS, ids=[f"{m[0]}: {'.'.join(map(str, m[2]))}" for m in MUTATIONS]
)
def test_a_flipped_property_violates_its_rule_and_no_other(rule, name, path, value):
    found = judge_all(mutated(name, path, value), STACK, CONFIG, TODAY)
    assert {(violation.rule, violation.resource.name) for violation in found} == {(rule, name)}
    assert "hunter2" not in str([violation.message for violation in found])


def test_a_proxy_is_dialled_and_signed_for_and_only_that_is_wrong():
    resources = mutated(PIPELINE, (*CDC, "dsn"), PROXY)
    assert violated(resources) == ["pipeline-signed-endpoint", "pipeline-without-proxy"]


def test_two_inputs_never_share_a_slot_of_one_database():
    pipeline = named(PIPELINE)
    twin = Resource(kind=pipeline.kind, name="twin-pipeline", props=pipeline.props)
    (found,) = [
        violation
        for violation in judge_all([*dev_stack(), twin], STACK, CONFIG, TODAY)
        if violation.rule == "pipeline-own-slot"
    ]
    assert found.resource is twin
    assert found.message == (
        "input.postgres_cdc.slot_name: got rpcn_orders, which orders-pipeline reads, want a slot of its own"
    )


def test_a_public_database_without_any_rule_that_lets_somebody_in_is_a_violation():
    resources = [resource for resource in dev_stack() if not resource.kind.endswith(":SecurityGroupIngressRule")]
    assert violated(resources) == ["public-to-named-networks"]


BASTION = {"ipProtocol": "tcp", "fromPort": 22, "toPort": 22, "cidrIpv4": "203.0.113.7/32"}


@pytest.mark.parametrize(
    ("path", "value"), [(("vpcSecurityGroupIds",), ["sg-existing"]), (("port",), 5433), (("port",), 22)]
)
def test_a_public_database_is_reached_through_its_own_list(path, value):
    bastion = Resource(kind=named(INGRESS).kind, name="bastion", props=BASTION | {"securityGroupId": "sg-bastion"})
    assert violated([*dev_stack(), bastion]) == []
    assert violated([*mutated(CLUSTER, path, value), bastion]) == ["public-to-named-networks"]


def test_a_private_database_may_be_reached_through_a_list_kept_elsewhere():
    resources = mutated(INGRESS, ("prefixListId",), "pl-0a1b2c3d")
    private = [Resource(kind=r.kind, name=r.name, props={**r.props, "publiclyAccessible": False}) for r in resources]
    assert violated(private) == []


def test_a_cluster_that_does_not_replicate_may_pause():
    resources = mutated(CLUSTER, ("serverlessv2ScalingConfiguration", "minCapacity"), 0)
    assert violated([resource for resource in resources if resource.name != PIPELINE]) == []


def test_every_rule_is_shown_red_by_a_mutation():
    shown = {rule for rule, *_ in MUTATIONS} | {"pipeline-without-proxy", "pipeline-own-slot"}
    # Of what the dev stack does not have: tests/policy/test_runtime_rules.py.
    shown |= {"access-key-one-right", "access-key-age", "pipeline-one-at-a-time", "pipeline-own-user"}
    shown |= {"container-pinned-image", "container-secrets-by-reference"}
    assert shown == set(RULES)


class Noting(dict):
    """Notes which keys are asked for, here and below."""

    def __init__(self, value, kind, path, noted):
        super().__init__({key: noting(inner, kind, (*path, key), noted) for key, inner in value.items()})
        self.kind, self.path, self.noted = kind, path, noted

    def get(self, key, default=None):
        self.noted.add((self.kind, (*self.path, key)))
        return super().get(key, default)


def noting(value, kind, path, noted):
    if isinstance(value, dict):
        return Noting(value, kind, path, noted)
    return [noting(inner, kind, path, noted) for inner in value] if isinstance(value, list) else value


def test_every_property_that_a_rule_reads_has_a_mutation(monkeypatch):
    noted = set()
    real = pipelines.yaml.safe_load
    monkeypatch.setattr(
        pipelines.yaml, "safe_load", lambda text: noting(real(text), pipelines.PIPELINE, ("configYaml",), noted)
    )
    resources = [Resource(kind=r.kind, name=r.name, props=noting(r.props, r.kind, (), noted)) for r in dev_stack()]
    assert violated(resources) == []
    mutants = {kind_and_path(mutation) for mutation in MUTATIONS} | {kind_and_path(("", PIPELINE, (*CDC, "dsn"), ""))}
    reached = {(kind, path[:length]) for kind, path in mutants for length in range(1, len(path) + 1)}
    # Where a configuration may hold its parts besides `input` and `output`: nothing stands there in the dev stack.
    others = ("input_resources", "output_resources", "cache_resources", "redpanda")
    elsewhere = {(pipelines.PIPELINE, ("configYaml", key)) for key in others}
    # These decide what a rule is about; the other way round is a test of its own.
    decides = {("aws:rds/clusterParameterGroup:ClusterParameterGroup", ("family",))}
    # So does where the database is reached: test_a_public_database_is_reached_through_its_own_list.
    decides |= {(named(CLUSTER).kind, ("vpcSecurityGroupIds",)), (named(CLUSTER).kind, ("port",))}
    decides |= {(named(INGRESS).kind, ("securityGroupId",))}
    assert noted - reached == elsewhere | decides
    assert {documents.ROLE, pipelines.PIPELINE} <= {kind for kind, _ in noted}
