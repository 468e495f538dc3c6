"""Rules on trust, as tables: what they let pass and what they name."""

import json

import pytest

from domain import github_trust, iam_documents, kubernetes_trust
from policy.documents import ROLE
from policy.props import UNKNOWN
from policy.rules import RULES
from tests.policy.rule_messages import document

READER, WRITER = (f"arn:aws:iam::111111111111:role/{name}" for name in ("reader", "writer"))
OTHERS = "arn:aws:iam::333333333333:role/reader"
SESSION = "arn:aws:sts::111111111111:assumed-role/reader/monday"
ROOT = "arn:aws:iam::111111111111:root"
BY_ID = {"StringEquals": {"sts:ExternalId": "shop"}}
EKS = "arn:aws:eks:us-east-2:111111111111:cluster/shop"
ISSUER = "arn:aws:iam::111111111111:oidc-provider/oidc.example/1"


def trusting(principal, condition=None, action="sts:AssumeRole", effect="Allow"):
    statement = {"Effect": effect, "Principal": principal, "Action": action}
    return statement | ({"Condition": condition} if condition else {})


def trust_messages(rule, *statements):
    return list(RULES[rule].check(ROLE, {"assumeRolePolicy": document(*statements)}))


TRUSTS = [
    iam_documents.trust(READER, "account", "shop"),
    iam_documents.trust(READER, "account", None, session_tags=True),
    iam_documents.trust(READER, "role", None),
    iam_documents.service_trust("ec2.amazonaws.com"),
    kubernetes_trust.irsa(ISSUER, "shop", "orders"),
    kubernetes_trust.pod_identity(EKS, "shop", "orders"),
    github_trust.trust(ISSUER, github_trust.pull_request_subject("acme/shop")),
]


@pytest.mark.parametrize("rule", ["trust-nobody-at-large", "trust-narrowed-root", "trust-with-external-id"])
@pytest.mark.parametrize("trust", TRUSTS)
def test_every_trust_that_the_domain_writes_is_let_pass(rule, trust):
    assert list(RULES[rule].check(ROLE, {"assumeRolePolicy": json.dumps(trust)})) == []
    assert list(RULES[rule].check(ROLE, {"assumeRolePolicy": UNKNOWN})) == []


@pytest.mark.parametrize(
    "statement",
    [
        trusting("*"),
        trusting({"AWS": "*"}, BY_ID),
        trusting({"AWS": [READER, "*"]}),
        trusting({"AWS": "arn:aws:iam::111111111111:role/*"}),
        trusting({"Federated": "*"}),
    ],
)
def test_nobody_is_trusted_at_large(statement):
    (message,) = trust_messages("trust-nobody-at-large", statement)
    assert message.startswith("assumeRolePolicy")


GITHUB = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
SAML = "arn:aws:iam::111111111111:saml-provider/corp"
WEB, BY_SAML = "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML"
OF_GITHUB = "token.actions.githubusercontent.com"


def claims(issuer, sub="system:serviceaccount:shop:orders", operator="StringEquals", aud="sts.amazonaws.com"):
    return {operator: {f"{issuer}:sub": sub}, "StringEqualsIgnoreCase": {f"{issuer}:AUD": aud}}


@pytest.mark.parametrize(
    ("principal", "action", "condition"),
    [
        (ISSUER, WEB, claims("oidc.example/1")),
        (ISSUER, WEB, claims("oidc.example/1", "system:serviceaccount:shop:*", "StringLike")),
        (ISSUER, WEB, claims("oidc.example/1", ["a", "b"], "ForAnyValue:StringLike")),
        (ISSUER, "sts:TagSession", None),
        (GITHUB, WEB, claims(OF_GITHUB, "repo:acme/shop:*", "StringLike")),
        (GITHUB, WEB, claims(OF_GITHUB, "repo:acme@1/shop@2:ref:refs/heads/release-?", "StringLike")),
        (GITHUB, WEB, claims(OF_GITHUB, "repo:acme/shop", aud="https://github.com/acme*")),
        (GITHUB, WEB, claims(OF_GITHUB, "repository_owner:acme:environment:production")),
        ("accounts.google.com", WEB, claims("accounts.google.com", "1234")),
        (SAML, BY_SAML, {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}),
    ],
)
def test_an_identity_that_somebody_else_vouches_for_is_named_by_its_claims(principal, action, condition):
    assert trust_messages("trust-nobody-at-large", trusting({"Federated": principal}, condition, action)) == []


