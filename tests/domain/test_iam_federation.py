"""The first hop: a pod's web identity into the pipeline role, and a service into its own."""

from typing import Any

import pytest

from domain.iam_evaluation import Cause, Document, Principal, may, may_assume

ACCOUNT = "111111111111"
HOST = "oidc.lab/id/1"
ISSUER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
PIPELINE = f"arn:aws:iam::{ACCOUNT}:role/pipeline"
SUBJECT = "system:serviceaccount:redpanda-connect:pipeline"
WEB = "sts:AssumeRoleWithWebIdentity"


def trust(principal: Any, action: str = WEB, **condition: Any) -> Document:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition}
    return {"Version": "2012-10-17", "Statement": statement}


def pod(account: str = ACCOUNT, **claims: Any) -> Principal:
    context = {f"{HOST}:sub": SUBJECT, f"{HOST}:aud": ["sts.amazonaws.com"], **claims}
    return Principal(arn=ISSUER, account=account, kind="federated", context=context)


IRSA = trust(
    {"Federated": ISSUER}, StringEquals={f"{HOST}:aud": "sts.amazonaws.com"}, StringLike={f"{HOST}:sub": SUBJECT}
)


@pytest.mark.parametrize("account", [ACCOUNT, "222222222222"])
def test_a_web_identity_needs_the_trust_policy_alone(account: str) -> None:
    decision = may_assume(pod(account), WEB, PIPELINE, IRSA)
    assert (decision.cause, decision.policy) == (Cause.ALLOWED, "trust policy")


@pytest.mark.parametrize(
    ("trusting", "claims", "action", "cause"),
    [
        (IRSA, {f"{HOST}:sub": "system:serviceaccount:default:pipeline"}, WEB, Cause.TRUST_CONDITION),
        (IRSA, {f"{HOST}:aud": "kafka"}, WEB, Cause.TRUST_CONDITION),
        (IRSA, {f"{HOST}:aud": []}, WEB, Cause.TRUST_CONDITION),
        (IRSA, {f"{HOST}:aud": ["sts.amazonaws.com", "kafka"]}, WEB, Cause.UNSUPPORTED),
        (IRSA, {}, "sts:AssumeRole", Cause.TRUST_ACTION),
        (trust({"Federated": ISSUER + "2"}), {}, WEB, Cause.TRUST_PRINCIPAL),
        (trust({"AWS": ACCOUNT}), {}, WEB, Cause.TRUST_PRINCIPAL),
        (trust({"Service": "ec2.amazonaws.com"}), {}, WEB, Cause.TRUST_PRINCIPAL),
    ],
)
def test_another_token_is_refused(trusting: Document, claims: dict[str, Any], action: str, cause: Cause) -> None:
    decision = may_assume(pod(**claims), action, PIPELINE, trusting)
    assert (decision.allowed, decision.cause) == (False, cause)


def test_claims_match_case_insensitively_by_name() -> None:
    spelt = trust({"Federated": ISSUER}, StringEquals={f"{HOST.upper()}:SUB": SUBJECT})
    assert may_assume(pod(), WEB, PIPELINE, spelt).allowed


def test_a_service_needs_the_trust_policy_alone() -> None:
    instance = Principal(arn="ec2.amazonaws.com", account=ACCOUNT, kind="service")
    serving = trust({"Service": ["ecs.amazonaws.com", "ec2.amazonaws.com"]}, action="sts:AssumeRole")
    assert may_assume(instance, "sts:AssumeRole", PIPELINE, serving).allowed
    lambda_ = Principal(arn="lambda.amazonaws.com", account=ACCOUNT, kind="service")
    assert may_assume(lambda_, "sts:AssumeRole", PIPELINE, serving).cause is Cause.TRUST_PRINCIPAL


def test_a_web_identity_may_do_nothing_by_itself() -> None:
    assert may(pod(), "sts:GetCallerIdentity", "*").cause is Cause.NO_STATEMENT
