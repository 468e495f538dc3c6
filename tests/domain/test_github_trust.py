import pytest

from domain import github_trust
from domain.iam_evaluation import Principal, may_assume

PROVIDER = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"
ROLE = "arn:aws:iam::111111111111:role/github-preview"
SUBJECT = "repo:acme/shop:pull_request"


def let_in(subject=SUBJECT, audience="sts.amazonaws.com", provider=PROVIDER, trusted=SUBJECT):
    claims = {"token.actions.githubusercontent.com:sub": subject, "token.actions.githubusercontent.com:aud": audience}
    bearer = Principal(arn=provider, account="111111111111", kind="federated", context=claims)
    trust = github_trust.trust(PROVIDER, trusted)
    return may_assume(bearer, "sts:AssumeRoleWithWebIdentity", ROLE, trust).allowed


def test_the_provider_is_named_after_the_issuer():
    assert github_trust.provider_arn("aws", "111111111111", github_trust.ISSUER) == PROVIDER


def test_subjects_are_githubs():
    assert github_trust.pull_request_subject("acme/shop") == SUBJECT
    assert github_trust.environment_subject("acme/shop", "production") == "repo:acme/shop:environment:production"
    assert github_trust.pull_request_subject("acme@12/shop@34") == "repo:acme@12/shop@34:pull_request"
    assert github_trust.environment_subject("acme@12/shop@34", "p") == "repo:acme@12/shop@34:environment:p"


@pytest.mark.parametrize(
    "repository",
    [
        *("acme", "acme/*", "*/shop", "acme/shop:ref", "", "acme/shop/x"),
        *("acme@12/shop", "acme/shop@34", "acme@x/shop@34", "acme@12/shop@", "acme@12/shop@*"),
    ],
)
def test_a_repository_that_would_match_others_is_refused(repository):
    for subject in (github_trust.pull_request_subject, lambda name: github_trust.environment_subject(name, "p")):
        with pytest.raises(ValueError, match=r"subject: got '.*', want"):
            subject(repository)


@pytest.mark.parametrize("environment", ["", "prod*", "a:b", "x" * 256])
def test_an_environment_that_would_match_others_is_refused(environment):
    with pytest.raises(ValueError, match=r"subject: got '.*', want"):
        github_trust.environment_subject("acme/shop", environment)


def test_the_trust_holds_both_claims_exactly():
    assert github_trust.trust(PROVIDER, SUBJECT) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WorkflowRuns",
                "Effect": "Allow",
                "Principal": {"Federated": PROVIDER},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {
                        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                        "token.actions.githubusercontent.com:sub": SUBJECT,
                    }
                },
            }
        ],
    }


def test_only_this_run_is_let_in():
    assert let_in()
    for stranger in (
        let_in("repo:acme/shop-2:pull_request"),
        let_in("repo:stranger/shop:pull_request"),
        let_in("repo:acme/shop:environment:production"),
        let_in(audience="https://github.com/acme"),
        let_in(provider=PROVIDER.replace("token", "other")),
    ):
        assert not stranger


def test_with_ids_a_repository_that_got_the_same_name_later_is_not_let_in():
    subject = github_trust.pull_request_subject("acme@12/shop@34")
    assert let_in(subject, trusted=subject)
    for other in ("acme@12/shop@345", "acme@99/shop@34", "acme/shop"):
        assert not let_in(f"repo:{other}:pull_request", trusted=subject)
