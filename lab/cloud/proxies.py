"""Which proxy answers at a host name, and as whom it goes on."""

from dataclasses import dataclass

from moto.iam.models import iam_backends

from domain.iam_evaluation import Principal, may_assume
from domain.rds_proxy import TARGET_ROLES
from lab.cloud import policy_documents
from lab.cloud.aurora_cluster import ProxyFront
from lab.cloud.iam_lookups import assumable_role, backends, role_in
from lab.cloud.kept_resources import KeptResources, Proxy, ProxyEndpoint, ProxyTarget
from lab.cloud.record_store import RecordStore
from lab.paths import LabPaths

SERVICE = "rds.amazonaws.com"


@dataclass(frozen=True, kw_only=True)
class Way:
    """From a host name through a proxy to a cluster."""

    proxy: Proxy
    target_role: str
    cluster_identifier: str

    @property
    def account(self) -> str:
        """Of proxy and cluster."""
        return self.proxy.account

    @property
    def region(self) -> str:
        """Of proxy and cluster."""
        return self.proxy.region

    def front(self, readers: int) -> ProxyFront:
        """The proxy as a client meets it, in front of so many readers."""
        (target_role,) = (known for known in TARGET_ROLES if known == self.target_role)
        return ProxyFront(
            resource_id=self.proxy.resource_id,
            target_role=target_role,
            readers=readers,
            role=_role(self.proxy.role_arn),
        )


class Proxies:
    """Every proxy that the backends have made."""

    def __init__(self, paths: LabPaths) -> None:
        self._kept = KeptResources(RecordStore(paths.kept))

    def way_from(self, host: str) -> Way | None:
        """By the proxy's own endpoint, which reads and writes, or by a further one; None where no proxy answers."""
        roles = {(proxy.resource_id, proxy.endpoint): "READ_WRITE" for proxy in self._kept.all(Proxy)}
        roles |= {(entry.proxy, entry.host): entry.target_role for entry in self._kept.all(ProxyEndpoint)}
        targets = {target.proxy: target.cluster_identifier for target in self._kept.all(ProxyTarget)}
        for proxy in self._kept.all(Proxy):
            role = roles.get((proxy.resource_id, host))
            if role and proxy.resource_id in targets:
                return Way(proxy=proxy, target_role=role, cluster_identifier=targets[proxy.resource_id])
        return None


def _role(role_arn: str) -> Principal | None:
    """The role with its policies, if its trust lets RDS in."""
    role = assumable_role(role_arn)
    if role is None:
        return None
    service = Principal(arn=SERVICE, account=role.account, kind="service")
    if not may_assume(service, "sts:AssumeRole", role.arn, role.trust_policy).allowed:
        return None
    for iam in backends(iam_backends):
        held = role_in(iam, role_arn)
        if held is not None:
            return Principal(
                arn=held.arn,
                account=iam.account_id,
                kind="role",
                identity_policies=policy_documents.identity_policies(iam, held),
                boundary=policy_documents.boundary(iam, held.permissions_boundary_arn),
            )
    return None
