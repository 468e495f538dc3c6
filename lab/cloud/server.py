"""The AWS APIs of both accounts, served by moto in this process, with the judge in front of STS."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Flask
from moto.backends import SERVICE_NAMES
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.exceptions import NotFound
from werkzeug.serving import make_server

from lab.cloud.accounts import Accounts
from lab.cloud.issuer import Issuer
from lab.cloud.judged_sts import JudgedSts
from lab.cloud.proxy_api import ProxyApi
from lab.cloud.sts_judge import StsJudge
from lab.paths import LabPaths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"
MOTO_CONTROL = "moto_api"
"""moto's own API, which hands out its whole state and every secret in it to whoever asks."""


class AwsServer:
    """An HTTP server on a free local port; several threads answer."""

    def __init__(self, accounts: Accounts, issuer: Issuer, paths: LabPaths, log: Callable[[str], None]) -> None:
        def create_app(service: SERVICE_NAMES) -> "WSGIApplication":
            if service == MOTO_CONTROL:
                return NotFound()
            app = create_backend_app(service)
            if service == "rds":
                return ProxyApi(app, accounts, paths)
            # Here rather than in front of everything: moto has settled that this is for STS, so nothing gets past.
            return JudgedSts(app, accounts, StsJudge(accounts, issuer), log) if service == "sts" else app

        application = DomainDispatcherApplication(cast("Callable[[SERVICE_NAMES], Flask]", create_app))
        self._server = make_server(HOST, 0, application, threaded=True, request_handler=_QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="aws", daemon=True)

    @property
    def endpoint_url(self) -> str:
        """Such as `http://127.0.0.1:40123`."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End it; requests on their way are cut off."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _QuietHandler(MotoRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the lab logs starts and refusals."""
