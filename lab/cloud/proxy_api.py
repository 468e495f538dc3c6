"""Stands before moto's RDS and answers for the proxies that the lab keeps, of which moto knows nothing.

RDS API reference, DescribeDBProxies, DescribeDBProxyEndpoints, DescribeDBProxyTargets.
"""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from werkzeug.wrappers import Request, Response

from lab.cloud.accounts import Accounts
from lab.cloud.aurora import AuroraClusters
from lab.cloud.kept_resources import KeptResources, Proxy, ProxyEndpoint, ProxyTarget
from lab.cloud.record_store import RecordStore
from lab.cloud.request_signer import sender
from lab.paths import LabPaths

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
NOT_FOUND = "DBProxyNotFoundFault"
ANSWERS = {
    "DescribeDBProxies": "DBProxies",
    "DescribeDBProxyEndpoints": "DBProxyEndpoints",
    "DescribeDBProxyTargets": "Targets",
}
"""Action to the list in its answer."""


class ProxyApi:
    """WSGI middleware: what is not about proxies goes on to moto."""

    def __init__(self, rds: "WSGIApplication", accounts: Accounts, paths: LabPaths) -> None:
        self._rds = rds
        self._accounts = accounts
        self._kept = KeptResources(RecordStore(paths.kept))
        self._clusters = AuroraClusters(paths)

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environment)
        body = request.get_data(parse_form_data=False)
        asked = dict(parse_qsl(body.decode()))
        if asked.get("Action") in ANSWERS:
            return self._describe(asked, request)(environment, start_response)
        return self._rds({**environment, "wsgi.input": BytesIO(body)}, start_response)

    def _describe(self, asked: Mapping[str, str], request: Request) -> Response:
        action, name, own = asked["Action"], asked.get("DBProxyName"), list(self._own(request))
        proxies = [proxy for proxy in own if name in (None, proxy.name)]
        if name and not proxies:
            message = f"The specified proxy name {name} does not correspond to a proxy owned by your AWS account."
            error = _xml("Error", {"Type": "Sender", "Code": NOT_FOUND, "Message": message})
            text = f'<ErrorResponse xmlns="{NAMESPACE}">{error}<RequestId>lab</RequestId></ErrorResponse>'
            return Response(text, status=404, content_type="text/xml")
        listed = {
            "DescribeDBProxies": lambda: [_proxy(proxy) for proxy in proxies],
            "DescribeDBProxyEndpoints": lambda: list(self._endpoints(proxies)),
            "DescribeDBProxyTargets": lambda: list(self._targets(proxies)),
        }[action]()
        result = _xml(f"{action}Result", {ANSWERS[action]: listed})
        text = f'<{action}Response xmlns="{NAMESPACE}">{result}</{action}Response>'
        return Response(text, content_type="text/xml")

    def _own(self, request: Request) -> Iterator[Proxy]:
        """Of the caller's account and region."""
        asking = sender(request.headers, self._accounts)
        for proxy in self._kept.all(Proxy) if asking else ():
            if asking and (proxy.account, proxy.region) == (asking.credentials.principal.account, asking.region):
                yield proxy

    def _endpoints(self, proxies: list[Proxy]) -> Iterator[dict[str, Any]]:
        for endpoint in self._kept.all(ProxyEndpoint):
            for proxy in proxies:
                if proxy.resource_id == endpoint.proxy:
                    yield {
                        "DBProxyEndpointName": endpoint.name,
                        "DBProxyName": proxy.name,
                        "Status": "available",
                        "Endpoint": endpoint.host,
                        "TargetRole": endpoint.target_role,
                        "IsDefault": "false",
                    }

    def _targets(self, proxies: list[Proxy]) -> Iterator[dict[str, Any]]:
        for target in self._kept.all(ProxyTarget):
            for proxy in proxies:
                if proxy.resource_id == target.proxy:
                    cluster = {"RdsResourceId": target.cluster_identifier}
                    yield {**cluster, "Type": "TRACKED_CLUSTER"}
                    yield {**cluster, "Type": "RDS_SERVERLESS_ENDPOINT", "TargetHealth": self._health(proxy)}

    def _health(self, proxy: Proxy) -> dict[str, str]:
        """Whether the gate would find a cluster and a role behind the proxy's endpoint; no login is tried."""
        behind = self._clusters.cluster_at(proxy.endpoint)
        if behind is None:
            return {"State": "UNAVAILABLE", "Reason": "UNREACHABLE", "Description": "the cluster does not answer"}
        if behind.proxy is None or behind.proxy.role is None:
            return {"State": "UNAVAILABLE", "Reason": "AUTH_FAILURE", "Description": "RDS cannot assume the role"}
        return {"State": "AVAILABLE"}


def _proxy(proxy: Proxy) -> dict[str, Any]:
    return {
        "DBProxyName": proxy.name,
        "DBProxyArn": f"arn:aws:rds:{proxy.region}:{proxy.account}:db-proxy:{proxy.resource_id}",
        "Status": "available",
        "EngineFamily": "POSTGRESQL",
        "VpcId": proxy.vpc_id,
        "DefaultAuthScheme": proxy.default_auth_scheme,
        "RoleArn": proxy.role_arn,
        "Endpoint": proxy.endpoint,
        "RequireTLS": "true",
    }


def _xml(name: str, value: Any) -> str:
    """As the Query protocol writes structures, lists and texts: `("Port", "5432")` to `<Port>5432</Port>`."""
    if isinstance(value, Mapping):
        inner = "".join(_xml(key, member) for key, member in value.items())
    elif isinstance(value, list):
        inner = "".join(_xml("member", member) for member in value)
    else:
        inner = escape(value)
    return f"<{name}>{inner}</{name}>"
