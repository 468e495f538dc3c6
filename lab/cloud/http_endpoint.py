"""Stands before moto's RDS and turns a cluster's HTTP endpoint on and off: moto leaves it off whatever is asked.

RDS API reference, CreateDBCluster and ModifyDBCluster (EnableHttpEndpoint), EnableHttpEndpoint, DisableHttpEndpoint.
"""

from collections.abc import Iterable
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


class HttpEndpointSwitch:
    """WSGI middleware: what says nothing of the HTTP endpoint goes on to moto as it is."""

    def __init__(self, rds: "WSGIApplication", accounts: Accounts) -> None:
        self._rds = rds
        self._accounts = accounts

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environment)
        body = request.get_data(parse_form_data=False)
        asked = dict(parse_qsl(body.decode()))
        action = asked.get("Action", "")
        if action in SWITCHES:
            return self._switch(request, asked["ResourceArn"], SWITCHES[action], action)(environment, start_response)
        response = Response.from_app(self._rds, {**environment, "wsgi.input": BytesIO(body)}, buffered=True)
        if action in WITH_ARGUMENT and response.status_code == 200 and "EnableHttpEndpoint" in asked:
            cluster = self._cluster(request, asked["DBClusterIdentifier"])
            if cluster is not None:
                _set(cluster, asked["EnableHttpEndpoint"] == "true")
        return response(environment, start_response)

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