HOST = "oidc.example/1"


@pytest.mark.parametrize(
    ("principal", "condition", "key"),
    [
        (ISSUER, {"StringEquals": {f"{HOST}:aud": "sts.amazonaws.com"}}, f"{HOST}:sub"),
        (ISSUER, {"StringEquals": {f"{HOST}:sub": "a"}}, f"{HOST}:aud"),
        (ISSUER, claims("oidc.example/2") | {"StringLike": {f"{HOST}:aud": "sts.amazonaws.com"}}, f"{HOST}:sub"),
        (ISSUER, claims(HOST, operator="StringEqualsIfExists"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, operator="ForAllValues:StringEquals"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, operator="ForAnyValue:StringEqualsIfExists"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, operator="StringNotEquals"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, "false", operator="Null"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, "*", "StringLike"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, ["a", "?*"], "StringLike"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, "", "StringLike"), f"{HOST}:sub"),
        (ISSUER, claims(HOST, aud="*"), f"{HOST}:aud"),
        (GITHUB, claims(OF_GITHUB, "repo:acme/*", "StringLike"), f"{OF_GITHUB}:sub"),
        (GITHUB, claims(OF_GITHUB, "repo:acme/shop*", "StringLike"), f"{OF_GITHUB}:sub"),
        (GITHUB, claims(OF_GITHUB, "repo:*/shop:pull_request", "StringLike"), f"{OF_GITHUB}:sub"),
        (GITHUB, claims(OF_GITHUB, ["repo:acme/shop:*", "repo:*"], "StringLike"), f"{OF_GITHUB}:sub"),
        (GITHUB, claims(OF_GITHUB, "*:ref:refs/heads/main", "StringLike"), f"{OF_GITHUB}:sub"),
        ("accounts.google.com", {"StringEquals": {"accounts.google.com:aud": "1"}}, "accounts.google.com:sub"),
        (SAML, {"StringEquals": {"SAML:sub": "a"}}, "SAML:aud"),
    ],
)
@pytest.mark.parametrize("narrow", [True, False])
def test_a_claim_that_does_not_tell_strangers_apart_is_none(principal, condition, key, narrow):
    action = (BY_SAML if principal == SAML else WEB) if narrow else "sts:*"
    (message,) = trust_messages("trust-nobody-at-large", trusting({"Federated": principal}, condition, action))
    assert message.startswith(
        f"assumeRolePolicy, #1: got Federated {principal!r}, want a condition StringEquals {key} "
    )


def test_without_any_condition_each_claim_is_asked_for():
    said = trust_messages("trust-nobody-at-large", trusting({"Federated": [GITHUB, SAML]}, action="sts:*"))
    keys = [f"{OF_GITHUB}:aud", f"{OF_GITHUB}:sub", "SAML:aud"]
    assert [message.split()[9] for message in said] == keys
    for action in ("sts:AssumeRole", "sts:SetSourceIdentity"):
        assert trust_messages("trust-nobody-at-large", trusting({"Federated": GITHUB}, action=action)) == []


@pytest.mark.parametrize("policy", ["not JSON", "[]", '{"Statement": []}', None, 5])
def test_a_trust_that_cannot_be_read_is_no_pass(policy):
    (message,) = RULES["trust-nobody-at-large"].check(ROLE, {"assumeRolePolicy": policy})
    assert message.startswith("assumeRolePolicy: ")


def test_everybody_may_be_denied():
    assert trust_messages("trust-nobody-at-large", trusting("*", effect="Deny")) == []


