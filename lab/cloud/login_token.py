"""Verifies an IAM database authentication token as Aurora does: a presigned request that is never sent.

AWS API reference, "Signature Version 4: create a signed request" (query parameters); Aurora User Guide, "IAM database
authentication" (900 seconds, the endpoint exactly as it is dialled).
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, quote

from domain.iam_evaluation import Principal

MAX_LIFETIME_S = 900  # Aurora User Guide, "IAM database authentication": a token lasts 15 minutes
MAX_CLOCK_SKEW_S = 300  # IAM User Guide, "Elements of an AWS API request signature": within five minutes

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "rds-db"
SIGNATURE = "X-Amz-Signature"
SECURITY_TOKEN = "X-Amz-Security-Token"  # noqa: S105 - a parameter's name
PARAMETERS = {
    "Action",
    "DBUser",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    SIGNATURE,
}

_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_SECONDS = re.compile(r"[0-9]{1,6}")


class Refused(Exception):
    """Why a login is refused, for the log alone: the client only reads that authentication failed.

    Never holds a secret, nor a password that was typed in a token's place.
    """


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """An access key that IAM or STS gave out, and whom it stands for."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(repr=False)
    """None for a user's long-lived key (`AKIA...`); a session's key must come with exactly this token."""
    principal: Principal


CredentialsFor = Callable[[str, str | None], Credentials | None]
"""From access key id and session token to live credentials; None: unknown or expired."""


def verify(
    token: str,
    *,
    host: str,
    port: int,
    region: str,
    user: str,
    now: datetime,
    credentials_for: CredentialsFor,
) -> Credentials:
    """The credentials that signed this token for this user at this endpoint; raises `Refused` for anything else.

    `host`, `port` and `region` are the cluster's own: the dialled address plays no part. `now` has a time zone.
    """
    endpoint, parameters = _parse(token)
    _expect("endpoint", endpoint, f"{host}:{port}")
    _expect("Action", parameters["Action"], "connect")
    _expect("DBUser", parameters["DBUser"], user)
    _expect("X-Amz-Algorithm", parameters["X-Amz-Algorithm"], ALGORITHM)
    _expect("X-Amz-SignedHeaders", parameters["X-Amz-SignedHeaders"], "host")
    access_key_id, _, scope = parameters["X-Amz-Credential"].partition("/")
    _expect("credential scope", scope, f"{parameters['X-Amz-Date'][:8]}/{region}/{SERVICE}/aws4_request")
    _check_time(parameters, now)
    credentials = _credentials(access_key_id, parameters.get(SECURITY_TOKEN), credentials_for)
    signature = _sign(credentials.secret_access_key, scope, endpoint, parameters)
    if not _same(signature, parameters[SIGNATURE]):
        raise Refused("the signature does not match")
    return credentials


def _parse(token: str) -> tuple[str, Mapping[str, str]]:
    """Endpoint and parameters; nothing of the text is quoted until it is known to be a token, not a password."""
    endpoint, separator, query = token.partition("/?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if separator else []
    except ValueError:
        pairs = []
    parameters = dict(pairs)
    if len(parameters) < len(pairs):
        raise Refused("a parameter is given twice")
    if parameters.keys() - {SECURITY_TOKEN} != PARAMETERS:
        raise Refused("not an IAM token, or a truncated one")
    return endpoint, parameters


def _expect(what: str, got: str, want: str) -> None:
    if got != want:
        raise Refused(f"{what}: got {got!r}, want {want!r}")


def _check_time(parameters: Mapping[str, str], now: datetime) -> None:
    date, seconds = parameters["X-Amz-Date"], parameters["X-Amz-Expires"]
    if not (_DATE.fullmatch(date) and _SECONDS.fullmatch(seconds)):
        raise Refused(f"X-Amz-Date, X-Amz-Expires: got {date!r}, {seconds!r}, want a UTC time and seconds")
    try:
        signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise Refused(f"X-Amz-Date: got {date!r}, want a time that exists") from None
    if int(seconds) > MAX_LIFETIME_S:
        raise Refused(f"X-Amz-Expires: got {seconds}, want at most {MAX_LIFETIME_S}")
    if now < signed_at - timedelta(seconds=MAX_CLOCK_SKEW_S):
        raise Refused(f"signed in the future, at {date}")
    if now > signed_at + timedelta(seconds=int(seconds)):
        raise Refused(f"expired, signed at {date} for {seconds} s")


def _credentials(access_key_id: str, session_token: str | None, credentials_for: CredentialsFor) -> Credentials:
    credentials = credentials_for(access_key_id, session_token)
    if credentials is None:
        raise Refused(f"access key {access_key_id!r} is unknown, or its session is over")
    # A signature alone would also cover a token that leaves the session token out.
    if not _same(session_token or "", credentials.session_token or ""):
        raise Refused(f"access key {access_key_id!r} came with a wrong session token, or with none")
    return credentials


def _sign(secret_access_key: str, scope: str, endpoint: str, parameters: Mapping[str, str]) -> str:
    signed = sorted((name, value) for name, value in parameters.items() if name != SIGNATURE)
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in signed)
    no_payload = hashlib.sha256(b"").hexdigest()
    request = "\n".join(["GET", "/", query, f"host:{endpoint}", "", "host", no_payload])
    to_sign = "\n".join([ALGORITHM, parameters["X-Amz-Date"], scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"AWS4{secret_access_key}".encode()
    for part in [*scope.split("/"), to_sign]:
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
