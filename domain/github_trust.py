"""Who may assume the roles of GitHub's workflows: tokens of one repository, for one kind of run.

GitHub documentation, "OpenID Connect reference" (the subject claim, "Immutable subject claims") and "Configuring OpenID
Connect in Amazon Web Services"; IAM User Guide, "Create a role for OpenID Connect federation".
"""

import re
from typing import Any

from domain.policy_document import document, trusting

ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"  # what aws-actions/configure-aws-credentials asks its token for
# With the ids where the claim has them: repositories made, renamed or transferred since 15 July 2026, and who chose so.
REPOSITORY = re.compile(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+|[A-Za-z0-9-]+@[0-9]+/[A-Za-z0-9._-]+@[0-9]+")
# GitHub encodes other characters of a name in the claim; these stand there as they are.
ENVIRONMENT = re.compile(r"[A-Za-z0-9._-]{1,255}")


def pull_request_subject(repository: str) -> str:
    """Any pull request from a branch of the repository: `acme/shop` to `repo:acme/shop:pull_request`.

    With ids `acme@12/shop@34` to `repo:acme@12/shop@34:pull_request`: who gets the names later has other ids. A fork's
    pull request gets no token at all.
    """
    return f"repo:{_matching(REPOSITORY, repository)}:pull_request"


def environment_subject(repository: str, environment: str) -> str:
    """A job that passed the environment's approval: `repo:acme/shop:environment:production`."""
    return f"repo:{_matching(REPOSITORY, repository)}:environment:{_matching(ENVIRONMENT, environment)}"


def provider_arn(partition: str, account: str, issuer: str) -> str:
    """The account's provider for an issuer: there is at most one, and it is named after the URL."""
    return f"arn:{partition}:iam::{account}:oidc-provider/{issuer.removeprefix('https://')}"


def trust(provider: str, subject: str) -> dict[str, Any]:
    """Tokens of the provider's issuer for exactly this subject, made for AWS.

    StringEquals and both claims: a pattern such as `repo:acme/*` or a trust without the subject lets strangers in.
    """
    issuer = provider.partition("oidc-provider/")[2]
    claims = {"StringEquals": {f"{issuer}:aud": AUDIENCE, f"{issuer}:sub": subject}}
    return document(trusting("WorkflowRuns", {"Federated": provider}, "sts:AssumeRoleWithWebIdentity", claims))


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if pattern.fullmatch(value) is None:
        raise ValueError(f"subject: got {value!r}, want {pattern.pattern} (a wildcard would match other repositories)")
    return value
