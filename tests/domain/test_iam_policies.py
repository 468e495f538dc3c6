from typing import Any

import pytest

from domain.iam_policies import PolicyType, parse_document
from domain.iam_values import UnsupportedPolicyError

ALLOW = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}
OWN = [PolicyType.IDENTITY, PolicyType.BOUNDARY, PolicyType.SESSION]


def refusal(document: object, policy_type: PolicyType = PolicyType.IDENTITY) -> UnsupportedPolicyError:
    with pytest.raises(UnsupportedPolicyError) as raised:
        parse_document(document, "assume", policy_type)
    return raised.value


@pytest.mark.parametrize("statement", [ALLOW, [ALLOW], (ALLOW,)])
def test_one_statement_needs_no_brackets(statement: object) -> None:
    (read,) = parse_document({"Id": "x", "Statement": statement}, "assume", PolicyType.IDENTITY)
    assert (read.policy, read.label, read.allows) == ("assume", "#1", True)


def test_a_statement_is_called_by_its_sid_or_its_place() -> None:
    document = {"Version": "2012-10-17", "Statement": [ALLOW, {**ALLOW, "Sid": "Two"}, {**ALLOW, "Sid": ""}]}
    labels = [statement.label for statement in parse_document(document, "assume", PolicyType.IDENTITY)]
    assert labels == ["#1", "Two", "#3"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "policy: got None, want an object"),
        ("{}", "policy: got '{}', want an object"),
        ([ALLOW], "want an object"),
        ({}, "Statement: got none, want at least one"),
        ({"Statement": []}, "Statement: got none, want at least one"),
        ({"statement": ALLOW}, "got element 'statement', want only Id, Statement, Version"),
        ({"Id": 5, "Statement": ALLOW}, "Id: got 5, want a string"),
        ({"Version": "2012-10-18", "Statement": ALLOW}, "Version: got '2012-10-18', want 2008-10-17 or 2012-10-17"),
        ({"Version": None, "Statement": ALLOW}, "Version: got None, want 2008-10-17 or 2012-10-17"),
        ({"Version": ["2012-10-17"], "Statement": ALLOW}, "Version: got ['2012-10-17'], want 2008-10-17"),
    ],
)
def test_a_malformed_document_is_refused_in_the_policys_name(document: object, message: str) -> None:
    error = refusal(document)
    assert message in str(error)
    assert (error.policy, error.statement) == ("assume", None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Effect": "allow"}, "Effect: got 'allow', want Allow or Deny"),
        ({"Effect": ["Allow"]}, "Effect: got ['Allow'], want Allow or Deny"),
        ({"Effect": None}, "Effect: got None, want Allow or Deny"),
        ({"Action": []}, "Action: got none, want at least one"),
        ({"Action": None}, "Action: got None, want a string"),
        ({"Action": "AssumeRole"}, "Action: got 'AssumeRole', want <service>:<action> or *"),
        ({"Action": "sts:Assume Role"}, "Action: got 'sts:Assume Role', want <service>:<action> or *"),
        ({"Action": "sts:${aws:username}"}, "want <service>:<action> or *"),
        ({"NotAction": "sts:*"}, "got Action and NotAction, want one of Action and NotAction"),
        ({"NotResource": "*"}, "got Resource and NotResource, want one of Resource and NotResource"),
        ({"Resource": []}, "Resource: got none, want at least one"),
        ({"Resource": 5}, "Resource: got 5, want a string"),
        ({"Resource": "role/x"}, "Resource: got 'role/x', want an ARN of 6 parts or *"),
        ({"Resource": "**"}, "Resource: got '**', want an ARN of 6 parts or *"),
        ({"Resource": "arn:aws:iam::${aws:PrincipalAccount}:role/x"}, "want variables after the fifth colon only"),
        ({"Resource": "arn:aws:s3:::${aws:username"}, "want a policy variable as ${key} or ${key, 'default'}"),
        ({"Condition": []}, "Condition: got [], want an object"),
        ({"Condition": None}, "Condition: got None, want an object"),
        ({"Principal": "*"}, "got element 'Principal', want only"),
        ({"NotPrincipal": "*"}, "got element 'NotPrincipal', want only"),
        ({"Comment": "x"}, "got element 'Comment', want only Action, Condition, Effect, NotAction, NotResource"),
    ],
)
@pytest.mark.parametrize("policy_type", OWN)
def test_a_malformed_statement_is_refused_by_name(policy_type: PolicyType, changes: Any, message: str) -> None:
    error = refusal({"Version": "2012-10-17", "Statement": [ALLOW, {**ALLOW, "Sid": "Bad", **changes}]}, policy_type)
    assert message in str(error)
    assert (error.policy, error.statement) == ("assume", "Bad")


