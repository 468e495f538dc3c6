"""What runs pipelines outside of Redpanda Cloud, and access keys: one property flipped, one rule says so."""

import copy
import json
from functools import cache

import pytest
import yaml

from evaluation.programs import ROOT
from policy import config, hosts
from policy.command import resources_of
from policy.judging import judge_all
from policy.props import UNKNOWN
from policy.rule import Resource
from tests.policy.rule_messages import document, messages, stack_messages
from tests.policy.test_mutations import TODAY
from tests.policy.test_unknown import ODD

KEY, USER_POLICY = "aws:iam/accessKey:AccessKey", "aws:iam/userPolicy:UserPolicy"
ROLE = "arn:aws:iam::222222222222:role/cdc-role"
ASSUME = {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": ROLE,
    "Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.17/32"}},
}
STACKS = ("cloud-key", "ecs", "kubernetes", "own")


@cache
def stack(name):
    return tuple(resources_of(ROOT, name, preview=False))


def violated(name, resources):
    return judge_all(resources, f"redpanda-aurora-iam/{name}", config.load(), TODAY)


def changed(name, resource, change):
    def mutant(one):
        if one.name != resource or one.kind.startswith("rpcn:"):
            return one
        props = copy.deepcopy(dict(one.props))
        change(props)
        return Resource(kind=one.kind, name=one.name, props=props)

    return [mutant(one) for one in stack(name)]


def in_container(key, value):
    def change(props):
        containers = json.loads(props["containerDefinitions"])
        containers[0][key] = value
        props["containerDefinitions"] = json.dumps(containers)

    return change


def in_config(change):
    """A change of the configuration that an ECS task is started with."""

    def changed_props(props):
        containers = json.loads(props["containerDefinitions"])
        document = yaml.safe_load(containers[0]["environment"][0]["value"])
        change(document)
        containers[0]["environment"][0]["value"] = yaml.safe_dump(document)
        props["containerDefinitions"] = json.dumps(containers)

    return changed_props


def setting(**values):
    return lambda props: props.update(values)


def in_spec(**values):
    return lambda props: props["spec"].update(values)


PLAIN = [{"name": "RPCN_ORDERS_PASSWORD", "value": "hunter2"}]
CLUSTER = {"clusterRef": {"name": "redpanda"}}

MUTATIONS = [
    ("pipeline-one-at-a-time", "ecs", "orders-service", setting(desiredCount=2)),
    ("pipeline-one-at-a-time", "ecs", "orders-service", setting(deploymentMaximumPercent=200)),
    ("pipeline-one-at-a-time", "ecs", "orders-service", setting(deploymentMinimumHealthyPercent=None)),
    ("pipeline-one-at-a-time", "ecs", "orders-service", setting(availabilityZoneRebalancing="ENABLED")),
    ("pipeline-one-at-a-time", "kubernetes", "orders-pipeline", in_spec(replicas=2)),
    ("pipeline-own-user", "kubernetes", "orders-pipeline", in_spec(cluster=CLUSTER)),
    ("container-pinned-image", "kubernetes", "orders-pipeline", in_spec(image="redpandadata/connect:latest")),
    ("container-pinned-image", "kubernetes", "orders-pipeline", in_spec(image=None)),
    ("container-pinned-image", "ecs", "orders-task", in_container("image", "redpandadata/connect")),
    ("pipeline-permanent-slot", "kubernetes", "orders-pipeline", None),
    ("pipeline-permanent-slot", "ecs", "orders-task", None),
]


@pytest.mark.parametrize("name", STACKS)
def test_each_runtime_holds_every_rule(name):
    assert violated(name, stack(name)) == []


@pytest.mark.parametrize(("rule", "name", "resource", "change"), MUTATIONS, ids=[f"{m[0]}: {m[2]}" for m in MUTATIONS])
def test_a_flipped_property_violates_its_rule_and_no_other(rule, name, resource, change):
    def temporary(document):
        document["input"]["postgres_cdc"]["temporary_slot"] = True

    def in_kubernetes(props):
        document = yaml.safe_load(props["spec"]["configYaml"])
        temporary(document)
        props["spec"]["configYaml"] = yaml.safe_dump(document)

    change = change or (in_kubernetes if name == "kubernetes" else in_config(temporary))
    found = violated(name, changed(name, resource, change))
    assert {(violation.rule, violation.resource.name) for violation in found} == {(rule, resource)}


