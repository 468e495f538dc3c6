"""The trust policies as they are written, and whom they let in by the rules of IAM."""

import pytest

from domain import arns, iam_documents, kubernetes_trust
from domain.iam_evaluation import Cause, Principal, may_assume

ACCOUNT = "111111111111"
HOST = "oidc.eks.us-east-2.amazonaws.com/id/1A"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{HOST}"
CLUSTER = arns.eks_cluster_arn("us-east-2", ACCOUNT, "shop")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"
CONNECT_ROLE = "arn:aws:iam::222222222222:role/orders-connect"
IRSA = kubernetes_trust.irsa(PROVIDER, "shop", "orders")
POD_IDENTITY = kubernetes_trust.pod_identity(CLUSTER, "shop", "orders")
WEB = "sts:AssumeRoleWithWebIdentity"

CLAIMS = {f"{HOST}:aud": "sts.amazonaws.com", f"{HOST}:sub": "system:serviceaccount:shop:orders"}
TAGS = {"eks-cluster-arn": CLUSTER, "kubernetes-namespace": "shop", "kubernetes-service-account": "orders"}


def test_irsa_compares_audience_and_subject_as_a_whole():
    assert IRSA == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ServiceAccount",
                "Effect": "Allow",
                "Principal": {"Federated": PROVIDER},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {"StringEquals": CLAIMS},
            }
        ],
    }


def test_pod_identity_trusts_eks_for_one_service_account_of_one_cluster():
    assert POD_IDENTITY == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "ServiceAccount",
                "Effect": "Allow",
                "Principal": {"Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {
                    "StringEquals": {
                        "aws:SourceAccount": ACCOUNT,
                        "aws:RequestTag/eks-cluster-arn": CLUSTER,
                        "aws:RequestTag/kubernetes-namespace": "shop",
                        "aws:RequestTag/kubernetes-service-account": "orders",
                    }
                },
            }
        ],
    }


def by_token(**claims):
    bearer = Principal(arn=PROVIDER, account=ACCOUNT, kind="federated", context={**CLAIMS, **claims})
    return may_assume(bearer, WEB, ROLE, IRSA)


def by_eks(action, **change):
    context = {"aws:SourceAccount": ACCOUNT, **{f"aws:RequestTag/{key}": value for key, value in TAGS.items()}}
    eks = Principal(arn="pods.eks.amazonaws.com", account=ACCOUNT, kind="service")
    return may_assume(eks, action, ROLE, POD_IDENTITY, {**context, **change})


def test_the_service_accounts_own_token_opens_the_role():
    assert by_token().allowed


@pytest.mark.parametrize(
    "claims",
    [
        {f"{HOST}:sub": "system:serviceaccount:other:orders"},
        {f"{HOST}:sub": "system:serviceaccount:shop:orders-admin"},
        {f"{HOST}:aud": "vault"},
    ],
)
def test_another_namespaces_accounts_or_audiences_token_does_not(claims):
    assert by_token(**claims).cause is Cause.TRUST_CONDITION


@pytest.mark.parametrize("action", ["sts:AssumeRole", "sts:TagSession"])
def test_eks_may_begin_and_tag_the_service_accounts_sessions(action):
    assert by_eks(action).allowed


@pytest.mark.parametrize(
    "change",
    [
        {"aws:SourceAccount": "333333333333"},
        {"aws:RequestTag/eks-cluster-arn": CLUSTER.replace("shop", "stage")},
        {"aws:RequestTag/kubernetes-namespace": "other"},
        {"aws:RequestTag/kubernetes-service-account": "billing"},
        {"aws:RequestTag/kubernetes-namespace": []},
    ],
)
def test_an_association_of_another_service_account_opens_nothing(change):
    assert by_eks("sts:AssumeRole", **change).cause is Cause.TRUST_CONDITION


def pod_identity_session(**identity):
    policy = iam_documents.assume_with_external_id([CONNECT_ROLE], "shop", **identity)
    return Principal(arn=ROLE, account=ACCOUNT, kind="role", identity_policies={"assume": policy})


def test_its_transitive_tags_reach_the_connect_role_only_where_both_sides_allow_it():
    context = {"sts:ExternalId": "shop", "aws:RequestTag/kubernetes-namespace": "shop"}
    allowing = iam_documents.trust(ROLE, "account", "shop", session_tags=True)
    for caller, trust, cause in (
        (pod_identity_session(session_tags=True), allowing, Cause.ALLOWED),
        (pod_identity_session(), allowing, Cause.NO_STATEMENT),
        (pod_identity_session(session_tags=True), iam_documents.trust(ROLE, "account", "shop"), Cause.TRUST_ACTION),
    ):
        assert may_assume(caller, "sts:TagSession", CONNECT_ROLE, trust, context).cause is cause
        assert may_assume(caller, "sts:AssumeRole", CONNECT_ROLE, trust, context).allowed
