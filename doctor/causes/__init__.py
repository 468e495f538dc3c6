"""Every cause the doctor knows, by id."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType

from doctor.cause import Cause
from doctor.causes.access_keys import ACCESS_KEYS
from doctor.causes.brokers import BROKERS
from doctor.causes.certificates import CERTIFICATES
from doctor.causes.connect import CONNECT
from doctor.causes.credentials import CREDENTIALS
from doctor.causes.deployment import DEPLOYMENT
from doctor.causes.hosts import HOSTS
from doctor.causes.identities import IDENTITIES
from doctor.causes.kafka import KAFKA
from doctor.causes.login import LOGIN
from doctor.causes.lost_slots import LOST_SLOTS
from doctor.causes.mysql import MYSQL
from doctor.causes.names import NAMES
from doctor.causes.narrow_publications import NARROW_PUBLICATIONS
from doctor.causes.network import NETWORK
from doctor.causes.parameter_groups import PARAMETER_GROUPS
from doctor.causes.peering import PEERING
from doctor.causes.pipeline import PIPELINE
from doctor.causes.preflight import PREFLIGHT
from doctor.causes.proof import PROVEN
from doctor.causes.proxy import PROXY
from doctor.causes.publications import PUBLICATIONS
from doctor.causes.replication import REPLICATION
from doctor.causes.role_assumption import ROLE_ASSUMPTION
from doctor.causes.safety import SAFETY
from doctor.causes.server import SERVER
from doctor.causes.slots import SLOTS
from doctor.causes.tls import TLS
from doctor.texts import OWN

_KINDS = "NCERITLPKSF"
"""First letters of ids, along the chain and cheapest check first."""


def _place(cause: Cause) -> tuple[int, int]:
    return _KINDS.index(cause.id[0]), int(cause.id[1:])


CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        cause.id: replace(cause, proven=PROVEN[cause.id], texts=OWN.get(cause.id, ()))
        for cause in sorted(
            [
                *NETWORK,
                *PEERING,
                *CREDENTIALS,
                *ACCESS_KEYS,
                *HOSTS,
                *ROLE_ASSUMPTION,
                *LOGIN,
                *TLS,
                *REPLICATION,
                *PARAMETER_GROUPS,
                *SLOTS,
                *LOST_SLOTS,
                *PUBLICATIONS,
                *NARROW_PUBLICATIONS,
                *IDENTITIES,
                *MYSQL,
                *PROXY,
                *PIPELINE,
                *KAFKA,
                *SAFETY,
                *PREFLIGHT,
                *SERVER,
                *NAMES,
                *CONNECT,
                *BROKERS,
                *CERTIFICATES,
                *DEPLOYMENT,
            ],
            key=_place,
        )
    }
)
"""In the order of kinds and numbers: N1, N2, ..., F4."""


def find(cause_id: str) -> Cause:
    """The cause of an id, in upper or lower case: `r5` finds R5.

    Raises ValueError with near ids when there is no such cause.
    """
    cause = CAUSES.get(cause_id.upper())
    if cause is None:
        near = ", ".join(get_close_matches(cause_id.upper(), CAUSES)) or ", ".join(
            next(known for known in CAUSES if known.startswith(kind)) for kind in _KINDS
        )
        raise ValueError(f"cause: got {cause_id!r}, want an id such as {near}; see docs/causes.md for all of them")
    return cause
