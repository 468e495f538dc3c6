"""The RDS Proxy of a chain that has one: how it logs in to the database, and whom it reaches."""

from dataclasses import dataclass
from typing import Any

from doctor.facts.aws import Account, Missing

TARGETS = ("RDS_INSTANCE", "RDS_SERVERLESS_ENDPOINT")
"""Types with a health of their own; a tracked cluster stands beside its instances (RDS API, DBProxyTarget)."""


@dataclass(frozen=True, kw_only=True)
class ProxySecret:
    """A secret that a classic proxy may log in to the database with."""

    arn: str
    user: str | None
    """None: the proxy does not tell whose it is; the secret itself would."""


@dataclass(frozen=True, kw_only=True)
class ProxyTarget:
    """An instance behind the proxy."""

    endpoint: str
    state: str
    """`AVAILABLE`, or not (RDS API reference, TargetHealth)."""
    reason: str
    """Such as `AUTH_FAILURE`; empty: none."""
    description: str


@dataclass(frozen=True, kw_only=True)
class ProxyFacts:
    """The proxy as RDS tells of it."""

    status: str
    default_auth_scheme: str
    """`IAM_AUTH`: it logs in by token as the client's user; else with a secret of that user."""
    secrets: tuple[ProxySecret, ...]
    targets: tuple[ProxyTarget, ...]
    target_roles: dict[str, str]
    """`READ_WRITE` or `READ_ONLY` by endpoint's name; the default endpoint is not among them."""


@dataclass(frozen=True)
class NoProxy:
    """There is no proxy of that name."""

    what: str


def proxy_facts(account: Account, name: str) -> ProxyFacts | NoProxy:
    """The proxy of that name; raises Unreadable."""
    try:
        proxy = account.read("rds", "describe_db_proxies", DBProxyName=name)["DBProxies"][0]
    except Missing:
        return NoProxy(f"proxy {name!r} in {account.region}")
    targets = account.read_all("rds", "describe_db_proxy_targets", "Targets", DBProxyName=name)
    endpoints = account.read_all("rds", "describe_db_proxy_endpoints", "DBProxyEndpoints", DBProxyName=name)
    return ProxyFacts(
        status=proxy["Status"],
        default_auth_scheme=proxy.get("DefaultAuthScheme") or "NONE",
        secrets=tuple(
            ProxySecret(arn=entry["SecretArn"], user=entry.get("UserName") or None)
            for entry in proxy.get("Auth", ())
            if entry.get("SecretArn")
        ),
        targets=tuple(_target(target) for target in targets if target.get("Type") in TARGETS),
        target_roles={endpoint["DBProxyEndpointName"]: endpoint["TargetRole"] for endpoint in endpoints},
    )


def _target(target: dict[str, Any]) -> ProxyTarget:
    health = target.get("TargetHealth", {})
    return ProxyTarget(
        endpoint=target.get("Endpoint") or target["RdsResourceId"],
        state=health.get("State", "UNKNOWN"),
        reason=health.get("Reason", ""),
        description=health.get("Description", ""),
    )