def test_a_secret_in_a_tasks_environment_is_told_without_its_value():
    def with_password(props):
        containers = json.loads(props["containerDefinitions"])
        containers[0]["environment"] += PLAIN
        props["containerDefinitions"] = json.dumps(containers)

    (found,) = violated("ecs", changed("ecs", "orders-task", with_password))
    assert found.rule == "container-secrets-by-reference"
    assert found.message == (
        "containerDefinitions[0].environment: got a value for RPCN_ORDERS_PASSWORD, want a reference "
        "(ECS: secrets, valueFrom)"
    )


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ({"name": "CONFIG", "value": "id: AKIAIOSFODNN7EXAMPLE"}, True),
        ({"name": "REDPANDA_LICENSE", "value": "text"}, True),
        ({"name": "TOKENS_PER_BATCH", "value": "5"}, False),
        ({"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "a", "key": "b"}}}, False),
        ({"name": "PASSWORD", "value": UNKNOWN}, False),
    ],
)
def test_a_secret_is_known_by_its_name_or_by_its_form(variable, told):
    pod = {"spec": {"template": {"spec": {"containers": [{"env": [variable]}]}}}}
    assert bool(messages("container-secrets-by-reference", hosts.DEPLOYMENT, pod)) is told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"Action": "sts:*"}, "got sts:*, want sts:AssumeRole alone"),
        ({"Action": ["sts:AssumeRole", "s3:GetObject"]}, "want sts:AssumeRole alone"),
        ({"Resource": "arn:aws:iam::222222222222:role/*"}, "got roles by a pattern"),
        ({"Condition": {"StringEquals": {"sts:ExternalId": "shop"}}}, "got no IpAddress aws:SourceIp"),
        ({"Condition": {"NotIpAddress": {"aws:SourceIp": "198.51.100.17/32"}}}, "got no IpAddress aws:SourceIp"),
        ({"Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, "got 0.0.0.0/0"),
    ],
)
def test_a_user_with_a_key_may_do_one_thing_from_one_place(change, told):
    policy = (USER_POLICY, {"user": "rpcn", "policy": document(ASSUME | change)})
    ((name, message),) = stack_messages("access-key-one-right", (KEY, {"user": "rpcn"}), policy)
    assert name == "1"
    assert told in message
    assert stack_messages("access-key-one-right", (KEY, {"user": "another"}), policy) == []


def test_a_user_with_a_key_has_no_rights_by_other_ways():
    attached = ("aws:iam/userPolicyAttachment:UserPolicyAttachment", {"user": "rpcn", "policyArn": "arn"})
    ((name, message),) = stack_messages("access-key-one-right", (KEY, {"user": "rpcn"}), attached)
    assert (name, message.startswith("user: got rpcn, who has an access key, want one inline policy")) == ("1", True)


@pytest.mark.parametrize(
    ("made", "limits", "said"),
    [
        ("2026-10-03T00:00:00Z", {}, []),
        ("2026-10-02T23:59:59Z", {}, ["createDate: got 2026-10-02, 91 days ago, want 90 or less; make another one"]),
        ("2026-10-02T23:59:59Z", {"access-key-age": 91}, []),
        ("2026-12-30T00:00:00Z", {"access-key-age": 1}, ["createDate: got 2026-12-30, 2 days ago, want 1 or less"]),
        ("yesterday", {}, ["createDate: got what is no day"]),
        (5, {}, ["createDate: got what is no day"]),
        (UNKNOWN, {}, []),
        (None, {}, []),
    ],
)
def test_a_key_is_not_older_than_the_limit(made, limits, said):
    key = Resource(kind=KEY, name="cdc-key-1", props={"user": "rpcn", "createDate": made})
    found = judge_all([key], "shop/dev", config.parse({"limitDays": limits}), TODAY)
    assert [violation.rule for violation in found] == ["access-key-age"] * len(said)
    assert [violation.message[: len(told)] for violation, told in zip(found, said, strict=True)] == said


def test_a_deployment_ends_the_old_pod_first():
    rolling = {"spec": {"replicas": 1, "strategy": {"type": "RollingUpdate"}}}
    assert messages("pipeline-one-at-a-time", hosts.DEPLOYMENT, rolling) == [
        "spec.strategy.type: got RollingUpdate, want Recreate"
    ]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("name", ["cloud-key", "ecs", "kubernetes"])
def test_no_rule_breaks_on_an_odd_value(name, value):
    resources = [Resource(kind=r.kind, name=r.name, props=dict.fromkeys(r.props, value)) for r in stack(name)]
    violated(name, resources)
