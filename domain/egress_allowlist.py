"""The private addresses that the pipelines of a Redpanda cluster may reach, shared with everybody who uses the cluster.

redpanda-data/cloud-docs, Terraform provider release notes (2.1.1): `redpanda_connect.allowed_destination_cidr_ports`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_ENTRIES = 16  # same page

Entry = Mapping[str, Any]
"""`cidr`, `port_start` and `port_end`, as the API has them; one of ours is of one port."""


def entry(cidr: str, port: int) -> dict[str, Any]:
    """`("10.90.0.0/24", 5432)` to the entry for one port of a network."""
    return {"cidr": cidr, "port_start": port, "port_end": port}


def with_entries(present: Sequence[Entry], ours: Sequence[Entry]) -> list[Entry]:
    """Everybody's entries and ours, each once; raises ValueError where there is no room."""
    added = [one for one in ours if not _is_among(one, present)]
    if len(present) + len(added) > MOST_ENTRIES:
        raise ValueError(
            f"allowed_destination_cidr_ports: got {len(present)} entries and {len(added)} more, want {MOST_ENTRIES} at "
            "most; remove one that nobody needs"
        )
    return [*present, *added]


def without_entries(present: Sequence[Entry], ours: Sequence[Entry]) -> list[Entry]:
    """Everybody else's entries."""
    return [one for one in present if not _is_among(one, ours)]


def missing_entries(present: Sequence[Entry], ours: Sequence[Entry]) -> list[Entry]:
    """Those of ours that are not there."""
    return [one for one in ours if not _is_among(one, present)]


def _is_among(one: Entry, entries: Sequence[Entry]) -> bool:
    return _key(one) in map(_key, entries)


def _key(one: Entry) -> tuple[str, int, int]:
    # Numbers are doubles on Pulumi's wire.
    return one["cidr"], int(one["port_start"]), int(one["port_end"])
