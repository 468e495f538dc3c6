from typing import Any

import pytest

from domain.iam_evaluation import Cause, Decision, Document, Principal, may

ACCOUNT = "222222222222"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/connect"
CDC = f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:cluster-AB/cdc"
CONNECT = "rds-db:connect"


def document(*statements: Document, version: str = "2012-10-17") -> Document:
    return {"Version": version, "Statement": list(statements)}


def allow(action: Any = CONNECT, resource: Any = CDC, **more: Any) -> Document:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any = CONNECT, resource: Any = CDC, **more: Any) -> Document:
    return {**allow(action, resource, **more), "Effect": "Deny"}


def role(*statements: Document, **more: Any) -> Principal:
    return Principal(arn=ROLE, account=ACCOUNT, kind="role", identity_policies={"login": document(*statements)}, **more)


def login(principal: Principal, **context: Any) -> Decision:
    return may(principal, CONNECT, CDC, context)


@pytest.mark.parametrize(
    "statement",
    [
        allow(),
        allow(["rds-db:connect", "s3:*"], [CDC, "arn:aws:s3:::x"]),
        allow("RDS-DB:Connect"),
        allow("rds-db:*"),
        allow("rds-db:conn?ct"),
        allow("*", "*"),
        allow(resource="arn:aws:rds-db:*:*:dbuser:*/cdc"),
        allow(resource="arn:aws:rds-db"),
        {"Effect": "Allow", "NotAction": "sts:*", "Resource": CDC},
        {"Effect": "Allow", "Action": CONNECT, "NotResource": CDC + "2"},
        allow(resource=f"arn:aws:rds-db:us-east-1:{ACCOUNT}:dbuser:cluster-AB/${{aws:PrincipalTag/user, 'cdc'}}"),
        {"Effect": "Allow", "Action": CONNECT, "NotResource": "arn:aws:rds-db:*:*:dbuser:*/${aws:PrincipalTag/none}"},
    ],
)
def test_an_allow_covers_what_its_patterns_cover(statement: Document) -> None:
    assert login(role(statement)).cause is Cause.ALLOWED


@pytest.mark.parametrize(
    "statement",
    [
        allow("rds-db:connec"),
        allow("rds:connect"),
        allow(resource=CDC + "2"),
        allow(resource=CDC.replace("AB", "ab")),
        allow(resource=CDC.replace("us-east-1", "us-east-2")),
        allow(resource=CDC.replace(ACCOUNT, "111111111111")),
        {"Effect": "Allow", "NotAction": "rds-db:*", "Resource": CDC},
        {"Effect": "Allow", "Action": CONNECT, "NotResource": "arn:aws:rds-db:*:*:dbuser:*"},
        allow(resource="arn:aws:rds-db:us-east-1:*:dbuser:cluster-AB/${aws:PrincipalTag/user}"),
    ],
)
def test_an_allow_covers_nothing_else(statement: Document) -> None:
    assert login(role(statement)).cause is Cause.NO_STATEMENT


def test_an_allow_is_named() -> None:
    decision = login(role(allow("s3:*", "*"), allow(Sid="Login")))
    assert decision == Decision(
        allowed=True,
        cause=Cause.ALLOWED,
        reason="login, statement Login: allows it",
        policy="login",
        statement="Login",
    )


def test_the_nearest_allow_is_named_with_the_resource_it_is_about() -> None:
    decision = login(role(allow("s3:*", "*"), allow(resource=CDC.replace("AB", "XY"))))
    assert (decision.allowed, decision.cause) == (False, Cause.NO_STATEMENT)
    assert (decision.policy, decision.statement, decision.condition) == ("login", "#2", None)
    assert decision.reason == f"login, statement #2: got {CDC!r}, want {CDC.replace('AB', 'XY')!r}"


def test_without_an_allow_of_the_action_the_policies_are_named() -> None:
    decision = login(role(allow("s3:*", "*")))
    assert decision.reason == "identity policies (login): no statement allows rds-db:connect"
    assert (decision.cause, decision.policy, decision.statement) == (Cause.NO_STATEMENT, None, None)
    nothing = Principal(arn=ROLE, account=ACCOUNT, kind="role")
    assert login(nothing).reason == "identity policies (none): no statement allows rds-db:connect"