@pytest.mark.parametrize(
    "condition",
    [
        None,
        BY_ID,
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}},
        {"StringLike": {"aws:PrincipalArn": [READER, "*"]}},
        {"ArnEqualsIfExists": {"aws:PrincipalArn": READER}},
        {"ArnNotEquals": {"aws:PrincipalArn": READER}},
        {"StringEquals": {"aws:PrincipalArn": "${aws:username}"}},
        {"Null": {"aws:PrincipalArn": "false"}},
        {"ArnEquals": {"aws:PrincipalArn": ROOT}},
        {"ArnEquals": {"aws:PrincipalArn": [READER, ROOT]}},
        {"ArnEquals": {"aws:PrincipalArn": OTHERS}},
        {"ArnEquals": {"aws:PrincipalArn": [READER, OTHERS]}},
        {"ArnEquals": {"aws:PrincipalArn": SESSION}},
        {"StringEquals": {"aws:PrincipalArn": ["111111111111", ""]}},
    ],
)
@pytest.mark.parametrize("root", [ROOT, "111111111111"])
def test_a_root_is_trusted_only_for_whole_arns(root, condition):
    (message,) = trust_messages("trust-narrowed-root", trusting({"AWS": root}, condition))
    assert message.startswith(f"assumeRolePolicy, #1: got {root!r}, want ")


@pytest.mark.parametrize(
    "caller",
    ["iam::111111111111:role/shop/reader", "iam::111111111111:user/reader", "sts::111111111111:federated-user/r"],
)
def test_a_root_may_stand_for_a_caller_of_its_account(caller):
    condition = {"ArnEquals": {"aws:PrincipalArn": [READER, f"arn:aws:{caller}"]}}
    assert trust_messages("trust-narrowed-root", trusting({"AWS": ROOT}, condition)) == []
    roots = trusting({"AWS": [ROOT, "333333333333"]}, {"ArnEquals": {"aws:PrincipalArn": [READER, OTHERS]}})
    assert trust_messages("trust-narrowed-root", roots) == []


def test_a_key_matches_in_any_case():
    condition = {"arnlike": {"AWS:principalarn": READER}}
    assert trust_messages("trust-narrowed-root", trusting({"AWS": ROOT}, condition)) == []


@pytest.mark.parametrize(
    "statements",
    [
        [trusting({"AWS": [READER, WRITER]})],
        [trusting({"AWS": READER}), trusting({"AWS": WRITER})],
        [trusting({"AWS": READER}, BY_ID), trusting({"AWS": WRITER})],
        [trusting({"AWS": ROOT}, {"ArnEquals": {"aws:PrincipalArn": [READER, WRITER]}})],
        [trusting({"AWS": [READER, WRITER]}, {"StringEqualsIfExists": {"sts:ExternalId": "shop"}})],
        [trusting({"AWS": [READER, WRITER]}, {"StringLike": {"sts:ExternalId": "*"}})],
        [trusting({"AWS": [READER, WRITER]}, {"StringEquals": {"sts:ExternalId": ""}})],
        [trusting({"AWS": [READER, WRITER]}, {"StringEquals": {"sts:ExternalId": ["shop", "a"]}})],
        [trusting({"AWS": [WRITER, SESSION]})],
    ],
)
def test_several_of_one_account_bring_an_external_id(statements):
    (message,) = trust_messages("trust-with-external-id", *statements)
    assert "got 2 principals of account 111111111111" in message


@pytest.mark.parametrize(
    "statements",
    [
        [trusting({"AWS": [READER, WRITER]}, BY_ID)],
        [trusting({"AWS": READER}, BY_ID), trusting({"AWS": WRITER}, BY_ID)],
        [trusting({"AWS": [READER, OTHERS]})],
        [trusting({"AWS": [READER, SESSION, SESSION.replace("monday", "tuesday")]})],
        [trusting({"AWS": [READER.replace("role/", "role/shop/"), SESSION]})],
        [trusting({"AWS": [READER, WRITER]}, action="sts:TagSession")],
        [trusting({"Service": ["ec2.amazonaws.com", "ecs.amazonaws.com"]})],
        [trusting({"AWS": ["AROA0123456789", "AROA9876543210"]})],
    ],
)
def test_others_need_none(statements):
    assert trust_messages("trust-with-external-id", *statements) == []
