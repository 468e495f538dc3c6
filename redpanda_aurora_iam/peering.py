"""The private way from the pipelines to the database, where the stack file asks for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import ResourceOptions
from pulumi_aws import Provider

from components.egress_allowlist import EgressAllowlist
from components.peering_acceptance import PeeringAcceptance, PeeringAcceptanceArgs
from components.peering_request import PeeringRequest, PeeringRequestArgs
from components.peering_side import PeeringSide, PeeringSideArgs
from domain import egress_allowlist
from redpanda_aurora_iam.databases import Database
from settings import Settings


@dataclass(frozen=True, kw_only=True)
class PrivateWay:
    """What a pipeline waits for, and what is left for somebody to do."""

    resources: Sequence[pulumi.Resource] = ()
    outputs: dict[str, Any] | None = None
    told: dict[str, Any] | None = None
    """The chain's `peering`: the connection, its two sides, and who sets the egress allowlist; None: there is none."""


def peering_sources(settings: Settings) -> dict[str, str]:
    """The network that is let in, and whose it is."""
    return {settings.peering.vpc_cidr: "pipelines, over the VPC peering"} if settings.peering else {}


def private_way(settings: Settings, database: Database, pipelines_account: Provider, account: Provider) -> PrivateWay:
    """Request, acceptance, routes both ways, and the egress allowlist of a Redpanda cluster."""
    if settings.peering is None:
        return PrivateWay()
    asked, side = settings.peering, settings.peering.database
    there, back = ResourceOptions(provider=pipelines_account), ResourceOptions(provider=account)
    request = PeeringRequest(
        "pipelines",
        PeeringRequestArgs(
            vpc_id=asked.vpc_id,
            database_vpc_id=side.vpc_id if side else database.vpc_id,
            database_account_id=settings.database.account_id,
            database_region=settings.database.region,
        ),
        there,
    )
    accepted = PeeringAcceptance("cdc", PeeringAcceptanceArgs(connection_id=request.connection_id), back)
    cidr = asked.database_cidr(settings.database)
    database_tables = side.route_table_ids if side else database.route_table_ids
    told = {
        # Known as soon as it is asked for, so that the doctor sees a request that nobody accepts.
        "connection_id": request.connection_id,
        "requester": {"vpc_id": asked.vpc_id, "cidr": asked.vpc_cidr, "route_table_ids": asked.route_table_ids},
        "accepter": {
            "vpc_id": side.vpc_id if side else database.vpc_id,
            "cidr": cidr,
            "route_table_ids": database_tables,
        },
        "allowlist": asked.allowlist if settings.runtime.cloud else None,
    }
    ways = [
        PeeringSide(
            "pipelines",
            PeeringSideArgs(
                role="requester",
                connection_id=accepted.connection_id,
                route_table_ids=asked.route_table_ids,
                other_cidr=cidr,
            ),
            there,
        ),
        PeeringSide(
            "cdc",
            PeeringSideArgs(
                role="accepter",
                connection_id=accepted.connection_id,
                route_table_ids=database_tables,
                other_cidr=asked.vpc_cidr,
            ),
            back,
        ),
    ]
    entries = [egress_allowlist.entry(cidr, settings.database.port)]
    if not settings.runtime.cloud:
        return PrivateWay(resources=ways, told=told)
    if asked.allowlist == "print":
        return PrivateWay(resources=ways, outputs={"egress_allowlist_entries": entries}, told=told)
    allowlist = EgressAllowlist("cdc-egress", settings.redpanda.cluster_id, entries)
    return PrivateWay(resources=[*ways, allowlist], told=told)