@pytest.mark.parametrize("statement", [None, "Allow", ["Allow"], {5: "x"}, {**ALLOW, "Sid": 5}])
def test_a_statement_without_a_readable_name_is_refused_by_its_place(statement: object) -> None:
    assert refusal({"Statement": [ALLOW, statement]}).statement == "#2"


@pytest.mark.parametrize("missing", ["Effect", "Action", "Resource"])
def test_effect_action_and_resource_are_required(missing: str) -> None:
    assert missing in str(refusal({"Statement": {name: ALLOW[name] for name in ALLOW if name != missing}}))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Resource": "*"}, "got element 'Resource', want only"),
        ({"NotResource": "*"}, "got element 'NotResource', want only"),
        ({"NotPrincipal": "*"}, "got Principal and NotPrincipal, want one of Principal and NotPrincipal"),
        ({"Principal": "pipe"}, "Principal: got 'pipe', want an object"),
        ({"Principal": {"Users": "pipe"}}, "Principal: got ['Users'], want AWS, Federated or Service"),
        ({"Principal": {"AWS": "pipe"}}, "Principal: got AWS 'pipe', want a whole ARN, account or name"),
    ],
)
def test_a_malformed_trust_policy_is_refused(changes: Any, message: str) -> None:
    assert message in str(refusal({"Statement": {**TRUST, **changes}}, PolicyType.TRUST))


def test_a_trust_policy_names_a_principal() -> None:
    nobody = {"Effect": "Allow", "Action": "sts:AssumeRole"}
    assert "got neither, want one of Principal and NotPrincipal" in str(
        refusal({"Statement": nobody}, PolicyType.TRUST)
    )


def test_not_principal_is_for_deny_only() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "111111111111"}}
    assert "NotPrincipal: got Effect Allow, want Deny" in str(refusal({"Statement": statement}, PolicyType.TRUST))
    parse_document({"Statement": {**statement, "Effect": "Deny"}}, "trust", PolicyType.TRUST)


def test_an_incomplete_arn_is_completed_by_wildcards_except_in_a_session_policy() -> None:
    document = {"Statement": {**ALLOW, "Resource": "arn:aws:iam"}}
    for policy_type in (PolicyType.IDENTITY, PolicyType.BOUNDARY):
        (statement,) = parse_document(document, "assume", policy_type)
        assert statement.covers_resource("arn:aws:iam::111111111111:role/x", {})
        assert not statement.covers_resource("arn:aws:sts::111111111111:role/x", {})
    assert "Resource: got 'arn:aws:iam', want an ARN of 6 parts or *" in str(refusal(document, PolicyType.SESSION))


def test_variables_are_read_only_since_the_version_that_brought_them() -> None:
    statement = {**ALLOW, "Resource": "arn:aws:s3:::${aws:username}"}
    for version, arn in {"2008-10-17": "arn:aws:s3:::${aws:username}", "2012-10-17": "arn:aws:s3:::cdc"}.items():
        (read,) = parse_document({"Version": version, "Statement": statement}, "s3", PolicyType.IDENTITY)
        assert read.covers_resource(arn, {"aws:username": ("cdc",)})
    (read,) = parse_document({"Statement": statement}, "s3", PolicyType.IDENTITY)
    assert not read.covers_resource("arn:aws:s3:::cdc", {"aws:username": ("cdc",)})
