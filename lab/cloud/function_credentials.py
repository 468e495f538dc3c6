"""What Lambda gives a function as it starts: credentials of its role, as environment variables.

AWS Lambda Developer Guide, "Using Lambda environment variables"; the request itself is the lab's own, of the process
that plays Lambda.
"""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from lab.cloud import workload_sessions
from lab.cloud.kept_resources import Function, KeptResources
from lab.cloud.local_server import LocalServer
from lab.cloud.workload_sessions import SessionRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SERVICE = "lambda.amazonaws.com"


class FunctionCredentials(LocalServer):
    """`GET /<account>/<function>/credentials` for each function that the backends have made."""

    def __init__(self, kept: KeptResources, log: Callable[[str], None]) -> None:
        super().__init__("function-credentials", self._answer)
        self._kept = kept
        self._log = log
        self._urls = Map([Rule("/<account>/<name>/credentials", endpoint="credentials", methods=["GET"])])

    def _answer(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        try:
            _, arguments = self._urls.bind_to_environ(environment).match()
            response = self._credentials(**arguments)
        except HTTPException as refused:
            return refused(environment, start_response)
        return response(environment, start_response)

    def _credentials(self, account: str, name: str) -> Response:
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
