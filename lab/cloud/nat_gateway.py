"""The AWS APIs as pipelines reach them: through a NAT gateway, whose address AWS takes for theirs.

The address is that of the server which was asked, so nobody can put it into a request: whoever asks at the other server
comes from this machine.
"""

from typing import TYPE_CHECKING

from lab.cloud.local_server import LocalServer
from lab.cloud.server import AwsServer, QuietMotoHandler

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class NatGateway(LocalServer):
    """Hands everything on to the AWS APIs, as from one address."""

    def __init__(self, address: str, aws: AwsServer) -> None:
        super().__init__("nat-gateway", self._forward, QuietMotoHandler)
        self._address = address
        self._aws = aws

    def _forward(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        return self._aws.application({**environment, "REMOTE_ADDR": self._address}, start_response)
