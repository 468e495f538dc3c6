"""Whom a web identity token stands for in an account (IAM User Guide, "OIDC federation")."""

from collections.abc import Mapping
from typing import Any

import jwt

from domain.iam_evaluation import Principal
from lab.cloud.iam_lookups import identity_provider
from lab.cloud.issuer import Issuer
from lab.cloud.sts_refusals import expired_token, invalid_token

NOT_VALID = "The web identity token that was passed could not be validated by AWS"


def federated_principal(token: str, account: str, issuer: Issuer) -> Principal:
    """The bearer, its claims as `<issuer host and path>:<claim>`.

    Raises `StsRefusal` unless the lab's issuer signed the token, it is valid now, and the account has registered that
    issuer with the token's audience.
    """
    try:
        claims = issuer.verify(token)
    except jwt.ExpiredSignatureError:
        raise expired_token() from None
    except jwt.InvalidTokenError as error:
        raise invalid_token(NOT_VALID, f"web identity token: {error}") from None
    provider = identity_provider(account, claims["iss"])
    if provider is None:
        text = f"No OpenIDConnect provider found in your account for {claims['iss']}"
        raise invalid_token(text, f"account {account} has no OIDC provider {claims['iss']}")
    if claims["aud"] not in provider.client_ids:
        reason = f"web identity token: got audience {claims['aud']!r}, want one of {', '.join(provider.client_ids)}"
        raise invalid_token("Incorrect token audience", reason)
    return Principal(arn=provider.arn, account=account, kind="federated", context=_context(claims))


def _context(claims: Mapping[str, Any]) -> dict[str, str]:
    issuer = claims["iss"].removeprefix("https://")
    return {f"{issuer}:{name}": value for name, value in claims.items() if isinstance(value, str)}
