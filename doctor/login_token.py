"""Reads a login token, or a DSN that holds one, for what it was signed; the token itself is never shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from doctor.access_key import account_of
from doctor.chain import NAMELESS, logins
from doctor.token_in_text import found_in

LIFETIME = timedelta(minutes=15)  # Aurora User Guide, "IAM database authentication"
NEEDED = ("DBUser", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Signature")


@dataclass(frozen=True, kw_only=True)
class SignedFor:
    """What a token says of itself."""

    host: str
    port: int | None
    user: str
    region: str
    account: str | None
    """Of the credentials that signed it; None: their key does not tell."""
    has_session: bool
    """Whether temporary credentials signed it, as an assumed role's are."""
    signed_at: datetime
    lifetime: timedelta
    """As it asks for; no more than `LIFETIME` is given."""
    cut: bool
    """Whether the URL it stands in lets clients see only its beginning."""

    @property
    def expires_at(self) -> datetime:
        """When it is no longer taken."""
        return self.signed_at + min(self.lifetime, LIFETIME)


def read(text: str) -> SignedFor:
    """What was signed; raises ValueError, without the token in it, for a text that is no login token."""
    found = found_in(text)
    token = found.token
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
        lifetime = timedelta(seconds=int(query["X-Amz-Expires"]))
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
        lifetime=lifetime,
        cut=found.cut,
    )


def mismatches(signed: SignedFor, chain: Mapping[str, Any], now: datetime) -> Iterator[tuple[str, str]]:
    """What does not match the chain: id of the cause, and what was seen. What the chain does not tell fits."""
    database, hosts = chain["database"], _dialled(chain)
    if now > signed.expires_at:
        yield "I6", f"expired {_ago(now - signed.expires_at)} ago: a token lives {LIFETIME.seconds // 60} minutes"
    if signed.cut:
        yield (
            "I7",
            "encoding: got the token as it is in a URL, want it percent-encoded; clients end it at its first /, ? or &",
        )
    if signed.lifetime > LIFETIME:
        yield "I7", f"lifetime: got {signed.lifetime.total_seconds():.0f} s, want {LIFETIME.seconds} at most"
    if hosts and signed.host not in hosts:
        wanted = " or ".join(map(repr, hosts))
        yield "I7", f"host: got {signed.host!r}, want {wanted}; sign for the endpoint that is dialled"
    if signed.port is None:
        yield "I11", f"port: got none, want {database['port']} in what is signed"
    elif signed.port != database["port"]:
        yield "I7", f"port: got {signed.port}, want {database['port']}"
    if database["region"] not in (signed.region, NAMELESS):
        yield "I7", f"region: got {signed.region!r}, want the database's, {database['region']!r}"
    users = [login["user"] for login in logins(chain)]
    if NAMELESS not in users and signed.user not in users:
        yield "I13", f"user: got {signed.user!r}, want one of {', '.join(users)}, in the same case"
    if None not in (signed.account, database["account_id"]) and signed.account != database["account_id"]:
        yield (
            "I3",
            f"account: got {signed.account}, want the database's, {database['account_id']}; assume the role first",
        )


def _dialled(chain: Mapping[str, Any]) -> list[str]:
    """The hosts that a token may be signed for: a proxy's endpoints where there is one; empty: nobody tells."""
    proxy = chain.get("proxy")
    hosts = [endpoint["endpoint"] for endpoint in proxy["endpoints"]] if proxy else [chain["database"]["endpoint"]]
    return [host for host in hosts if host != NAMELESS]


def described(signed: SignedFor, now: datetime) -> str:
    """What a token was signed for, by whom, and how long it is good."""
    account = signed.account or "unknown (a key of before 2019 does not tell it)"
    kind = (
        "temporary credentials, good only while that session lives" if signed.has_session else "long-term credentials"
    )
    age, left = now - signed.signed_at, signed.expires_at - now
    return (
        f"host {signed.host}, port {signed.port}, region {signed.region}, user {signed.user}\n"
        f"account {account}, {kind}, age {age.total_seconds():.0f} s, expires in {left.total_seconds():.0f} s"
    )


def _ago(since: timedelta) -> str:
    minutes, seconds = divmod(int(since.total_seconds()), 60)
    return f"{minutes} min {seconds} s"
