"""Read-only calls to the Redpanda Cloud API, and what is said when a call gives no answer."""

import math
import threading
import time
from typing import Any
from urllib.parse import quote

import httpx

from doctor.facts.aws import Missing, Unreadable

API_URL = "https://api.cloud.redpanda.com"
AUTH_URL = "https://auth.prd.cloud.redpanda.com/oauth/token"
AUDIENCE = "cloudv2-production.redpanda.cloud"
TIMEOUT_S = 3.0
"""Of each read; below the time limit of a probe, so that an unreachable host is named as such."""

RENEW_S = 60.0
"""A token this near its end is not used for another call."""

MOST_PAGES = 20
"""Of a list; a token that leads back to a page seen before would otherwise never end."""

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class RedpandaCloud:
    """The organization behind a service account (Redpanda Cloud API reference, "Authentication").

    One token serves both planes and all threads until it ends. TLS is verified, redirects are not followed, and no
    text of an error holds the secret, the token or the body of an answer.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        api_url: str = API_URL,
        auth_url: str = AUTH_URL,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._login = {"client_id": client_id, "client_secret": client_secret}
        self._api_url = api_url
        self._auth_url = auth_url
        self._http = httpx.Client(timeout=timeout_s)
        self._token = ""
        self._good_until = -math.inf
        self._one_at_a_time = threading.Lock()

    def cluster(self, cluster_id: str) -> dict[str, Any]:
        """The `cluster` of GET /v1/clusters/{id} (Control Plane API reference); raises Unreadable, Missing."""
        url = f"{self._api_url.rstrip('/')}/v1/clusters/{quote(cluster_id, safe='')}"
        return _section(self._get(url), "cluster", url)

    def pipeline(self, cluster_api_url: str, pipeline_id: str) -> dict[str, Any]:
        """The pipeline of GET /v1/redpanda-connect/pipelines/{id}; raises Unreadable, Missing.

        The Data Plane API reference ("Get Redpanda Connect pipeline") shows its fields at the top of the answer;
        GetPipelineResponse of redpanda-data/console, dataplane/v1/pipeline.proto, has them under `pipeline`. Both are
        taken.
        """
        url = f"{cluster_api_url.rstrip('/')}/v1/redpanda-connect/pipelines/{quote(pipeline_id, safe='')}"
        answer = self._get(url)
        return _section(answer if "pipeline" in answer else {"pipeline": answer}, "pipeline", url)

    def pipelines(self, cluster_api_url: str) -> list[dict[str, Any]]:
        """All pages of GET /v1/redpanda-connect/pipelines (Data Plane API reference); raises Unreadable."""
        url = f"{cluster_api_url.rstrip('/')}/v1/redpanda-connect/pipelines"
        found: list[dict[str, Any]] = []
        page_token = ""
        for _ in range(MOST_PAGES):
            answer = self._get(f"{url}?page_token={quote(page_token, safe='')}" if page_token else url)
            page = answer.get("pipelines")
            if not isinstance(page, list) or not all(isinstance(pipeline, dict) for pipeline in page):
                raise Unreadable(f"GET {url} was answered without pipelines")
            found += page
            page_token = str(answer.get("next_page_token") or "")
            if not page_token:
                return found
        raise Unreadable(f"GET {url} tells of more than {MOST_PAGES} pages")

    def lint(self, cluster_api_url: str, config_yaml: str) -> list[dict[str, Any]]:
        """What POST /v1/redpanda-connect/pipelines:lint says of a configuration; it changes nothing. Raises Unreadable.

        LintPipelineConfig of redpanda-data/console, dataplane/v1/pipeline.proto; an empty list: nothing is wrong.
        """
        url = f"{cluster_api_url.rstrip('/')}/v1/redpanda-connect/pipelines:lint"
        hints = self._ask("POST", url, json={"config_yaml": config_yaml}).get("lint_hints") or []
        if not isinstance(hints, list) or not all(isinstance(hint, dict) for hint in hints):
            raise Unreadable(f"POST {url} was answered without lint_hints")
        return hints

    def _get(self, url: str) -> dict[str, Any]:
        return self._ask("GET", url)

    def _ask(self, method: str, url: str, **content: Any) -> dict[str, Any]:
        # Before a token is asked for: one that may not be sent is not needed.
        _check_encrypted(url)
        asked = f"{method} {url}"
        answer = self._send(method, url, headers={"Authorization": f"Bearer {self._bearer()}"}, **content)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise Unreadable(f"{asked} was refused (401): Redpanda Cloud does not take the service account's token")
        if answer.status_code == httpx.codes.FORBIDDEN:
            raise Unreadable(f"{asked} was refused (403): the service account lacks the right to read it")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise Missing(f"{asked} found nothing (404)")
        return _json(answer)

    def _bearer(self) -> str:
        with self._one_at_a_time:
            if time.monotonic() >= self._good_until:
                granted = self._grant()
                self._token = str(granted["access_token"])
                self._good_until = time.monotonic() + _seconds(granted.get("expires_in")) - RENEW_S
            return self._token

    def _grant(self) -> dict[str, Any]:
        """RFC 6749, section 4.4: the client credentials grant."""
        _check_encrypted(self._auth_url)
        form = {"grant_type": "client_credentials", "audience": AUDIENCE, **self._login}
        answer = self._send("POST", self._auth_url, data=form)
        if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise Unreadable(
                f"POST {self._auth_url} refused the login ({answer.status_code}): "
                "REDPANDA_CLIENT_ID or REDPANDA_CLIENT_SECRET is wrong"
            )
        granted = _json(answer)
        if not isinstance(granted.get("access_token"), str):
            raise Unreadable(f"POST {self._auth_url} gave no token ({answer.status_code})")
        return granted

    def _send(self, method: str, url: str, **content: Any) -> httpx.Response:
        try:
            return self._http.request(method, url, **content)
        except httpx.HTTPError as error:
            # The type is enough: a proxy's or a resolver's text may hold a login of its own.
            raise Unreadable(f"{method} {url} got no answer ({type(error).__name__})") from error


def _check_encrypted(url: str) -> None:
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        raise Unreadable("the Redpanda Cloud API's address: got no URL, want https://...") from None
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.host in LOOPBACK):
        raise Unreadable(f"{parts.host or 'the API'}: got {parts.scheme or 'no scheme'}, want https (it gets a login)")


def _json(answer: httpx.Response) -> dict[str, Any]:
    asked = f"{answer.request.method} {answer.request.url}"
    if not answer.is_success:
        raise Unreadable(f"{asked} was answered with status {answer.status_code}")
    try:
        content = answer.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise Unreadable(f"{asked} was answered with something other than a JSON object")
    return content


def _section(answer: dict[str, Any], name: str, url: str) -> dict[str, Any]:
    section = answer.get(name)
    if not isinstance(section, dict):
        raise Unreadable(f"GET {url} was answered without a {name}")
    return section


def _seconds(expires_in: object) -> float:
    """RFC 6749, section 5.1, only recommends to tell it; a token without it serves one call."""
    return float(expires_in) if isinstance(expires_in, int | float) else 0.0
