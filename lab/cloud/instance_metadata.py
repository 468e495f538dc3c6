"""What an EC2 instance asks for its role's credentials: the instance metadata service, version 2 only.

Amazon EC2 User Guide, "Retrieve security credentials from instance metadata", "How Instance Metadata Service Version 2
works".
"""

import json
import secrets
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from moto.iam.models import InstanceProfile, iam_backends
from werkzeug.exceptions import HTTPException, NotFound, Unauthorized
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from lab.cloud import workload_sessions
from lab.cloud.iam_lookups import backends
from lab.cloud.workload_sessions import SessionRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"
SERVICE = "ec2.amazonaws.com"
INSTANCE = "i-0000000000000lab0"
"""The session's name is the instance's id (IAM User Guide, "Use roles for applications that run on EC2")."""

TIME = "%Y-%m-%dT%H:%M:%SZ"
INSTANCE_PATH = "/<account>/<profile>/latest"
"""One instance per instance profile: its metadata lies below the profile's account and name."""


class InstanceMetadata:
    """An HTTP server on a free local port, for an instance of each instance profile."""

    def __init__(self, region: str, log: Callable[[str], None]) -> None:
        self._region = region
        self._log = log
        self._tokens: set[str] = set()
        credentials = f"{INSTANCE_PATH}/meta-data/iam/security-credentials/"
        self._urls = Map(
            [
                Rule(f"{INSTANCE_PATH}/api/token", endpoint=self._token, methods=["PUT"]),
                Rule(credentials, endpoint=self._role_name, methods=["GET"]),
                Rule(f"{credentials}<role>", endpoint=self._credentials, methods=["GET"]),
            ]
        )
        self._server = make_server(HOST, 0, self._answer, threaded=True, request_handler=_QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="instance-metadata", daemon=True)

    @property
    def url(self) -> str:
        """Such as `http://127.0.0.1:40124`; an instance's AWS_EC2_METADATA_SERVICE_ENDPOINT lies below it."""
        return f"http://{HOST}:{self._server.server_port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        request = Request(environment)
        try:
            endpoint, arguments = self._urls.bind_to_environ(environment).match()
            response: Response = endpoint(request, **arguments)
        except HTTPException as refused:
            return refused(environment, start_response)
        return response(environment, start_response)

    def _token(self, _request: Request, **_instance: str) -> Response:
        token = secrets.token_urlsafe()
        self._tokens.add(token)
        return Response(token)

    def _role_name(self, request: Request, account: str, profile: str) -> Response:
        self._check_token(request)
        return Response(_instance_profile(account, profile).roles[0].name)

    def _credentials(self, request: Request, account: str, profile: str, role: str) -> Response:
        self._check_token(request)
        held = _instance_profile(account, profile).roles[0]
        if held.name != role:
            raise NotFound
        try:
            session = workload_sessions.begin(SERVICE, held.arn, INSTANCE, self._region)
        except SessionRefused as refused:
            self._log(f"instance metadata: refused: {refused}")
            return _json({"Code": "AssumeRoleUnauthorizedAccess", "Message": f"EC2 cannot assume the role {role}."})
        return _json(
            {
                "Code": "Success",
                "Type": "AWS-HMAC",
                "AccessKeyId": session.access_key_id,
                "SecretAccessKey": session.secret_access_key,
                "Token": session.session_token,
                "Expiration": session.expiration.strftime(TIME),
            }
        )

    def _check_token(self, request: Request) -> None:
        if request.headers.get("x-aws-ec2-metadata-token") not in self._tokens:
            raise Unauthorized


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing: the lab logs starts and refusals."""


def _instance_profile(account: str, name: str) -> InstanceProfile:
    for iam in backends(iam_backends):
        for profile in list(iam.instance_profiles.values()):
            if iam.account_id == account and profile.name == name and profile.roles:
                return profile
    raise NotFound


def _json(answer: dict[str, str]) -> Response:
    return Response(json.dumps(answer), content_type="application/json")
