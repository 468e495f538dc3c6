"""Reads a login token, or a DSN that holds one, for what it was signed; the token itself is never shown."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

LIFETIME = timedelta(minutes=15)  # Aurora User Guide, "IAM database authentication"
NEEDED = ("DBUser", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Signature")

ACCESS_KEY_PREFIX_LENGTH = 4
ACCOUNT_MASK = 0x7FFFFFFFFF80
"""The account in an access key id, from its fifth character on in base32: 40 bits, one bit from the left (keys since
2019; found by observation, documented by no AWS page)."""


@dataclass(frozen=True, kw_only=True)
class SignedFor:
    """What a token says of itself."""

    host: str
    port: int | None
    user: str
    region: str
    account: str
    """Of the credentials that signed it."""
    has_session: bool
    """Whether temporary credentials signed it, as an assumed role's are."""
    signed_at: datetime
    expires_at: datetime


def read(text: str) -> SignedFor:
    """What was signed; raises ValueError, without the token in it, for a text that is no login token."""
    token = _token_in(text.strip())
    parts = urlsplit(f"//{token}")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    missing = [name for name in NEEDED if name not in query]
    if missing or parts.hostname is None:
        raise ValueError(
            f"token: got {len(token)} characters without {', '.join(missing or ['a host'])}, want a whole login token "
            "(it may have been cut off, or not decoded from a URL); make a new one"
        )
    try:
        key_id, _, region, *_ = query["X-Amz-Credential"].split("/")
        signed_at = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        expires_at = signed_at + timedelta(seconds=int(query["X-Amz-Expires"]))
        port = parts.port
        account = account_of(key_id)
    except (ValueError, OverflowError):
        raise ValueError("token: got a login token with a field that cannot be read; make a new one") from None
    return SignedFor(
        host=parts.hostname,
        port=port,
        user=query["DBUser"],
        region=region,
        account=account,
        has_session="X-Amz-Security-Token" in query,
        signed_at=signed_at,
        expires_at=expires_at,
    )


def mismatches(signed: SignedFor, chain: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, str]]:
    """What does not match the chain: id of the cause, and what was seen."""
    database = chain["database"]
    if now > signed.expires_at:
        yield "I6", f"expired {_ago(now - signed.expires_at)} ago: a token lives {LIFETIME.seconds // 60} minutes"
    if signed.host != database["endpoint"]:
        yield "I7", f"host: got {signed.host!r}, want {database['endpoint']!r}; sign for the endpoint that is dialled"
    if signed.port is None:
        yield "I11", f"port: got none, want {database['port']} in what is signed"
    elif signed.port != database["port"]:
        yield "I7", f"port: got {signed.port}, want {database['port']}"
    if signed.region != database["region"]:
        yield "I7", f"region: got {signed.region!r}, want the database's, {database['region']!r}"
    users = [pipeline["user"] for pipeline in chain["pipelines"]]
    if signed.user not in users:
        yield "I13", f"user: got {signed.user!r}, want one of {', '.join(users)}, in the same case"
    if signed.account != database["account_id"]:
        yield (
            "I3",
            f"account: got {signed.account}, want the database's, {database['account_id']}; assume the role first",
        )


def account_of(access_key_id: str) -> str:
    """The account an access key belongs to: `ASIAQ...` to twelve digits; raises ValueError for no access key."""
    encoded = base64.b32decode(access_key_id[ACCESS_KEY_PREFIX_LENGTH:].ljust(16, "=")[:16])
    return f"{(int.from_bytes(encoded[:6]) & ACCOUNT_MASK) >> 7:012d}"


def _token_in(text: str) -> str:
    """A DSN's password, or the text itself."""
    if text.startswith(("postgres://", "postgresql://")):
        return unquote(urlsplit(text).password or "")
    return text


def _ago(since: timedelta) -> str:
    minutes, seconds = divmod(int(since.total_seconds()), 60)
    return f"{minutes} min {seconds} s"
