"""What a pipeline reads, whatever the engine: an input of Redpanda Connect is made of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.access_keys import AccessKeyReference
from domain.database_engines import DatabaseEngine
from domain.rds_proxy import HOST_MARK


@dataclass(frozen=True, kw_only=True)
class CdcSource(ABC):
    """What is read, and as whom."""

    engine: ClassVar[DatabaseEngine]
    record_headers: ClassVar[Sequence[str]]
    """Metadata that travels as record headers; without it a delete could not be told from an update."""

    endpoint: str
    """The writer's endpoint, exactly as it is dialled: the login token is signed for it."""
    port: int
    database: str
    region: str
    """Region of the database; a token signed for another one is refused."""
    user: str
    connect_role_arn: str
    external_id: str | None
    ca_bundle_pem: str
    """Inlined: Redpanda Cloud has no files, and pods do not trust the RDS certificate authority."""
    tables: Sequence[str]
    snapshot: bool
    key_columns: Mapping[str, Sequence[str]]
    """Per table the columns that make a record's key, usually the primary key."""
    access_key: AccessKeyReference | None = None
    """Credentials that the roles are assumed with; omitted: those that the host gives its processes."""

    def __post_init__(self) -> None:
        if HOST_MARK in self.endpoint:
            raise ValueError(
                f"endpoint: got {self.endpoint}, want the writer's own endpoint (RDS Proxy carries no replication)"
            )

    @abstractmethod
    def connect_input(self) -> dict[str, Any]:
        """The input, by its type."""

    @property
    def address(self) -> str:
        """Where the input connects, and what its token is signed for."""
        return f"{self.endpoint}:{self.port}"

    @property
    def tls(self) -> dict[str, str]:
        """The certificates that verify the server."""
        return {"root_cas": self.ca_bundle_pem}

    @property
    def iam_login(self) -> dict[str, Any]:
        """The `aws` section of the input: assume the connect role, sign a token for the address."""
        key = {} if self.access_key is None else {"id": self.access_key.id, "secret": self.access_key.secret}
        return {
            "enabled": True,
            "region": self.region,
            **key,
            "endpoint": self.address,  # the signer refuses a bare host (redpanda-data/connect #4434, #4433)
            # A list: a lone top-level `role` without an external id is silently not assumed.
            "roles": [self._role()],
        }

    def _role(self) -> dict[str, str]:
        role = {"role": self.connect_role_arn}
        return role if self.external_id is None else role | {"role_external_id": self.external_id}
