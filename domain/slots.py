"""Names around a replication slot, and how a slot is dropped when its pipeline goes."""

import re

SLOT_NAME = re.compile(r"[a-z_][a-z0-9_]{0,49}")
"""Accepted by PostgreSQL and by Redpanda Connect, short enough for the publication's name (63 bytes)."""

IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""A PostgreSQL identifier that needs no quotes (PostgreSQL manual, 4.1.1)."""

IDENTIFIER_IN_ANY_CASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
"""As the catalog has it, without the quotes that capitals need in SQL."""


def check_quotes(name: str) -> None:
    """Raises ValueError for a name with the quotes that it has in SQL: they are no part of it."""
    if name.startswith('"') and name.endswith('"'):
        raise ValueError("want the name without double quotes (they are put where they belong); its capitals are kept")


def publication_name(slot: str) -> str:
    """The publication Redpanda Connect looks for (redpanda-data/connect #3834): `rpcn_a` to `pglog_stream_rpcn_a`."""
    return f"pglog_stream_{slot}"


def drop_statement(slot: str) -> str:
    """What an operator runs by hand to drop the slot: a slot without a consumer keeps WAL for ever."""
    return f"SELECT pg_drop_replication_slot('{_checked(slot)}')"


def drop_if_inactive(slot: str) -> str:
    """SQL that drops the slot, does nothing when it does not exist, and fails when a consumer still holds it.

    Redpanda Connect never drops its slot. `pg_drop_replication_slot` itself refuses an active slot; the message here
    also says what to do.
    """
    return f"""DO $$
DECLARE
    consumer integer;
BEGIN
    SELECT active_pid INTO consumer FROM pg_replication_slots WHERE slot_name = '{_checked(slot)}' AND active;
    IF FOUND THEN
        RAISE EXCEPTION 'replication slot {slot} is active for PID %', consumer
            USING ERRCODE = 'object_in_use';
    END IF;
    PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{slot}';
END
$$"""  # noqa: S608  the name was checked


def _checked(slot: str) -> str:
    """The name goes into SQL text, so nothing but a slot name may pass."""
    if SLOT_NAME.fullmatch(slot) is None:
        raise ValueError(f"slot: got {slot!r}, want {SLOT_NAME.pattern} (PostgreSQL manual, 27.2.6)")
    return slot
