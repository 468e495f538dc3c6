"""What an EC2 instance asks for its role's credentials: the instance metadata service, version 2 only.

Amazon EC2 User Guide, "Retrieve security credentials from instance metadata", "How Instance Metadata Service Version 2
works".
"""

import json
import secrets
from collections.abc import Callable

from moto.iam.models import InstanceProfile, iam_backends
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from lab.cloud import workload_sessions
from lab.cloud.iam_lookups import backends
from lab.cloud.routed_server import RoutedServer
from lab.cloud.workload_sessions import SessionRefused

SERVICE = "ec2.amazonaws.com"
INSTANCE = "i-0000000000000lab0"
"""The session's name is the instance's id (IAM User Guide, "Use roles for applications that run on EC2")."""

INSTANCE_PATH = "/<account>/<profile>/latest"
"""One instance per instance profile: its metadata lies below the profile's account and name."""


class InstanceMetadata(RoutedServer):
    """For an instance of each instance profile: its AWS_EC2_METADATA_SERVICE_ENDPOINT lies below the server's URL."""

    def __init__(self, region: str, log: Callable[[str], None]) -> None:
        credentials = f"{INSTANCE_PATH}/meta-data/iam/security-credentials/"
        rules = [
            Rule(f"{INSTANCE_PATH}/api/token", endpoint=self._token, methods=["PUT"]),
            Rule(credentials, endpoint=self._role_name, methods=["GET"]),
            Rule(f"{credentials}<role>", endpoint=self._credentials, methods=["GET"]),
        ]
        super().__init__("instance-metadata", rules)
        self._region = region
        self._log = log
        self._tokens: set[str] = set()

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
        return _json({"Code": "Success", "Type": "AWS-HMAC", **session.told()})

    def _check_token(self, request: Request) -> None:
        if request.headers.get("x-aws-ec2-metadata-token") not in self._tokens:
            raise Unauthorized


def _instance_profile(account: str, name: str) -> InstanceProfile:
    for iam in backends(iam_backends):
        for profile in list(iam.instance_profiles.values()):
            if iam.account_id == account and profile.name == name and profile.roles:
                return profile
    raise NotFound


def _json(answer: dict[str, str]) -> Response:
    return Response(json.dumps(answer), content_type="application/json")
