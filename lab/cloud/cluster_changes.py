"""Stands before moto's RDS and does to clusters what moto takes and forgets: switches, log exports, the port's gate.

RDS API reference, CreateDBCluster, ModifyDBCluster, EnableHttpEndpoint, DisableHttpEndpoint.
"""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from moto.rds.models import DBCluster, rds_backends
from werkzeug.wrappers import Request, Response

from lab.cloud.accounts import Accounts
from lab.cloud.request_signer import sender

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NAMESPACE = "http://rds.amazonaws.com/doc/2014-10-31/"
SWITCHES = {"EnableHttpEndpoint": True, "DisableHttpEndpoint": False}
WITH_ARGUMENT = ("CreateDBCluster", "ModifyDBCluster")


class ClusterChanges:
    """WSGI middleware: every request but the two switches goes on to moto as it is, and is looked at afterwards."""

    def __init__(self, rds: "WSGIApplication", accounts: Accounts, on_port: Callable[[int], None]) -> None:
        """`on_port` hears of each port that a cluster is to be reached at."""
        self._rds = rds
        self._accounts = accounts
        self._on_port = on_port

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environment)
        body = request.get_data(parse_form_data=False)
        asked = dict(parse_qsl(body.decode()))
        action = asked.get("Action", "")
        if action in SWITCHES:
            return self._switch(request, asked["ResourceArn"], SWITCHES[action], action)(environment, start_response)
        response = Response.from_app(self._rds, {**environment, "wsgi.input": BytesIO(body)}, buffered=True)
        if action in WITH_ARGUMENT and response.status_code == 200:
            cluster = self._cluster(request, asked["DBClusterIdentifier"])
            if cluster is not None:
                self._follow(cluster, asked)
        return response(environment, start_response)

    def _follow(self, cluster: DBCluster, asked: Mapping[str, str]) -> None:
        if "EnableHttpEndpoint" in asked:
            _set(cluster, asked["EnableHttpEndpoint"] == "true")
        if "EnableIAMDatabaseAuthentication" in asked:
            cluster.iam_auth = asked["EnableIAMDatabaseAuthentication"] == "true"
        logs = "CloudwatchLogsExportConfiguration"
        on, off = (
            {value for key, value in asked.items() if key.startswith(f"{logs}.{change}LogTypes.")}
            for change in ("Enable", "Disable")
        )
        if on or off:
            cluster.enabled_cloudwatch_logs_exports = sorted({*cluster.enabled_cloudwatch_logs_exports, *on} - off)
        if "Port" in asked:
            self._on_port(int(asked["Port"]))

    def _switch(self, request: Request, arn: str, wanted: bool, action: str) -> Response:
        cluster = self._cluster(request, arn.rpartition(":")[2])
        if cluster is None or cluster.db_cluster_arn != arn:
            error = (
                f"<Error><Type>Sender</Type><Code>ResourceNotFoundFault</Code><Message>{escape(arn)}</Message></Error>"
            )
            text = f'<ErrorResponse xmlns="{NAMESPACE}">{error}</ErrorResponse>'
            return Response(text, status=404, content_type="text/xml")
        _set(cluster, wanted)
        result = (
            f"<ResourceArn>{escape(arn)}</ResourceArn><HttpEndpointEnabled>{str(wanted).lower()}</HttpEndpointEnabled>"
        )
        text = f'<{action}Response xmlns="{NAMESPACE}"><{action}Result>{result}</{action}Result></{action}Response>'
        return Response(text, content_type="text/xml")

    def _cluster(self, request: Request, identifier: str) -> DBCluster | None:
        asking = sender(request.headers, self._accounts)
        if asking is None:
            return None
        found: DBCluster | None = rds_backends[asking.credentials.principal.account][asking.region].clusters.get(
            identifier
        )
        return found


def _set(cluster: DBCluster, wanted: bool) -> None:
    cluster._enable_http_endpoint = wanted  # its setter keeps it off for every engine mode but `serverless`
