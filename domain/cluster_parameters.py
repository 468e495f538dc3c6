"""Engine versions and cluster parameters of Aurora PostgreSQL: TLS, and what logical replication with IAM asks for."""

import re
from dataclasses import dataclass
from typing import Literal

SERVERLESS_V2_FLOORS = {15: 2, 16: 1, 17: 4, 18: 3}
"""Lowest minor version per major version (Aurora User Guide, "Supported Regions and Aurora DB engines for Aurora
Serverless v2"; 18.3 is the first one seen in use)."""

ENGINE_VERSION = "17.4"
"""What a stack file that names no version gets."""

_ENGINE_VERSION = re.compile(r"(?P<major>[0-9]{2})\.(?P<minor>[0-9]{1,2})")

SLOTS_BY_DEFAULT = 20  # Aurora User Guide, "Aurora PostgreSQL parameters": max_replication_slots, max_wal_senders
PIPELINES_PER_STEP = 10
GIB_PER_ACU = 2  # Aurora User Guide, "Aurora Serverless v2 capacity": one unit has about 2 GiB of memory
SLOTS_PER_PIPELINE = 2  # the slot itself and the temporary one its snapshot reads from


@dataclass(frozen=True)
class ClusterParameter:
    """One entry of a DB cluster parameter group."""

    name: str
    value: str
    apply_method: Literal["immediate", "pending-reboot"]
    """`immediate` for dynamic parameters, `pending-reboot` for static ones: Aurora refuses the other way round."""


def parameter_group_family(engine_version: str) -> str:
    """The family an engine version belongs to: `17.4` to `aurora-postgresql17`; raises ValueError below the floors."""
    match = _ENGINE_VERSION.fullmatch(engine_version)
    floor = SERVERLESS_V2_FLOORS.get(int(match["major"])) if match else None
    if match is None or floor is None or int(match["minor"]) < floor:
        floors = ", ".join(f"{major}.{minor}" for major, minor in SERVERLESS_V2_FLOORS.items())
        raise ValueError(f"want one of {floors} or a later minor version of these (Aurora Serverless v2)")
    return f"aurora-postgresql{match['major']}"


def replication_capacity(pipelines: int) -> int:
    """Slots, and as many WAL senders, for a number of pipelines: 1 to 40, 10 to 40, 11 to 60.

    It grows in steps of ten pipelines, on top of Aurora's default for everybody else: both parameters are static, and
    a value that followed each pipeline would leave the cluster waiting for a reboot after each of them.
    """
    steps = -(-pipelines // PIPELINES_PER_STEP)
    return SLOTS_BY_DEFAULT + steps * PIPELINES_PER_STEP * SLOTS_PER_PIPELINE


def cluster_parameters(pipelines: int) -> list[ClusterParameter]:
    """The parameters of a cluster that serves this many pipelines, by name; of one that serves none, TLS alone.

    Aurora User Guide, "IAM authentication for logical replication" (`rds.iam_auth_for_replication` is dynamic),
    "Setting up logical replication" (the others are static), "Requiring an SSL/TLS connection" (`rds.force_ssl`,
    dynamic).
    """
    force_ssl = ClusterParameter("rds.force_ssl", "1", "immediate")
    if pipelines == 0:
        return [force_ssl]
    capacity = str(replication_capacity(pipelines))
    return [
        ClusterParameter("max_replication_slots", capacity, "pending-reboot"),
        ClusterParameter("max_wal_senders", capacity, "pending-reboot"),
        force_ssl,
        ClusterParameter("rds.iam_auth_for_replication", "1", "immediate"),
        ClusterParameter("rds.logical_replication", "1", "pending-reboot"),
    ]
