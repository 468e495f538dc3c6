"""The database's network."""

from collections.abc import Mapping

from components.ingress_source import IngressSource
from components.network import ExistingVpc, NetworkArgs, NewVpc
from settings import DatabaseSettings


def network_args(database: DatabaseSettings, sources: Mapping[str, str]) -> NetworkArgs:
    """The database's network, open to the administrators and to these CIDRs, each with a word on whose it is."""
    asked = database.network
    return NetworkArgs(
        vpc=ExistingVpc(vpc_id=asked.existing.vpc_id, subnet_ids=asked.existing.subnet_ids)
        if asked.existing
        else NewVpc(cidr=asked.vpc_cidr, availability_zones=asked.availability_zones),
        public=asked.exposure == "public",
        purpose=f"{database.engine.title}: the networks that may connect",
        port=database.port,
        ingress=ingress_sources(database, sources),
    )


def ingress_sources(database: DatabaseSettings, sources: Mapping[str, str]) -> list[IngressSource]:
    """The administrators' networks, and these."""
    whose = dict.fromkeys(database.admin_cidrs, "administrators") | dict(sources)
    return [IngressSource(cidr=cidr, description=description) for cidr, description in whose.items()]
