"""What the lab keeps of AWS itself, where moto has no answer: shared subnets, proxies, functions, tasks, pods."""

from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from lab.cloud.record_store import RecordStore


@dataclass(frozen=True, kw_only=True)
class Share:
    """A resource share, which may have nobody and nothing in it."""

    arn: str
    owner: str
    name: str
    tags: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class ShareAccount:
    """An account that a share is for."""

    share: str
    account: str


@dataclass(frozen=True, kw_only=True)
class SharedSubnet:
    """A subnet in a share."""

    share: str
    subnet_id: str
    vpc_id: str
    owner: str
    """The account of the VPC."""


@dataclass(frozen=True, kw_only=True)
class GuestGroup:
    """A security group of another account than the VPC's; moto keeps it with the VPC."""

    group_id: str
    account: str
    vpc_owner: str


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """An RDS Proxy."""

    resource_id: str
    name: str
    account: str
    region: str
    role_arn: str
    default_auth_scheme: str
    endpoint: str
    vpc_id: str


@dataclass(frozen=True, kw_only=True)
class ProxyTarget:
    """The cluster behind a proxy."""

    proxy: str
    """Its resource id."""
    cluster_identifier: str


@dataclass(frozen=True, kw_only=True)
class ProxyEndpoint:
    """A further endpoint of a proxy."""

    proxy: str
    """Its resource id."""
    name: str
    host: str
    target_role: str


@dataclass(frozen=True, kw_only=True)
class Function:
    """A Lambda function."""

    name: str
    account: str
    region: str
    role_arn: str
    handler: str
    directory: str
    """Where its code lies on this machine."""
    environment: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task of ECS that runs."""

    id: str
    account: str
    region: str
    cluster: str
    service: str
    role_arn: str


@dataclass(frozen=True, kw_only=True)
class StoppedTask:
    """The last task of a service that could not start; gone once one starts."""

    id: str
    account: str
    region: str
    cluster: str
    service: str
    reason: str
    stopped_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, kw_only=True)
class PodIdentity:
    """Which role EKS gives the pods of a service account."""

    id: str
    account: str
    cluster_name: str
    namespace: str
    service_account: str
    role_arn: str


Record = (
    Share
    | ShareAccount
    | SharedSubnet
    | GuestGroup
    | Proxy
    | ProxyTarget
    | ProxyEndpoint
    | Function
    | Task
    | StoppedTask
    | PodIdentity
)
Kept = TypeVar(
    "Kept",
    Share,
    ShareAccount,
    SharedSubnet,
    GuestGroup,
    Proxy,
    ProxyTarget,
    ProxyEndpoint,
    Function,
    Task,
    StoppedTask,
    PodIdentity,
)


class KeptResources:
    """Written by the backends, read by the accounts and the gate, each in a process of its own."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def all(self, kind: type[Kept]) -> list[Kept]:
        """Everything of one kind, of every account."""
        return [kind(**record) for record in self._store.read(kind.__name__).values()]

    def keep(self, record_id: str, record: Record) -> None:
        """Write or overwrite one record."""
        saved: dict[str, Any] = asdict(record)
        self._store.put(type(record).__name__, record_id, saved)

    def forget(self, kind: type[Kept], record_id: str) -> None:
        """Delete one record, if it is there."""
        self._store.remove(kind.__name__, record_id)
