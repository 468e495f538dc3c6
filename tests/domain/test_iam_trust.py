"""The judge of AssumeRole: the pipeline role of one account, the connect role of the other."""

from typing import Any

import pytest

from domain.iam_evaluation import Cause, Document, Principal, may_assume

REDPANDA, DATABASE = "111111111111", "222222222222"
PIPELINE = f"arn:aws:iam::{REDPANDA}:role/redpanda-abc-redpanda-connect-pipeline"
SESSION = f"arn:aws:sts::{REDPANDA}:assumed-role/redpanda-abc-redpanda-connect-pipeline/pod"
CONNECT = f"arn:aws:iam::{DATABASE}:role/connect"
ROOT = f"arn:aws:iam::{REDPANDA}:root"
SCOPE = "aws:ResourceTag/redpanda_scope_redpanda_connect"
ASSUME = "sts:AssumeRole"


def document(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def trust(principal: Any = ROOT, effect: str = "Allow", action: Any = ASSUME, **condition: Any) -> Document:
    named = principal if isinstance(principal, dict) or principal == "*" else {"AWS": principal}
    return {"Effect": effect, "Principal": named, "Action": action, "Condition": condition}


def policy(resource: Any = CONNECT, effect: str = "Allow", action: Any = ASSUME, **condition: Any) -> Document:
    return {"Effect": effect, "Action": action, "Resource": resource, "Condition": condition}


SCOPED = policy(StringEquals={SCOPE: "true"})
TAGGED = {SCOPE: "true"}
ONLY_PIPELINE = {"aws:PrincipalArn": PIPELINE}


def pipeline(*statements: Document, **more: Any) -> Principal:
    return Principal(
        arn=PIPELINE,
        account=REDPANDA,
        kind="role",
        session_arn=SESSION,
        identity_policies={"rpcn-assume": document(*statements)} if statements else {},
        **more,
    )


@pytest.mark.parametrize(
    ("statement", "identity", "context", "cause"),
    [
        (trust(StringEquals={"sts:ExternalId": "x"}), SCOPED, {**TAGGED, "sts:ExternalId": "x"}, Cause.ALLOWED),
        (trust(StringEquals={"sts:ExternalId": "x"}), SCOPED, TAGGED, Cause.TRUST_CONDITION),
        (trust(StringEquals={"sts:ExternalId": "x"}), SCOPED, {**TAGGED, "sts:ExternalId": "y"}, Cause.TRUST_CONDITION),
        (trust(ArnEquals=ONLY_PIPELINE), SCOPED, TAGGED, Cause.ALLOWED),
        (trust(ArnNotEquals=ONLY_PIPELINE), SCOPED, TAGGED, Cause.TRUST_CONDITION),
        (trust(ArnLike={"aws:PrincipalArn": f"arn:aws:iam::{REDPANDA}:role/*"}), SCOPED, TAGGED, Cause.ALLOWED),
        (trust(StringLike={"sts:RoleSessionName": "pod*"}), SCOPED, TAGGED, Cause.TRUST_CONDITION),
        (trust(Bool={"aws:MultiFactorAuthPresent": "true"}), SCOPED, TAGGED, Cause.TRUST_CONDITION),
        (trust(), SCOPED, {}, Cause.CONDITION),
        (trust(), SCOPED, {SCOPE: "false"}, Cause.CONDITION),
        (trust(), policy(CONNECT + "2"), TAGGED, Cause.NO_STATEMENT),
        (trust(PIPELINE), SCOPED, TAGGED, Cause.ALLOWED),
        (trust(PIPELINE + "2"), SCOPED, TAGGED, Cause.TRUST_PRINCIPAL),
        (trust(DATABASE), SCOPED, TAGGED, Cause.TRUST_PRINCIPAL),
        (trust("AROAEXAMPLEID"), SCOPED, TAGGED, Cause.TRUST_PRINCIPAL),
        (trust(action="sts:TagSession"), SCOPED, TAGGED, Cause.TRUST_ACTION),
        (trust(action=["sts:TagSession", "STS:*"]), SCOPED, TAGGED, Cause.ALLOWED),
        (trust("*", effect="Deny"), SCOPED, TAGGED, Cause.EXPLICIT_DENY),
    ],
)
def test_across_accounts_trust_and_identity_both_have_to_allow(
    statement: Document, identity: Document, context: dict[str, str], cause: Cause
) -> None:
    decision = may_assume(pipeline(identity), ASSUME, CONNECT, document(statement), context)
    assert decision.cause is cause
    assert decision.allowed is (cause is Cause.ALLOWED)


@pytest.mark.parametrize("named", [PIPELINE, SESSION, ROOT, REDPANDA, "*"])
def test_no_trust_across_accounts_does_without_an_identity_policy(named: str) -> None:
    assert may_assume(pipeline(), ASSUME, CONNECT, document(trust(named))).cause is Cause.NO_STATEMENT


@pytest.mark.parametrize("absent", [None, {}, {"Version": "2012-10-17", "Statement": []}])
def test_a_role_without_trust_policy_lets_nobody_in(absent: Any) -> None:
    decision = may_assume(pipeline(SCOPED), ASSUME, CONNECT, absent, TAGGED)
    assert (decision.allowed, decision.cause, decision.policy) == (False, Cause.UNSUPPORTED, "trust policy")


@pytest.mark.parametrize(
    "role_arn", ["connect", "", CONNECT + "\n", CONNECT.replace("role/", "user/"), CONNECT.replace("2", "x")]
)
def test_what_is_no_role_arn_is_not_assumed(role_arn: str) -> None:
    decision = may_assume(pipeline(policy("*")), ASSUME, role_arn, document(trust("*")))
    assert (decision.allowed, decision.cause) == (False, Cause.UNSUPPORTED)
    assert decision.reason == f"role ARN: got {role_arn!r}, want arn:<partition>:iam::<account>:role/<name>"


NEIGHBOUR = f"arn:aws:iam::{REDPANDA}:role/neighbour"
USER = Principal(arn=f"arn:aws:iam::{REDPANDA}:user/ops", account=REDPANDA, kind="user")
NOTHING_ELSE = document(policy("*", action="s3:*"))


@pytest.mark.parametrize(
    ("named", "limits", "cause"),
    [
        (PIPELINE, {}, Cause.ALLOWED),
        (SESSION, {}, Cause.ALLOWED),
        ("*", {}, Cause.ALLOWED),
        (ROOT, {}, Cause.NO_STATEMENT),
        (REDPANDA, {}, Cause.NO_STATEMENT),
        (PIPELINE, {"boundary": NOTHING_ELSE}, Cause.BOUNDARY),
        (PIPELINE, {"session_policy": NOTHING_ELSE}, Cause.SESSION_POLICY),
        (SESSION, {"boundary": NOTHING_ELSE, "session_policy": NOTHING_ELSE}, Cause.ALLOWED),
        ("*", {"boundary": NOTHING_ELSE, "session_policy": NOTHING_ELSE}, Cause.ALLOWED),
        ([ROOT, PIPELINE], {"boundary": NOTHING_ELSE}, Cause.BOUNDARY),
        ([ROOT, SESSION], {"boundary": NOTHING_ELSE}, Cause.ALLOWED),
    ],
)
def test_within_an_account_it_depends_on_how_directly_the_caller_is_named(
    named: Any, limits: dict[str, Document], cause: Cause
) -> None:
    """IAM User Guide: resource-based policies and implicit denies in other policy types (same account)."""
    assert may_assume(pipeline(**limits), ASSUME, NEIGHBOUR, document(trust(named))).cause is cause


def test_the_most_direct_statement_that_holds_counts() -> None:
    statements = [trust(ROOT), trust(SESSION, Null={"sts:ExternalId": "false"}), trust(PIPELINE)]
    bounded = pipeline(boundary=NOTHING_ELSE)
    assert may_assume(bounded, ASSUME, NEIGHBOUR, document(*statements)).cause is Cause.BOUNDARY
    allowed = may_assume(bounded, ASSUME, NEIGHBOUR, document(*statements), {"sts:ExternalId": "x"})
    assert (allowed.cause, allowed.policy, allowed.statement) == (Cause.ALLOWED, "trust policy", "#2")


def test_a_user_named_within_its_account_needs_nothing_else() -> None:
    bounded = Principal(arn=USER.arn, account=REDPANDA, kind="user", boundary=NOTHING_ELSE)
    assert may_assume(bounded, ASSUME, NEIGHBOUR, document(trust(USER.arn))).allowed
    federated = Principal(arn=USER.arn, account=REDPANDA, kind="user", session_policy=NOTHING_ELSE)
    assert may_assume(federated, ASSUME, NEIGHBOUR, document(trust(USER.arn))).cause is Cause.SESSION_POLICY


@pytest.mark.parametrize("role_arn", [CONNECT, NEIGHBOUR])
def test_an_explicit_deny_of_either_side_wins(role_arn: str) -> None:
    granted = document(trust(SESSION))
    refusing = pipeline(policy("*"), policy(role_arn, effect="Deny"))
    assert may_assume(refusing, ASSUME, role_arn, granted).policy == "rpcn-assume"
    denied = may_assume(pipeline(policy("*")), ASSUME, role_arn, document(trust(SESSION), trust(ROOT, effect="Deny")))
    assert (denied.cause, denied.policy, denied.statement) == (Cause.EXPLICIT_DENY, "trust policy", "#2")
    limited = pipeline(policy("*"), boundary=document(policy("*"), policy(effect="Deny", resource="*")))
    assert may_assume(limited, ASSUME, role_arn, granted).policy == "permissions boundary"


def test_not_principal_denies_everyone_it_does_not_list() -> None:
    except_session = {"Effect": "Deny", "NotPrincipal": {"AWS": [SESSION, PIPELINE, ROOT]}, "Action": "*"}
    trusting = document(trust("*"), except_session)
    assert may_assume(pipeline(), ASSUME, NEIGHBOUR, trusting).allowed
    assert may_assume(USER, ASSUME, NEIGHBOUR, trusting).cause is Cause.EXPLICIT_DENY
    assert may_assume(pipeline(boundary=NOTHING_ELSE), ASSUME, NEIGHBOUR, trusting).cause is Cause.EXPLICIT_DENY


def test_who_is_not_named_is_told_who_is() -> None:
    decision = may_assume(pipeline(SCOPED), ASSUME, CONNECT, document(trust(["AROAEXAMPLEID", DATABASE])), TAGGED)
    assert decision.reason == f"trust policy: got {PIPELINE!r}, want 'AROAEXAMPLEID' or '{DATABASE}'"
    assert (decision.policy, decision.statement, decision.condition) == ("trust policy", None, None)
    elsewhere = document(trust(DATABASE, effect="Deny"))
    assert may_assume(pipeline(), ASSUME, CONNECT, elsewhere).reason.endswith("want nobody")


def test_a_trust_for_other_actions_and_an_unmet_condition_are_named() -> None:
    other = may_assume(pipeline(SCOPED), "sts:TagSession", CONNECT, document(trust()), TAGGED)
    assert other.reason == "trust policy, statement #1: got 'sts:TagSession', want 'sts:AssumeRole'"
    unmet = may_assume(pipeline(), ASSUME, CONNECT, document(trust(StringEquals={"sts:ExternalId": "x"})))
    assert unmet.condition == "StringEquals sts:ExternalId"
    assert unmet.reason == "trust policy, statement #1: StringEquals sts:ExternalId: got nothing, want 'x'"