def test_a_condition_that_does_not_hold_is_named_with_both_values() -> None:
    condition = {"StringEquals": {"aws:PrincipalTag/team": ["data", "ops"]}, "Null": {"aws:userid": "true"}}
    decision = login(role(allow(Sid="Login", Condition=condition)), **{"AWS:principaltag/TEAM": "web"})
    assert (decision.allowed, decision.cause) == (False, Cause.CONDITION)
    assert decision.condition == "StringEquals aws:PrincipalTag/team"
    assert decision.reason == (
        "login, statement Login: StringEquals aws:PrincipalTag/team: got 'web', want 'data' or 'ops'"
    )


def test_one_allow_whose_conditions_hold_is_enough() -> None:
    unmet = allow(Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert login(role(unmet, allow())).statement == "#2"
    assert login(role(allow(), unmet)).statement == "#1"


@pytest.mark.parametrize("where", ["identity_policies", "boundary", "session_policy"])
def test_an_explicit_deny_wins_in_whichever_policy(where: str) -> None:
    denying = document(allow("*", "*"), deny(Sid="Never"))
    documents: dict[str, Any] = {"identity_policies": {"login": document(allow())}}
    documents[where] = {**documents["identity_policies"], "guard": denying} if where in documents else denying
    decision = login(Principal(arn=ROLE, account=ACCOUNT, kind="role", **documents))
    names = {"identity_policies": "guard", "boundary": "permissions boundary", "session_policy": "session policy"}
    assert (decision.cause, decision.policy, decision.statement) == (Cause.EXPLICIT_DENY, names[where], "Never")
    assert decision.reason == f"{names[where]}, statement Never: denies it"


@pytest.mark.parametrize(
    "other", [deny("s3:*"), deny(resource=CDC + "2"), deny(Condition={"Bool": {"aws:SecureTransport": "false"}})]
)
def test_a_deny_of_something_else_does_not_matter(other: Document) -> None:
    assert login(role(other, allow())).allowed


@pytest.mark.parametrize(
    ("where", "cause", "name"),
    [
        ("boundary", Cause.BOUNDARY, "permissions boundary"),
        ("session_policy", Cause.SESSION_POLICY, "session policy"),
    ],
)
def test_boundary_and_session_policy_have_to_allow_as_well(where: str, cause: Cause, name: str) -> None:
    unmet = allow(Sid="Tls", Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert login(role(allow(), **{where: document(allow("*", "*"))})).policy == "login"
    assert not login(role(allow("s3:*"), **{where: document(allow("*", "*"))})).allowed
    limited = login(role(allow(), **{where: document(allow("s3:*", "*"))}))
    assert (limited.allowed, limited.cause, limited.policy) == (False, cause, name)
    assert limited.reason == f"{name}: no statement allows rds-db:connect"
    conditional = login(role(allow(), **{where: document(unmet)}))
    assert (conditional.cause, conditional.policy, conditional.statement) == (cause, name, "Tls")
    assert conditional.condition == "Bool aws:SecureTransport"


def test_what_the_arns_say_cannot_be_overridden() -> None:
    known = {"aws:PrincipalArn": ROLE, "aws:PrincipalAccount": ACCOUNT, "aws:ResourceAccount": ACCOUNT}
    principal = role(allow(Condition={"StringEquals": known}), context=dict.fromkeys(known, "forged"))
    assert login(principal).allowed
    assert login(principal, **{key.lower(): "forged" for key in known}).allowed


def test_a_resource_without_account_has_no_resource_account() -> None:
    principal = role(allow("s3:*", "*", Condition={"Null": {"aws:ResourceAccount": "true"}}))
    assert may(principal, "s3:ListBucket", "arn:aws:s3:::bucket").allowed
    assert may(principal, "s3:ListAllMyBuckets", "*").allowed


def test_the_principals_own_context_goes_before_the_requests() -> None:
    principal = role(
        allow(Condition={"StringEquals": {"aws:PrincipalTag/team": "data"}}), context={"aws:PrincipalTag/team": "data"}
    )
    assert login(principal, **{"AWS:PrincipalTag/Team": "forged"}).allowed


def test_an_empty_list_in_the_context_is_an_absent_key() -> None:
    principal = role(allow(Condition={"Null": {"aws:TagKeys": "true"}}))
    assert login(principal, **{"aws:TagKeys": []}).allowed
    assert not login(principal, **{"aws:TagKeys": ["team"]}).allowed


@pytest.mark.parametrize("value", [5, None, ["a", 5], {"a": "b"}])
def test_a_context_value_that_is_no_text_means_deny(value: Any) -> None:
    decision = login(role(allow()), **{"aws:TagKeys": value})
    assert (decision.allowed, decision.cause, decision.policy) == (False, Cause.UNSUPPORTED, None)
    assert decision.reason == f"context key aws:TagKeys: got {value!r}, want a string or a list of strings"
