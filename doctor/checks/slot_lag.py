"""How far a slot's consumer may be behind: the stack's own limits, in bytes and in seconds."""

from collections.abc import Iterator, Mapping
from typing import Any

from doctor.facts.facts import Slot
from domain.alarm_thresholds import GIB, SECONDS_PER_MINUTE, SLOT_LAG_GIB, SLOT_LAG_MINUTES

DEFAULT_LIMIT = {"bytes": SLOT_LAG_GIB * GIB, "seconds": SLOT_LAG_MINUTES * SECONDS_PER_MINUTE}
"""Of a chain that tells none."""

SILENT_S = 15
"""Longer than two answers lie apart: Redpanda Connect answers every 10 s (postgres_cdc, `pg_standby_timeout`), unless
its output holds it up. The server ends the connection after `wal_sender_timeout`, 60 s by default."""


def exceeded(chain: Mapping[str, Any], slot: Slot) -> Iterator[str]:
    """In words, each limit that the slot's consumer is beyond; of one that has everything there is none."""
    limit = chain.get("slot_lag", DEFAULT_LIMIT)
    if slot.wal_status == "unreserved":
        yield "it is about to be lost: its WAL is beyond max_slot_wal_keep_size, and goes at the next checkpoint"
    if not slot.behind_bytes:
        return
    if slot.behind_bytes > limit["bytes"]:
        yield f"got {slot.behind_bytes} bytes behind, want {limit['bytes']:.0f} at most"
    if slot.lag_s is not None and slot.lag_s > limit["seconds"]:
        yield f"got {slot.lag_s:.0f} s behind, want {limit['seconds']} at most"
    if slot.silent_s is not None and slot.silent_s > SILENT_S:
        yield f"{slot.behind_bytes} bytes behind, its consumer has not answered for {slot.silent_s:.0f} s"
