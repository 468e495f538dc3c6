"""What a pod asks for credentials where its service account has an association: the agent of EKS Pod Identity.

Amazon EKS User Guide, "Understand how EKS Pod Identity works", "Grant Pods access to AWS resources based on tags". On
a node the agent's address is 169.254.170.23, which this machine has not.
"""

import json
import secrets
from collections.abc import Callable

import jwt
from werkzeug.exceptions import Forbidden, NotFound, Unauthorized
from werkzeug.routing import Rule
from werkzeug.wrappers import Request, Response

from domain import arns, kubernetes, kubernetes_trust
from lab.cloud import workload_sessions
from lab.cloud.accounts import Accounts, SessionTags
from lab.cloud.issuer import Issuer
from lab.cloud.kept_resources import KeptResources, PodIdentity
from lab.cloud.routed_server import RoutedServer
from lab.cloud.workload_sessions import SessionRefused

SERVICE = kubernetes_trust.POD_IDENTITY
TAG = "aws:RequestTag/"


class PodCredentials(RoutedServer):
    """`GET /v1/credentials` with a pod's token for the agent, whose service account has an association."""

    def __init__(
        self, kept: KeptResources, issuer: Issuer, accounts: Accounts, region: str, log: Callable[[str], None]
    ) -> None:
        super().__init__("pod-credentials", [Rule("/v1/credentials", endpoint=self._credentials, methods=["GET"])])
        self._kept, self._issuer, self._accounts, self._region, self._log = kept, issuer, accounts, region, log

    def _credentials(self, request: Request) -> Response:
        try:
            claims = self._issuer.verify(request.headers.get("Authorization", ""))
        except jwt.InvalidTokenError as refused:
            raise Unauthorized(str(refused)) from None
        if claims["aud"] != SERVICE:
            raise Unauthorized(f"audience: got {claims['aud']}, want {SERVICE}")
        for one in self._kept.all(PodIdentity):
            if kubernetes.subject(one.namespace, one.service_account) == claims["sub"]:
                return self._begin(one)
        raise NotFound

    def _begin(self, one: PodIdentity) -> Response:
        cluster = arns.eks_cluster_arn(self._region, one.account, one.cluster_name)
        context = kubernetes_trust.pod_identity_context(cluster, one.namespace, one.service_account)
        values = {key.removeprefix(TAG): value for key, value in context.items() if key.startswith(TAG)}
        name = f"eks-{one.cluster_name}-{secrets.token_hex(8)}"
        try:
            session = workload_sessions.begin(
                SERVICE, one.role_arn, name, self._region, context, ("sts:AssumeRole", "sts:TagSession")
            )
        except SessionRefused as refused:
            self._log(f"eks: refused: {refused}")
            raise Forbidden(f"EKS is unable to assume the role {one.role_arn}") from None
        # All of them are transitive: they go on to the role that this one assumes.
        self._accounts.tag_session(session.access_key_id, SessionTags(values=values, transitive=frozenset(values)))
        answer = {"AccountId": one.account, **session.told()}
        return Response(json.dumps(answer), content_type="application/json")
