"""The AWS APIs of both accounts, served by moto in this process, with the judge in front of STS."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flask import Flask
from moto.backends import SERVICE_NAMES
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.exceptions import NotFound

from lab.cloud.accounts import Accounts
from lab.cloud.cluster_changes import ClusterChanges
from lab.cloud.data_api import DataApi
from lab.cloud.ecs_api import EcsApi
from lab.cloud.issuer import Issuer
from lab.cloud.judged_sts import JudgedSts
from lab.cloud.local_server import LocalServer, QuietHandler
from lab.cloud.proxy_api import ProxyApi
from lab.cloud.sts_judge import StsJudge
from lab.paths import LabPaths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOTO_CONTROL = "moto_api"
"""moto's own API, which hands out its whole state and every secret in it to whoever asks."""

DATA_API = "rdsdata"
"""What moto calls it here; its list of names has it as `rds-data`."""


class AwsServer(LocalServer):
    """moto's services, whose hosts and paths it tells apart by itself."""

    def __init__(
        self,
        accounts: Accounts,
        issuer: Issuer,
        paths: LabPaths,
        log: Callable[[str], None],
        on_port: Callable[[int], None] = lambda _port: None,
    ) -> None:
        """`on_port` hears of each port that a cluster is to be reached at."""

        def create_app(service: SERVICE_NAMES) -> "WSGIApplication":
            if service == MOTO_CONTROL:
                return NotFound()
            app = create_backend_app(service)
            if service == "rds":
                return ProxyApi(ClusterChanges(app, accounts, on_port), accounts, paths)
            if service == "ecs":
                return EcsApi(app, accounts, paths)
            if str(service) == DATA_API:
                return DataApi(accounts, paths)
            # Here rather than in front of everything: moto has settled that this is for STS, so nothing gets past.
            return JudgedSts(app, accounts, StsJudge(accounts, issuer), log) if service == "sts" else app

        self.application: WSGIApplication = DomainDispatcherApplication(
            cast("Callable[[SERVICE_NAMES], Flask]", create_app)
        )
        super().__init__("aws", self.application, QuietMotoHandler)


class QuietMotoHandler(QuietHandler, MotoRequestHandler):
    """Also keeps of a request what moto asks for."""
