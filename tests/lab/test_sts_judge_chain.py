"""AssumeRole from the pipeline role into the connect role, each side of it changed in turn."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.lab.cloud_world import DATABASE, REDPANDA, error_of, root_of, running_world, statement, trust_in

SCOPE_TAG = "redpanda_scope_redpanda_connect"
ONLY_TAGGED = {"StringEquals": {f"aws:ResourceTag/{SCOPE_TAG}": "true"}}
PIPELINE = "{pipeline}"
"""Stands for the pipeline role's ARN."""


def assume_policy(effect: str = "Allow", resource: str = f"arn:aws:iam::{DATABASE}:role/*", **elements: Any) -> Any:
    return statement(effect, Action="sts:AssumeRole", Resource=resource, **elements)


def root_trust(**conditions: Any) -> Any:
    return trust_in(root_of(REDPANDA), Condition=conditions)


HOLDING: dict[str, Any] = {
    "policy": assume_policy(Condition=ONLY_TAGGED),
    "boundary": None,
    "trust": root_trust(ArnEquals={"aws:PrincipalArn": PIPELINE}, StringEquals={"sts:ExternalId": "agreed"}),
    "tags": {SCOPE_TAG: "true"},
    "presented": {"ExternalId": "agreed"},
}

HOLDS: dict[str, dict[str, Any]] = {
    "account narrowed to the role": {},
    "account alone": {"trust": root_trust()},
    "the very role": {"trust": trust_in(PIPELINE)},
    "no ExternalId asked for": {"trust": trust_in(PIPELINE), "presented": {}},
    "roles by a pattern": {
        "trust": root_trust(StringLike={"aws:PrincipalArn": f"arn:aws:iam::{REDPANDA}:role/role-*"})
    },
    "boundary that allows it": {"boundary": statement(Action="sts:*", Resource="*")},
}

UNCOVERED = "identity policies ("
NOT_NAMED = "trust policy: got"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "missing ExternalId": ({"presented": {}}, "StringEquals sts:ExternalId: got nothing"),
    "wrong ExternalId": ({"presented": {"ExternalId": "guessed"}}, "StringEquals sts:ExternalId: got 'guessed'"),
    "no scope tag on the target": ({"tags": {}}, f"StringEquals aws:ResourceTag/{SCOPE_TAG}: got nothing"),
    "scope tag of another value": ({"tags": {SCOPE_TAG: "false"}}, f"{SCOPE_TAG}: got 'false'"),
    "no identity policy": ({"policy": None}, UNCOVERED),
    "no identity policy, though the trust names the role": ({"policy": None, "trust": trust_in(PIPELINE)}, UNCOVERED),
    "identity policy for another role": (
        {"policy": assume_policy(resource=f"arn:aws:iam::{DATABASE}:role/other")},
        "own, statement #1: ",
    ),
    "explicit deny": ({"policy": assume_policy("Deny")}, "own, statement #1: denies it"),
    "trust in another role": ({"trust": trust_in(f"arn:aws:iam::{REDPANDA}:role/redpanda-connect")}, NOT_NAMED),
    "trust in another account": ({"trust": trust_in(root_of("333333333333"))}, NOT_NAMED),
    "account narrowed to another role": (
        {"trust": root_trust(ArnEquals={"aws:PrincipalArn": f"arn:aws:iam::{REDPANDA}:role/other"})},
        "ArnEquals aws:PrincipalArn: got",
    ),
    "principal that is now a unique id": ({"trust": trust_in("AROAEXAMPLEEXAMPLE123")}, NOT_NAMED),
    "trust for another action": (
        {"trust": trust_in(PIPELINE, "sts:AssumeRoleWithWebIdentity")},
        "want 'sts:AssumeRoleWithWebIdentity'",
    ),
    "trust that is no policy": ({"trust": "not a policy"}, "trust policy: "),
    "boundary without sts:AssumeRole": (
        {"boundary": statement(Action="s3:*", Resource="*")},
        "permissions boundary: ",
    ),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with running_world(tmp_path_factory.mktemp("issuer")) as world:
        yield world


def walk(world, changes):
    """Make the two roles and assume one from the other; returns both ARNs and what came of it."""
    chain = {**HOLDING, **changes}
    own_trust = trust_in(root_of(REDPANDA))
    pipeline = world.role(REDPANDA, own_trust, policy=chain["policy"], boundary=chain["boundary"])
    trust = json.loads(json.dumps(chain["trust"]).replace(PIPELINE, pipeline))
    target = world.role(DATABASE, trust, tags=chain["tags"])
    session = world.session_of(pipeline)
    try:
        return pipeline, target, world.assume(session, target, **chain["presented"])
    except ClientError as error:
        return pipeline, target, error_of(error)


@pytest.mark.parametrize("case", HOLDS)
def test_a_chain_that_holds_ends_in_the_connect_role(world, case):
    _, target, key = walk(world, HOLDS[case])
    identity = world.client(key).get_caller_identity()
    assert identity["Account"] == DATABASE
    assert identity["Arn"] == target.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/test"


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_chain_is_refused_in_the_words_of_aws_and_explained_in_the_log_alone(world, case):
    changes, reason = REFUSED[case]
    world.log.clear()
    pipeline, target, answer = walk(world, changes)
    caller = pipeline.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/") + "/test"
    text = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {target}"
    assert answer == ("AccessDenied", text)
    assert len(world.log) == 1
    assert reason in world.log[0]


def test_a_role_that_does_not_exist_is_refused_like_any_other(world):
    absent = f"arn:aws:iam::{DATABASE}:role/absent"
    with pytest.raises(ClientError) as refused:
        world.session_of(absent)
    code, text = error_of(refused.value)
    assert code == "AccessDenied"
    assert text.endswith(f"is not authorized to perform: sts:AssumeRole on resource: {absent}")


def test_a_role_is_known_by_its_whole_arn(world):
    arn = world.role(DATABASE, trust_in(root_of(DATABASE)), Path="/teams/")
    assert world.session_of(arn)
    with pytest.raises(ClientError, match="AccessDenied"):
        world.session_of(arn.replace("/teams/", "/"))


def test_an_unreadable_boundary_refuses(world):
    pipeline = world.role(REDPANDA, trust_in(root_of(REDPANDA)), policy=statement(Action="*", Resource="*"))
    target = world.role(DATABASE, trust_in(pipeline))
    name = pipeline.split("/")[-1]
    gone = f"arn:aws:iam::{REDPANDA}:policy/gone"
    world.iam(REDPANDA).put_role_permissions_boundary(RoleName=name, PermissionsBoundary=gone)
    with pytest.raises(ClientError, match="AccessDenied"):
        world.assume(world.session_of(pipeline), target)


def test_whatever_goes_wrong_while_judging_refuses(world, monkeypatch):
    def fail(*_):
        raise RuntimeError("broken")

    role = world.role(DATABASE, trust_in(root_of(DATABASE)))
    monkeypatch.setattr("lab.cloud.sts_judge.assumable_role", fail)
    with pytest.raises(ClientError) as refused:
        world.session_of(role)
    assert error_of(refused.value) == ("AccessDenied", "Access denied")
    assert "RuntimeError('broken')" in world.log[-1]
