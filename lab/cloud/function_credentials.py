"""What Lambda gives a function as it starts: credentials of its role, as environment variables.

AWS Lambda Developer Guide, "Using Lambda environment variables"; the request itself is the lab's own, of the process
that plays Lambda.
"""

import json
from collections.abc import Callable

from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from lab.cloud import workload_sessions
from lab.cloud.kept_resources import Function, KeptResources
from lab.cloud.routed_server import RoutedServer
from lab.cloud.workload_sessions import SessionRefused

SERVICE = "lambda.amazonaws.com"


class FunctionCredentials(RoutedServer):
    """`GET /<account>/<function>/credentials` for each function that the backends have made."""

    def __init__(self, kept: KeptResources, log: Callable[[str], None]) -> None:
        super().__init__(
            "function-credentials", [Rule("/<account>/<name>/credentials", endpoint=self._credentials, methods=["GET"])]
        )
        self._kept = kept
        self._log = log

    def _credentials(self, _request: Request, account: str, name: str) -> Response:
        for function in self._kept.all(Function):
            if (function.account, function.name) == (account, name):
                return self._begin(function)
        raise NotFound

    def _begin(self, function: Function) -> Response:
        try:
            # The session's name is the function's (AWS Lambda Developer Guide, "Execution role").
            session = workload_sessions.begin(SERVICE, function.role_arn, function.name, function.region)
        except SessionRefused as refused:
            self._log(f"lambda: refused: {refused}")
            raise Forbidden("The role defined for the function cannot be assumed by Lambda.") from None
        variables = {
            "AWS_ACCESS_KEY_ID": session.access_key_id,
            "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
            "AWS_SESSION_TOKEN": session.session_token,
        }
        return Response(json.dumps(variables), content_type="application/json")
