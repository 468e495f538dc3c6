"""What holds for every policy, whatever is in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.iam_evaluation import Cause, Context, Document, Principal, may, may_assume

ACCOUNT, OTHER = "111111111111", "222222222222"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/pipe"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/pipe/pod"
TARGETS = [f"arn:aws:iam::{account}:role/connect" for account in (ACCOUNT, OTHER)]

ACTIONS = st.sampled_from(["sts:AssumeRole", "sts:assumerole", "sts:*", "sts:TagSession", "*", "rds:*"])
RESOURCES = st.sampled_from([*TARGETS, "*", "arn:aws:iam::*:role/con*", "arn:aws:iam", f"{ROLE}/${{aws:userid}}"])
NAMED = st.sampled_from([ACCOUNT, ROLE, SESSION, f"arn:aws:iam::{ACCOUNT}:root", OTHER, "AROAEXAMPLEID", "*"])
OPERATORS = st.sampled_from(["StringEquals", "StringNotLike", "StringEqualsIfExists", "ForAllValues:StringLike"])
KEYS = st.sampled_from(["sts:ExternalId", "aws:ResourceTag/scope", "aws:PrincipalTag/team"])
WORDS = st.sampled_from(["a", "b", "a*", "${aws:PrincipalTag/team}"])
CONTEXTS = st.dictionaries(KEYS, st.sampled_from(["a", "b", "ab"]))


def listed(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, min_size=1, max_size=3)


CONDITIONS = st.dictionaries(OPERATORS, st.dictionaries(KEYS, listed(WORDS), min_size=1, max_size=2), max_size=2)


def statements(effect: str, trust: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    about = {"Principal": st.fixed_dictionaries({"AWS": listed(NAMED)})} if trust else {"Resource": listed(RESOURCES)}
    required = {"Effect": st.just(effect), "Action": listed(ACTIONS), **about}
    return st.fixed_dictionaries(required, optional={"Condition": CONDITIONS, "Sid": st.text(max_size=3)})


def documents(trust: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    either = statements("Allow", trust) | statements("Allow", trust) | statements("Deny", trust)
    version = st.sampled_from(["2012-10-17", "2008-10-17"])
    return st.fixed_dictionaries({"Version": version, "Statement": st.lists(either, min_size=1, max_size=3)})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["*", "Allow"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Action", "Resource", "Principal", "Condition"]) | st.text(), inner
        )
    ),
    max_leaves=12,
)
WRONG: st.SearchStrategy[Any] = (
    st.none() | st.integers() | st.floats() | st.booleans() | st.just({}) | st.just([]) | st.just([[]])
)

EVERYTHING: Document = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
EVERYONE: Document = {"Statement": {"Effect": "Allow", "Action": "*", "Principal": "*"}}
PLACES = st.sampled_from(["identity", "boundary", "session", "trust"])


def ask(policies: dict[str, Any], target: str, context: Context) -> dict[str, bool]:
    """Both questions of one caller; a place that `policies` leaves out allows everything."""
    caller = Principal(
        arn=ROLE,
        account=ACCOUNT,
        kind="role",
        session_arn=SESSION,
        identity_policies={"own": policies.get("identity", EVERYTHING)},
        boundary=policies.get("boundary", EVERYTHING),
        session_policy=policies.get("session", EVERYTHING),
    )
    assumed = may_assume(caller, "sts:AssumeRole", target, policies.get("trust", EVERYONE), context)
    return {"may": may(caller, "sts:AssumeRole", target, context).allowed, "may_assume": assumed.allowed}


POLICIES = st.fixed_dictionaries(
    {}, optional={place: documents(place == "trust") for place in ("identity", "boundary", "session", "trust")}
)
TARGET = st.sampled_from(TARGETS)


def extended(policies: dict[str, Any], place: str, statement: Any) -> dict[str, Any]:
    document = policies.get(place, EVERYONE if place == "trust" else EVERYTHING)
    given_statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return {**policies, place: {**document, "Statement": [*given_statements, statement]}}


@given(POLICIES, PLACES, st.data(), TARGET, CONTEXTS)
def test_one_more_deny_never_turns_deny_into_allow(
    policies: dict[str, Any], place: str, data: st.DataObject, target: str, context: Context
) -> None:
    deny = data.draw(statements("Deny", place == "trust"))
    before, after = ask(policies, target, context), ask(extended(policies, place, deny), target, context)
    assert not any(after[question] and not before[question] for question in before)


@given(POLICIES, PLACES, st.data(), TARGET, CONTEXTS)
def test_one_more_allow_never_turns_allow_into_deny(
    policies: dict[str, Any], place: str, data: st.DataObject, target: str, context: Context
) -> None:
    allow = data.draw(statements("Allow", place == "trust").filter(lambda one: "'arn:aws:iam'" not in str(one)))
    before, after = ask(policies, target, context), ask(extended(policies, place, allow), target, context)
    assert not any(before[question] and not after[question] for question in before)


@given(POLICIES, TARGET, CONTEXTS)
def test_a_wider_pattern_allows_whatever_the_exact_one_allowed(
    policies: dict[str, Any], target: str, context: Context
) -> None:
    exact = {"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": target}}
    wide = {"Statement": {"Effect": "Allow", "Action": "STS:*ssume?ole", "Resource": target[:-3] + "*"}}
    assert ask({**policies, "identity": exact}, target, context) == ask({**policies, "identity": wide}, target, context)


@given(POLICIES, TARGET, CONTEXTS)
def test_neither_order_nor_the_case_of_a_key_matters(policies: dict[str, Any], target: str, context: Context) -> None:
    reversed_ = {place: {**one, "Statement": one["Statement"][::-1]} for place, one in policies.items()}
    shouted = {key.upper(): value for key, value in context.items()}
    assert ask(policies, target, context) == ask(reversed_, target, shouted)


@given(PLACES, JSON, TARGET)
def test_garbage_in_any_place_never_raises_and_never_allows(place: str, garbage: Any, target: str) -> None:
    answers = ask({place: garbage}, target, {})
    if place == "trust":
        assert not answers["may_assume"]
    elif garbage is not None or place == "identity":  # no boundary and no session policy is nothing to limit
        assert not any(answers.values())


@given(POLICIES, PLACES, st.sampled_from(["Allow", "Deny"]), st.data(), TARGET, CONTEXTS)
def test_one_value_of_a_wrong_type_denies_whatever_its_statement_says(
    policies: dict[str, Any], place: str, effect: str, data: st.DataObject, target: str, context: Context
) -> None:
    statement = data.draw(statements(effect, place == "trust"))
    element = data.draw(st.sampled_from(sorted(statement.keys() - {"Condition"})))
    broken = extended(policies, place, {**statement, element: data.draw(WRONG)})
    assert not ask(broken, target, context)["may_assume"]
    assert place == "trust" or not ask(broken, target, context)["may"]


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
@pytest.mark.parametrize("place", ["identity", "boundary", "session", "trust"])
@pytest.mark.parametrize(
    "extra", [{"Condition": {"BinaryEquals": {"aws:userid": "QQ=="}}}, {"Condition": []}, {"When": "now"}]
)
def test_an_unsupported_statement_denies_though_it_is_about_another_action(
    effect: str, place: str, extra: dict[str, Any]
) -> None:
    about = {"Principal": {"AWS": OTHER}} if place == "trust" else {"Resource": "arn:aws:s3:::bucket"}
    broken = extended({}, place, {"Effect": effect, "Action": "s3:GetObject", **about, **extra})
    assert ask({}, TARGETS[0], {}) == {"may": True, "may_assume": True}
    assert not ask(broken, TARGETS[0], {})["may_assume"]


def test_an_unsupported_operator_is_named() -> None:
    statement = {"Sid": "Odd", "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Same": {"a:b": "c"}}}
    caller = Principal(arn=ROLE, account=ACCOUNT, kind="role", identity_policies={"own": {"Statement": statement}})
    decision = may(caller, "sts:AssumeRole", TARGETS[0])
    assert (decision.cause, decision.policy, decision.statement) == (Cause.UNSUPPORTED, "own", "Odd")
    assert decision.condition == "Same a:b"
    assert decision.reason == "own, statement Odd: Same a:b: unknown condition operator"
