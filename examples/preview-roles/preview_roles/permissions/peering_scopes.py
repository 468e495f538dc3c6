"""A private way, as the workflows' roles are told of either side of it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RequestScope:
    """The pipelines' side, whose network exists: routes go into the named tables alone."""

    vpc_id: str
    route_table_ids: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class AcceptScope:
    """The database's side, which accepts what one VPC asks for and nobody else's request."""

    requester_vpc_arn: str
    vpc_id: str | None = None
    """Of a network that exists; None: it is made, and its tag decides."""
    route_table_ids: Sequence[str] = ()
    """Likewise."""
