"""A local server whose paths lead to functions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from lab.cloud.local_server import LocalServer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class RoutedServer(LocalServer):
    """Each rule's endpoint is called with the request and the parts of its path; an HTTPException is an answer, too."""

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        super().__init__(name, self._answer)
        self._urls = Map(rules)

    def _answer(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        try:
            endpoint, arguments = self._urls.bind_to_environ(environment).match()
            response: Response = endpoint(Request(environment), **arguments)
        except HTTPException as refused:
            return refused(environment, start_response)
        return response(environment, start_response)
