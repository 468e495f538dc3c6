"""Role sessions that AWS itself begins for a workload: an EC2 instance, a Lambda function, a task of ECS, a pod."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from domain import arns
from domain.iam_evaluation import Context, Principal, may_assume
from lab.cloud.iam_lookups import assumable_role

SESSION_S = 3600
NO_CONTEXT: Context = MappingProxyType({})


class SessionRefused(Exception):
    """AWS would not begin the session; the message says why."""


@dataclass(frozen=True, kw_only=True)
class WorkloadSession:
    """Credentials as a workload gets them."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expiration: datetime

    def told(self) -> dict[str, str]:
        """As a host answers a workload that asks (AWS SDKs and Tools Reference Guide, IMDS provider)."""
        return {
            "AccessKeyId": self.access_key_id,
            "SecretAccessKey": self.secret_access_key,
            "Token": self.session_token,
            "Expiration": self.expiration.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def begin(
    service: str,
    role_arn: str,
    session_name: str,
    region: str,
    context: Context = NO_CONTEXT,
    actions: Sequence[str] = ("sts:AssumeRole",),
) -> WorkloadSession:
    """A session of the role for a workload of the service, such as `ec2.amazonaws.com`, judged by the role's trust.

    `context` is what the service says of the workload, such as `aws:SourceArn`; `actions` are all that the trust has to
    allow: `sts:TagSession` too for a session with tags. Raises `SessionRefused` where there is
    no such role and where its trust does not let the service in.
    """
    role = assumable_role(role_arn)
    if role is None:
        raise SessionRefused(f"{role_arn}: there is no such role")
    asking = Principal(arn=service, account=role.account, kind="service")
    for action in actions:
        decision = may_assume(asking, action, role.arn, role.trust_policy, context)
        if not decision.allowed:
            raise SessionRefused(decision.reason)
    session = sts_backends[arns.parse(role.arn).account][get_partition(region)].assume_role(
        region_name=region,
        role_session_name=session_name,
        role_arn=role.arn,
        policy=None,  # type: ignore[arg-type]  # moto takes none for no session policy
        duration=SESSION_S,
        external_id=None,  # type: ignore[arg-type]
    )
    return WorkloadSession(
        access_key_id=session.access_key_id,
        secret_access_key=session.secret_access_key,
        session_token=session.session_token,
        expiration=session.expiration,
    )
