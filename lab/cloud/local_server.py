"""An HTTP server of the cloud process, on a free local port; several threads answer."""

import threading
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"
POLL_S = 0.05
"""How long a `stop` may go unnoticed."""


class QuietHandler(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the lab logs starts and refusals."""


class LocalServer:
    """Answers from `start` to `stop`."""

    def __init__(
        self, name: str, application: "WSGIApplication", request_handler: type[QuietHandler] = QuietHandler
    ) -> None:
        self._server = make_server(HOST, 0, application, threaded=True, request_handler=request_handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL_S,), name=name, daemon=True)

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:40124`."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End it; requests on their way are cut off."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
