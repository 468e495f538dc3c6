"""Redpanda Cloud: the control plane's API. Runs while a stack is deployed, never in a program."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

API_URL = "https://api.cloud.redpanda.com"
AUTH_URL = "https://auth.prd.cloud.redpanda.com/oauth/token"
AUDIENCE = "cloudv2-production.redpanda.cloud"
"""Redpanda Cloud API reference, "Authentication"."""

TIMEOUT_S = 30.0


class CloudRefused(Exception):
    """What the Cloud API refused; no secret, token or text of an answer is in it."""


def client() -> Any:
    """A client with the token of the service account that the Redpanda provider uses; raises `CloudRefused`."""
    import httpx

    names = ("client_id", "client_secret")
    login = {name: os.environ.get(f"REDPANDA_{name.upper()}", "") for name in names}
    if not all(login.values()):
        raise CloudRefused("REDPANDA_CLIENT_ID, REDPANDA_CLIENT_SECRET: got none, want a service account's; set both")
    cloud = httpx.Client(timeout=TIMEOUT_S)
    asked = {"grant_type": "client_credentials", "audience": AUDIENCE, **login}
    token = _sent(cloud, "POST", AUTH_URL, data=asked)["access_token"]
    cloud.headers["Authorization"] = f"Bearer {token}"
    return cloud


def cluster(cloud: Any, cluster_id: str) -> dict[str, Any]:
    """GET /v1/clusters/{id} (Control Plane API reference)."""
    return dict(_sent(cloud, "GET", _url(cluster_id)).get("cluster", {}))


def change_cluster(cloud: Any, cluster_id: str, change: Mapping[str, Any]) -> None:
    """PATCH /v1/clusters/{id} (Control Plane API reference)."""
    _sent(cloud, "PATCH", _url(cluster_id), json=dict(change))


def _url(cluster_id: str) -> str:
    return f"{API_URL}/v1/clusters/{quote(cluster_id, safe='')}"


def _sent(cloud: Any, method: str, url: str, **body: Any) -> dict[str, Any]:
    import httpx

    try:
        answer = cloud.request(method, url, **body)
    except httpx.HTTPError as error:
        raise CloudRefused(f"{method} {url}: {type(error).__name__}") from None
    if answer.is_error:  # its body may repeat what was sent
        raise CloudRefused(f"{method} {url} was answered {answer.status_code}, want success")
    return dict(answer.json())
