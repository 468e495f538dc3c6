"""Identities that somebody else vouches for, in a role's trust policy: a token of an issuer, an assertion of SAML."""

import re
from collections.abc import Iterator

from domain.iam_conditions import Condition
from domain.iam_statements import Statement

ASSUMING = ("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML")

OF_GITHUB = "token.actions."  # githubusercontent.com, or a company's own host of ghe.com
_ONE_REPOSITORY = re.compile(r"[^*?$]+|repo:[^*?$:/]+/[^*?$:/]+(:.*)?")
"""Subjects of GitHub's tokens: exact ones, or patterns that begin with a whole repository (GitHub documentation,
"OpenID Connect reference", subject claims)."""

_COMPARES = re.compile(r"(foranyvalue:)?string(equals|equalsignorecase|like)")
"""Operators that no missing claim meets; `ForAllValues` and `...IfExists` are met by one (IAM User Guide)."""
_SOMETHING = re.compile(r"[^*?$].*", re.DOTALL)


def strangers(statement: Statement) -> Iterator[str]:
    """What is wrong with a statement that lets in tokens which others of the same issuer can get, too."""
    if statement.principals is None or not any(map(statement.covers_action, ASSUMING)):
        return
    for provider in statement.principals.named["Federated"]:
        for claim in _claims(provider):
            of_github = claim.startswith(OF_GITHUB) and claim.endswith(":sub")
            pattern, wanted = (
                (_ONE_REPOSITORY, "repo:<owner>/<name>:...") if of_github else (_SOMETHING, "whole values")
            )
            if not any(_compares(condition, claim, pattern) for condition in statement.conditions):
                yield f"got Federated {provider!r}, want a condition StringEquals {claim} with {wanted}"


def _claims(provider: str) -> tuple[str, ...]:
    """The condition keys that tell one party of the provider from another (IAM User Guide, "IAM and AWS STS condition
    context keys")."""
    if ":saml-provider/" in provider:
        return ("SAML:aud",)
    issuer = provider.rpartition("oidc-provider/")[2]
    return (f"{issuer}:aud", f"{issuer}:sub")


def _compares(condition: Condition, claim: str, pattern: re.Pattern[str]) -> bool:
    """Whether a token has to bring this claim, and one of this form."""
    return (
        condition.key.lower() == claim.lower()
        and _COMPARES.fullmatch(condition.operator.lower()) is not None
        and all(pattern.fullmatch(str(value)) for value in condition.wanted)
    )
